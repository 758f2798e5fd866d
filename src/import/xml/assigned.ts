import { attribute, child, type Element, mapChildren } from '../../xml/element.ts';
import { assigned } from './pci/assign.ts';
import { statedPlace } from './pci/stated.ts';

/** Whether libvirt has read this definition before: only libvirt writes the addresses of controllers. */
export const wasRead = hasPlaces;

/** Whether it is known where the devices are: from libvirt, or because it can be foreseen. */
export function hasPlaces(domain: Element): boolean {
  const devices = child(domain, 'devices')?.children ?? [];
  return devices.some((each) => each.name === 'controller' && statedPlace(each));
}

/**
 * The definition with the PCI address of each device, for what a guest has installed may hang on them; libvirt's own
 * choice where it has not yet read the definition. Other addresses follow from names and order, as libvirt assigned them.
 */
export function withPlaces(domain: Element): Element {
  if (!wasRead(domain)) return assigned(domain);
  return mapChildren(domain, (each) =>
    each.name === 'devices'
      ? mapChildren(each, (device) =>
          mapChildren(device, (inner) => (inner.name === 'address' && !isPci(inner) ? undefined : inner)),
        )
      : each,
  );
}

const isPci = (address: Element) => (attribute(address, 'type') ?? 'pci') === 'pci';
