import type { Guest } from '../../resolve.ts';

/** Template values of a guest's devices of the host; two USB devices on one controller are that controller, once. */
export function hostdevViews({ attached }: Pick<Guest, 'attached'>): object[] {
  const views = attached.flatMap((device): object[] => {
    if (!device) return [];
    return 'pci' in device ? device.pci.map((address) => ({ pci: pciView(address) })) : [{ usb: usbView(device.usb) }];
  });
  return [...new Map(views.map((view) => [JSON.stringify(view), view])).values()];
}

function pciView(address: string): object {
  const [domain, bus, slot, fn] = address.split(/[:.]/);
  return { domain: `0x${domain}`, bus: `0x${bus}`, slot: `0x${slot}`, function: `0x${fn}` };
}

function usbView(id: string): object {
  const [vendor, product] = id.split(':');
  return { vendor: `0x${vendor}`, product: `0x${product}` };
}

/** The PCI addresses among a guest's devices. */
export function pciAddresses({ attached }: Pick<Guest, 'attached'>): string[] {
  return [...new Set(attached.flatMap((device) => (device && 'pci' in device ? device.pci : [])))];
}
