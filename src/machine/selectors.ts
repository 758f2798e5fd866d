import { compareAddresses, slotOf } from './address.ts';
import { isRootHub } from './behind.ts';
import type { Facts, UsbDevice } from './schema.ts';

/** How a profile names a PCI device, or a USB device attached to one. */
export type Selector =
  | string
  | { address: string; id?: string | undefined }
  | { id: string }
  | { usb: string }
  | { usb_port: string }
  | { slot: string };

/** A PCI address, in either of its two forms. */
export function addressOf(text: string): string {
  const match = /^pci_([0-9a-f]{4,8})_(\w{2})_(\w{2})_(\w)$/.exec(text);
  return match ? `${match[1]}:${match[2]}:${match[3]}.${match[4]}` : text;
}

/** A selector as text. */
export function selectorName(selector: Selector): string {
  if (typeof selector === 'string') return addressOf(selector);
  if ('address' in selector) return selector.address;
  if ('usb' in selector) return `USB device ${selector.usb}`;
  if ('usb_port' in selector) return `USB port ${selector.usb_port}`;
  return 'slot' in selector ? `slot ${selector.slot}` : selector.id;
}

/** The USB devices that a selector matches; undefined if it is not a USB selector, or if that is unknown. */
export function usbDevicesOf(selector: Selector, machine: Facts | null): UsbDevice[] | undefined {
  if (typeof selector === 'string') return undefined;
  if ('usb' in selector) return ofUsbId(selector.usb, machine);
  return 'usb_port' in selector ? onPort(selector.usb_port, machine) : undefined;
}

/** A device without an id, because lsusb -t alone prints none, may be the one. */
function ofUsbId(wanted: string, machine: Facts | null): UsbDevice[] | undefined {
  const there = machine?.usb?.filter(({ id }) => id === wanted);
  return there?.length === 0 && machine?.usb?.some(({ id }) => id === null) ? undefined : there;
}

/** A device on the same bus without a port, because lsusb alone prints none, may be plugged in there. */
function onPort(wanted: string, machine: Facts | null): UsbDevice[] | undefined {
  const there = machine?.usb?.filter(({ port }) => port === wanted);
  const anywhere = machine?.usb?.some(
    (device) => device.port === null && device.bus === Number.parseInt(wanted, 10) && !isRootHub(device),
  );
  return there?.length === 0 && anywhere ? undefined : there;
}

/** The addresses that a selector matches on this machine, in order; undefined if the facts do not show them. */
export function resolveSelector(selector: Selector, machine: Facts | null): string[] | undefined {
  if (typeof selector === 'string') return [addressOf(selector)];
  if ('address' in selector) return [selector.address];
  if ('usb' in selector) return controllersOf(usbDevicesOf(selector, machine));
  if ('usb_port' in selector) return controllersOf(onPortOrBus(selector.usb_port, machine));
  return machine?.pci
    ?.filter(({ id, address }) => ('slot' in selector ? slotOf(address) === selector.slot : id === selector.id))
    .map(({ address }) => address)
    .sort(compareAddresses);
}

/** The devices plugged in at a port, or else all of its bus: an empty port is still valid. */
export function onPortOrBus(port: string, machine: Facts | null): UsbDevice[] | undefined {
  const there = machine?.usb?.filter((device) => device.port === port);
  return there?.length === 0 ? machine?.usb?.filter(({ bus }) => bus === Number.parseInt(port, 10)) : there;
}

function controllersOf(devices: UsbDevice[] | undefined): string[] | undefined {
  if (!devices) return undefined;
  const known = devices.map(({ controller }) => controller).filter((address) => address !== null);
  return [...new Set(known)].sort(compareAddresses);
}

/** All addresses that are known to be passed through, and whether there may be more. */
export function selectedAddresses(selectors: readonly Selector[], machine: Facts | null) {
  const resolved = selectors.map((selector) => resolveSelector(selector, machine));
  return { addresses: new Set(resolved.flatMap((found) => found ?? [])), complete: resolved.every(Boolean) };
}
