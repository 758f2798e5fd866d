import { compareAddresses } from './address.ts';
import { byAddress } from './by-address.ts';
import { isVirtual, isVmd } from './kinds.ts';
import { perFacts } from './per-facts.ts';
import type { Facts, PciFunction } from './schema.ts';

/**
 * What a function exists through. A virtual function is there while the driver of its physical function holds that, and
 * a disk behind Intel's VMD while the driver vmd holds the VMD: so it can go to a guest only while the other stays with
 * the host. If a listing does not say which function it is, all that are possible.
 */
export function carriersOf(facts: Facts, fn: PciFunction): string[] {
  return carriers(facts).get(fn.address) ?? [];
}

/** The functions that exist through this one, or may. */
export const carriedBy = (facts: Facts, address: string): string[] => carried(facts).get(address) ?? [];

const carriers = perFacts((facts) => {
  const pci = [...(facts.pci ?? [])].sort(byAddress);
  const units = pci.filter(isVmd);
  const found = new Map<string, string[]>();
  for (const fn of pci) {
    const all = isBehindVmd(fn) ? vmdOf(fn, units) : isVirtual(facts, fn) ? physicalOf(facts, fn, pci) : [];
    if (all.length > 0) found.set(fn.address, all);
  }
  return found;
});

const carried = perFacts((facts) => {
  const found = new Map<string, string[]>();
  for (const [address, all] of carriers(facts)) {
    for (const carrier of all) found.set(carrier, [...(found.get(carrier) ?? []), address]);
  }
  return found;
});

/** The driver vmd takes the first free domain from 0x10000 on (drivers/pci/controller/vmd.c). */
export const isBehindVmd = ({ address }: Pick<PciFunction, 'address'>): boolean => address.indexOf(':') > 4;

/** A VMD and what is behind it have one requester ID, and so one group. */
function vmdOf(fn: PciFunction, units: readonly PciFunction[]): string[] {
  const same = units.filter(({ iommu_group }) => iommu_group !== null && iommu_group === fn.iommu_group);
  return (same.length > 0 ? same : units).map(({ address }) => address);
}

/**
 * A virtual function is on the bus of its physical function or the next one (PCI Express, SR-IOV: VF offset and
 * stride), has the same vendor and class, and comes after it.
 */
function physicalOf(facts: Facts, fn: PciFunction, pci: readonly PciFunction[]): string[] {
  if (fn.physical_function) return [fn.physical_function];
  const [domain, bus] = placeOf(fn);
  const possible = pci.filter((other) => {
    const [otherDomain, otherBus] = placeOf(other);
    return (
      otherDomain === domain &&
      otherBus <= bus &&
      bus - otherBus < 2 &&
      compareAddresses(other.address, fn.address) < 0 &&
      other.class.slice(0, 4) === fn.class.slice(0, 4) &&
      (!other.id || !fn.id || other.id.slice(0, 4) === fn.id.slice(0, 4)) &&
      !isVirtual(facts, other)
    );
  });
  const nearest = Math.max(...possible.map((other) => placeOf(other)[1]));
  return possible.filter((other) => placeOf(other)[1] === nearest).map(({ address }) => address);
}

function placeOf({ address }: PciFunction): [domain: string, bus: number] {
  const [domain = '', bus = ''] = address.split(':');
  return [domain, Number.parseInt(bus, 16)];
}
