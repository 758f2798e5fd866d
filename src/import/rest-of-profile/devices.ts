import { type Guests, listed, texts } from './guests.ts';

/** The PCI devices of all guests, which the host must reserve from boot on. */
export function devicesOf(vms: Guests): string[] {
  const items = listed(vms, 'hostdevs');
  const plain = texts(items, 'is').map(addressOf);
  return [...new Set([...plain, ...texts(items, 'pci').map(addressOf)])];
}

/** Turns libvirt's node device name, pci_0000_00_1a_0, into a PCI address. */
function addressOf(name: string): string {
  const [, domain, bus, slot, fn] = /^pci_(\w{4})_(\w\w)_(\w\w)_(\w)$/.exec(name) ?? [];
  return domain === undefined ? name : `${domain}:${bus}:${slot}.${fn}`;
}
