import type { Attached } from '#src/host/guest.ts';
import type { ResolveContext } from '#src/host/resolve-context.ts';
import { resolveSelector, selectedAddresses, usbDevicesOf } from '#src/machine/selectors.ts';
import { type Hostdev, selectorOf } from './selector.ts';

/**
 * What an entry of the list is on this machine; null if only the machine can show it. A USB device is passed through
 * alone while the host has its controller; otherwise the host cannot see it, and the controller is passed through.
 */
export function attachedOf(device: Hostdev, { profile, machine }: ResolveContext): Attached | null {
  const selector = selectorOf(device);
  if (selector === undefined) return typeof device === 'object' && 'mdev' in device ? { mdev: device.mdev } : null;
  const addresses = resolveSelector(selector, machine);
  if (typeof selector === 'string' || !('usb' in selector || 'usb_port' in selector)) {
    return addresses ? { pci: addresses } : null;
  }
  const kept = selectedAddresses(profile.passthrough.devices, machine).addresses;
  const controllers = addresses?.filter((address) => kept.has(address)) ?? [];
  if (controllers.length > 0) return { pci: controllers };
  const id = 'usb' in selector ? selector.usb : usbDevicesOf(selector, machine)?.[0]?.id;
  return id ? { usb: id } : null;
}
