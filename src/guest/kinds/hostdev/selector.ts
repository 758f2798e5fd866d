import type { Profile } from '#src/host/schema.ts';
import type { Selector } from '#src/machine/selectors.ts';

export type Hostdev = Profile['vms'][string]['hostdevs'][number];

/** How an entry names its device, without all else that it says; a mediated device is none that is selected. */
export function selectorOf(device: Hostdev): Selector | undefined {
  if (typeof device === 'string') return device;
  if ('pci' in device) return device.pci;
  if ('id' in device) return { id: device.id };
  if ('usb' in device) return { usb: device.usb };
  if ('usb_port' in device) return { usb_port: device.usb_port };
  return 'slot' in device ? { slot: device.slot } : undefined;
}
