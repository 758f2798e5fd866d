import { addressOf } from '../../../../machine/selectors.ts';
import type { Guest } from '../../resolve.ts';

type Hostdev = Guest['hostdevs'][number];

/** Template values of one device of the host. */
export function hostdevView(device: Hostdev): object {
  if (typeof device === 'object') {
    const [vendor, product] = device.usb.split(':');
    return { usb: { vendor: `0x${vendor}`, product: `0x${product}` } };
  }
  const [domain, bus, slot, fn] = addressOf(device).split(/[:.]/);
  return { pci: { domain: `0x${domain}`, bus: `0x${bus}`, slot: `0x${slot}`, function: `0x${fn}` } };
}

/** The PCI addresses among a guest's devices. */
export function pciAddresses({ hostdevs }: Pick<Guest, 'hostdevs'>): string[] {
  return hostdevs.flatMap((device) => (typeof device === 'string' ? [addressOf(device)] : []));
}
