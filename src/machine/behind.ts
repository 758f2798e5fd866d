import type { Disk, Facts, NetworkCard, UsbDevice } from './schema.ts';
import { carriedBy } from './through.ts';

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

/** The disks at a function itself. */
export const disksAt = (facts: Facts, address: string): Disk[] => disksOfAll(facts, [address]);

/** The disks of a function, and of those that exist through it: NVMe disks behind VMD. */
export const disksBehind = (facts: Facts, address: string): Disk[] =>
  disksOfAll(facts, [address, ...carriedBy(facts, address)]);

function disksOfAll({ disks }: Facts, addresses: readonly string[]): Disk[] {
  return (disks ?? []).filter(({ controllers }) => controllers?.some((each) => addresses.includes(each)));
}

/** The network cards of a function itself. */
export const cardsAt = (facts: Facts, address: string): NetworkCard[] => cardsOfAll(facts, [address]);

/** The network cards of a function, and of its virtual functions. */
export const cardsBehind = (facts: Facts, address: string): NetworkCard[] =>
  cardsOfAll(facts, [address, ...carriedBy(facts, address)]);

function cardsOfAll({ nics }: Facts, addresses: readonly string[]): NetworkCard[] {
  return (nics ?? []).filter(({ controller }) => controller !== null && addresses.includes(controller));
}

/** By bus and port path; devices with an unknown port come last. */
function byPort(a: UsbDevice, b: UsbDevice): number {
  const steps = ({ bus, port }: UsbDevice) => port?.split(/[-.]/).map(Number) ?? [bus ?? Infinity, Infinity];
  const [left, right] = [steps(a), steps(b)];
  const at = left.findIndex((step, index) => step !== right[index]);
  return at === -1 ? left.length - right.length : left[at]! - (right[at] ?? -1);
}
