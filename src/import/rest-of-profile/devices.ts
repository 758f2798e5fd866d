import { type Guests, listed, texts } from './guests.ts';

/** The PCI devices that guests are given, so that the host leaves them alone from the start. */
export function devicesOf(vms: Guests): string[] {
  const items = listed(vms, 'hostdevs');
  const plain = texts(items, 'is').map(addressOf);
  return [...new Set([...plain, ...texts(items, 'pci').map(addressOf)])];
}

/** libvirt's name of a device, pci_0000_00_1a_0, as the address that it is. */
function addressOf(name: string): string {
  const [, domain, bus, slot, fn] = /^pci_(\w{4})_(\w\w)_(\w\w)_(\w)$/.exec(name) ?? [];
  return domain === undefined ? name : `${domain}:${bus}:${slot}.${fn}`;
}
