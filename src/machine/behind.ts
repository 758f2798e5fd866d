import type { Disk, Facts, NetworkCard, UsbDevice } from './schema.ts';

/** The root hub that Linux shows on each bus; it is the controller itself, not a device plugged in. */
export const isRootHub = ({ id }: Pick<UsbDevice, 'id'>): boolean => /^1d6b:000[123]$/.test(id ?? '');

const isHub = (device: UsbDevice) => device.class === '09' || /\bhub\b/i.test(device.product ?? '');

/** The devices plugged into the ports of a controller, including hubs, without root hubs. */
export function usbBehind(facts: Facts, address: string): UsbDevice[] {
  return (facts.usb ?? []).filter((device) => device.controller === address && !isRootHub(device)).sort(byPort);
}

/** The same without hubs. */
export const usedBehind = (facts: Facts, address: string): UsbDevice[] =>
  usbBehind(facts, address).filter((device) => !isHub(device));

/** The numbers of the buses of a controller. */
export function busesOf(facts: Facts, address: string): number[] {
  const buses = (facts.usb ?? []).filter(({ controller }) => controller === address).map(({ bus }) => bus);
  return [...new Set(buses)].filter((bus) => bus !== null).sort((a, b) => a - b);
}

/** USB devices with an unknown controller: their listing names buses, but not the controllers of these. */
export const usbWithoutController = (facts: Facts): UsbDevice[] =>
  (facts.usb ?? []).filter((device) => device.controller === null && !isRootHub(device));

export const disksBehind = (facts: Facts, address: string): Disk[] =>
  (facts.disks ?? []).filter(({ controllers }) => controllers?.includes(address));

export const cardsBehind = (facts: Facts, address: string): NetworkCard[] =>
  (facts.nics ?? []).filter(({ controller }) => controller === address);

/** By bus and port path; devices with an unknown port come last. */
function byPort(a: UsbDevice, b: UsbDevice): number {
  const steps = ({ bus, port }: UsbDevice) => port?.split(/[-.]/).map(Number) ?? [bus ?? Infinity, Infinity];
  const [left, right] = [steps(a), steps(b)];
  const at = left.findIndex((step, index) => step !== right[index]);
  return at === -1 ? left.length - right.length : left[at]! - (right[at] ?? -1);
}
