import type { Values } from '../../guest/reader.ts';
import { child, type Element } from '../../xml/element.ts';
import { devicesOf, differences } from './compare.ts';
import { kinds } from './device-kinds.ts';
import { isBridge } from './pci/bridges.ts';
import { statedPlace } from './pci/stated.ts';

/** How many PCI devices of the first definition are elsewhere, or not at all, in the second. */
export function movedDevices(first: Element, second: Element): number {
  return differences(onlyPlaces(first), onlyPlaces(second)).length;
}

/** The kinds of a guest's PCI devices, and their places. */
function onlyPlaces(domain: Element): Element {
  const placed = devicesOf(domain).filter((each) => statedPlace(each) || isBridge(each));
  const inside = placed.map((each) => ({
    ...each,
    children: [child(each, 'address')].filter((one) => one !== undefined),
  }));
  return { ...domain, attributes: {}, children: [{ ...child(domain, 'devices')!, children: inside }] };
}

/** A section whose devices state no places. */
export function withoutAddresses(section: Values): Values {
  const keys = Object.values(kinds).map(({ key }) => key);
  return Object.fromEntries(
    Object.entries(section).map(([key, value]) => [key, keys.includes(key) ? withoutAddress(value) : value]),
  );
}

function withoutAddress(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutAddress);
  if (typeof value !== 'object' || value === null) return value;
  const { address: _, multifunction: __, ...rest } = value as Values;
  return rest;
}
