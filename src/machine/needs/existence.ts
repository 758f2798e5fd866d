import { shortAddress } from '../address.ts';
import { functionAt } from '../by-address.ts';
import { isVirtual } from '../kinds.ts';
import type { Facts, PciFunction } from '../schema.ts';
import { carriedBy, carriersOf, isBehindVmd } from '../through.ts';
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

/** Where no listing says which function a virtual function belongs to, it may be any that is near. */
export function physicalFunctionNeeds({ facts, functions, addresses }: Taken): Need[] {
  return functions.flatMap((fn) => {
    const own = carriedBy(facts, fn.address).flatMap((address) => functionAt(facts, address) ?? []);
    const open = own.filter(
      (each) => isVirtual(facts, each) && !each.physical_function && !addresses.has(each.address),
    );
    const names = open.map(({ address }) => shortAddress(address));
    const shown = names.length > 4 ? [...names.slice(0, 3), `${names.length - 3} more`] : names;
    const sole = open.every((each) => carriersOf(facts, each).length === 1);
    const detail = `${sole ? 'is' : 'may be'} the physical function of ${listed(shown)}, which ${names.length === 1 ? 'is' : 'are'} gone once a guest has it`;
    return open.length === 0 ? [] : [need('virtual-functions', fn, facts, detail)];
  });
}

const either = (addresses: readonly string[]) =>
  addresses.length > 4 ? `one of ${listed(addresses)}` : addresses.join(' or ');

const need = (
  kind: 'carrier' | 'virtual-function' | 'virtual-functions',
  fn: PciFunction,
  facts: Facts,
  detail: string,
): Need => ({
  kind,
  address: fn.address,
  confidence: fn.physical_function && facts.source !== null ? 'measured' : 'inferred',
  detail,
});
