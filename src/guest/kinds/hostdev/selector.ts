import type { Profile } from '#src/host/schema.ts';
import type { Selector } from '#src/machine/selectors.ts';

export type Hostdev = Profile['vms'][string]['hostdevs'][number];

/** The selector of an entry, without its other keys; a mediated device has none. */
export function selectorOf(device: Hostdev): Selector | undefined {
  if (typeof device === 'string') return device;
  if ('pci' in device) return device.pci;
  if ('id' in device) return { id: device.id };
  if ('usb' in device) return { usb: device.usb };
  if ('usb_port' in device) return { usb_port: device.usb_port };
  return 'slot' in device ? { slot: device.slot } : undefined;
}

/** Whether the guest gets it again after it was unplugged. */
export const isReplugged = (device: Hostdev) => typeof device === 'object' && 'replug' in device && !!device.replug;

/** Whether the guest starts without it; libvirt's requisite lets it start only after a migration or restore. */
export const isOptional = (device: Hostdev) =>
  typeof device === 'object' && 'startup_policy' in device && device.startup_policy === 'optional';
