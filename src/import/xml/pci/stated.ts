import { part, truthOf } from '#src/guest/reader.ts';
import { attribute, child, type Element } from '#src/xml/element.ts';
import type { Place } from './slots.ts';

/** The place that a definition states for a device. */
export function statedPlace(device: Element): Place | undefined {
  const address = child(device, 'address');
  if (!address || (attribute(address, 'type') ?? 'pci') !== 'pci' || attribute(address, 'slot') === undefined)
    return undefined;
  const [bus, slot, fn] = ['bus', 'slot', 'function'].map((name) => part(address, name));
  return { bus: bus!, slot: slot!, fn: fn!, ...(truthOf(address, 'multifunction') ? { shared: true } : {}) };
}
