import { claimsOf } from '../host/claims.ts';
import type { Host } from '../host/host.ts';

/** Who gets a device: a guest, vfio-pci for whichever guest, or the host. */
export interface Owner {
  kind: 'guest' | 'kept' | 'host';
  guests: string[];
  text: string;
}

const hostKeeps: Owner = { kind: 'host', guests: [], text: 'host' };

/** The owner of each PCI function, by address. */
export function ownersOf(host: Host): (address: string) => Owner {
  const guests = new Map<string, string[]>();
  const kept = new Set<string>();
  for (const { address, guest } of claimsOf(host)) {
    if (guest === undefined) kept.add(address);
    else guests.set(address, [...new Set([...(guests.get(address) ?? []), guest])]);
  }
  return (address) => {
    const names = guests.get(address);
    if (names) return { kind: 'guest', guests: names, text: names.join(', ') };
    return kept.has(address) ? { kind: 'kept', guests: [], text: 'vfio-pci, for guests' } : hostKeeps;
  };
}

/** The guests that get a USB device alone, by its vendor:product. */
export function usbOwners({ vms }: Host): Map<string, string> {
  const found = new Map<string, string>();
  for (const [guest, { attached }] of Object.entries(vms)) {
    for (const device of attached) if (device && 'usb' in device) found.set(device.usb, guest);
  }
  return found;
}
