import { compareAddresses, slotOf } from './address.ts';
import { isRootHub } from './behind.ts';
import type { Facts, UsbDevice } from './schema.ts';

/** How a profile names a PCI device, or what hangs on one. */
export type Selector =
  | string
  | { address: string; id?: string | undefined }
  | { id: string }
  | { usb: string }
  | { usb_port: string }
  | { slot: string };

/** A PCI address, whichever of the two ways it is written. */
export function addressOf(text: string): string {
  const match = /^pci_(\w{4})_(\w{2})_(\w{2})_(\w)$/.exec(text);
  return match ? `${match[1]}:${match[2]}:${match[3]}.${match[4]}` : text;
}

/** One text for each way to name a device. */
export function selectorName(selector: Selector): string {
  if (typeof selector === 'string') return addressOf(selector);
  if ('address' in selector) return selector.address;
  if ('usb' in selector) return `usb ${selector.usb}`;
  if ('usb_port' in selector) return `usb port ${selector.usb_port}`;
  return 'slot' in selector ? `slot ${selector.slot}` : selector.id;
}

/** The USB devices that a selector means; undefined if it means none, or if that is unknown. */
export function usbDevicesOf(selector: Selector, machine: Facts | null): UsbDevice[] | undefined {
  if (typeof selector === 'string') return undefined;
  if ('usb' in selector) return ofUsbId(selector.usb, machine);
  return 'usb_port' in selector ? onPort(selector.usb_port, machine) : undefined;
}

/** What has no id, because lsusb -t alone prints none, may be the one that is meant. */
function ofUsbId(wanted: string, machine: Facts | null): UsbDevice[] | undefined {
  const there = machine?.usb?.filter(({ id }) => id === wanted);
  return there?.length === 0 && machine?.usb?.some(({ id }) => id === null) ? undefined : there;
}

/** What is on the same bus without a port, because lsusb alone prints none, may be what is plugged in there. */
function onPort(wanted: string, machine: Facts | null): UsbDevice[] | undefined {
  const there = machine?.usb?.filter(({ port }) => port === wanted);
  const anywhere = machine?.usb?.some(
    (device) => device.port === null && device.bus === Number.parseInt(wanted, 10) && !isRootHub(device),
  );
  return there?.length === 0 && anywhere ? undefined : there;
}

/**
 * The addresses that a selector means on this machine, in order; undefined if only the machine can show it, because there
 * are no facts.
 */
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

/** What is plugged in at a port, or else all of its bus: a port without anything in it is a port all the same. */
export function onPortOrBus(port: string, machine: Facts | null): UsbDevice[] | undefined {
  const there = machine?.usb?.filter((device) => device.port === port);
  return there?.length === 0 ? machine?.usb?.filter(({ bus }) => bus === Number.parseInt(port, 10)) : there;
}

function controllersOf(devices: UsbDevice[] | undefined): string[] | undefined {
  if (!devices) return undefined;
  const known = devices.map(({ controller }) => controller).filter((address) => address !== null);
  return [...new Set(known)].sort(compareAddresses);
}

/** Every address that is known to be passed through, and whether there may be more. */
export function selectedAddresses(selectors: readonly Selector[], machine: Facts | null) {
  const resolved = selectors.map((selector) => resolveSelector(selector, machine));
  return { addresses: new Set(resolved.flatMap((found) => found ?? [])), complete: resolved.every(Boolean) };
}
