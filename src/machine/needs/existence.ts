import { isVirtual } from '../kinds.ts';
import type { Facts, PciFunction } from '../schema.ts';
import { carriersOf, isBehindVmd } from '../through.ts';
import { listed, type Need, type Taken } from './need.ts';

/**
 * A function goes only while what it exists through stays with the host. A VMD never does: it is in the group of what is
 * behind it, also where a listing does not show groups.
 */
export function carrierNeeds({ facts, functions, addresses }: Taken): Need[] {
  return functions.flatMap((fn) => {
    const carriers = carriersOf(facts, fn);
    const goes = carriers.length > 0 && carriers.every((address) => addresses.has(address));
    if (!goes && !isBehindVmd(fn)) return [];
    return [
      need('carrier', fn, facts, `exists only while the host drives ${carrierName(fn, carriers)}, which goes too`),
    ];
  });
}

const carrierName = (fn: PciFunction, carriers: readonly string[]) =>
  isBehindVmd(fn) ? `the VMD ${either(carriers)}`.trimEnd() : `its physical function ${either(carriers)}`;

/** A virtual function does not exist when the host starts. */
export function virtualFunctionNeeds({ facts, functions, addresses }: Taken): Need[] {
  return functions.flatMap((fn) => {
    const carriers = carriersOf(facts, fn);
    if (!isVirtual(facts, fn) || carriers.some((address) => addresses.has(address))) return [];
    const of = carriers.length > 0 ? ` of ${either(carriers)}` : '';
    return [
      need(
        'virtual-function',
        fn,
        facts,
        `a virtual function${of}, which the host must create at each start (sriov_numvfs)`,
      ),
    ];
  });
}

const either = (addresses: readonly string[]) =>
  addresses.length > 4 ? `one of ${listed(addresses)}` : addresses.join(' or ');

const need = (kind: 'carrier' | 'virtual-function', fn: PciFunction, facts: Facts, detail: string): Need => ({
  kind,
  address: fn.address,
  confidence: fn.physical_function && facts.source !== null ? 'measured' : 'inferred',
  detail,
});
