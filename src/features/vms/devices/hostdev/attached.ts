import { resolveSelector, selectedAddresses, usbDevicesOf } from '../../../../machine/selectors.ts';
import type { Profile } from '../../../../profile/schema.ts';
import type { ResolveContext } from '../../../feature.ts';

type Hostdev = Profile['vms'][string]['hostdevs'][number];

/** What a guest is given: PCI functions by address, or one USB device by vendor:product. */
export type Attached = { pci: string[] } | { usb: string };

/**
 * What a device of the list comes to on this machine; null where only the machine can tell. A USB device goes by itself
 * while the host has its controller. Once that is kept from the host nobody there sees the device, so the controller goes.
 */
export function attachedOf(device: Hostdev, { profile, machine }: ResolveContext): Attached | null {
  const addresses = resolveSelector(device, machine);
  if (typeof device === 'string' || !('usb' in device || 'usb_port' in device)) {
    return addresses ? { pci: addresses } : null;
  }
  const kept = selectedAddresses(profile.passthrough.devices, machine).addresses;
  const controllers = addresses?.filter((address) => kept.has(address)) ?? [];
  if (controllers.length > 0) return { pci: controllers };
  const id = 'usb' in device ? device.usb : usbDevicesOf(device, machine)?.[0]?.id;
  return id ? { usb: id } : null;
}
