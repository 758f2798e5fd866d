import { addressAfter, isAfter } from '../machine/address.ts';
import { functionAt } from '../machine/by-address.ts';
import type { Facts } from '../machine/schema.ts';
import type { Passthrough } from './passthrough.ts';

type Wanted = Passthrough['virtual_functions'][string];
type FunctionSettings = Wanted['functions'][number];

/** A virtual function that the profile makes. */
export interface MadeFunction {
  parent: string;
  number: number;
  settings: FunctionSettings | undefined;
}

interface Owner {
  passthrough: Pick<Passthrough, 'virtual_functions'>;
  machine: Facts | null;
}

/** The virtual function at an address, if the facts show where those of its card will be. */
export function madeAt({ passthrough, machine }: Owner, address: string): MadeFunction | undefined {
  for (const [parent, { count, functions }] of Object.entries(passthrough.virtual_functions)) {
    const way = wayOf(machine, parent);
    if (!way) continue;
    for (let number = 0; number < count; number++) {
      if (addressAfter(parent, way.offset + way.stride * number) === address)
        return { parent, number, settings: functions[number] };
    }
  }
  return undefined;
}

/**
 * Where the virtual functions of a card are (PCI Express, SR-IOV: First VF Offset and VF Stride). A card that has none
 * may show 0, which is no place.
 */
function wayOf(machine: Facts | null, parent: string): { offset: number; stride: number } | undefined {
  const { sriov_offset: offset = null, sriov_stride: stride = null } = (machine && functionAt(machine, parent)) ?? {};
  return offset && stride !== null ? { offset, stride } : undefined;
}

/**
 * The cards that the virtual function at an address is of, or may be of: without facts, it may be of any with a lower
 * address, unless another device is there.
 */
export function parentsAt(host: Owner, address: string): string[] {
  const known = madeAt(host, address);
  if (known) return [known.parent];
  const there = host.machine && functionAt(host.machine, address);
  return Object.keys(host.passthrough.virtual_functions).filter((parent) =>
    there ? there.physical_function === parent : !wayOf(host.machine, parent) && isAfter(parent, address),
  );
}

/** Whether there is a virtual function at an address; undefined if that is not known. */
export function isVirtualFunction(host: Owner, address: string): boolean | undefined {
  if (host.passthrough.virtual_functions[address]) return false;
  const of = (host.machine && functionAt(host.machine, address))?.physical_function ?? undefined;
  return of === undefined ? undefined : of !== '';
}
