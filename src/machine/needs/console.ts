import { shortAddress } from '../address.ts';
import { usbBehind, usedBehind } from '../behind.ts';
import { isDisputed } from '../disputed.ts';
import {
  isDriven,
  isExcerpt,
  isHostDisplay,
  isKeptForGuests,
  isManagement,
  isOnGraphicsCard,
  isUsbController,
} from '../kinds.ts';
import { perFacts } from '../per-facts.ts';
import type { Facts, PciFunction, UsbDevice } from '../schema.ts';
import { listed, type Need, type Taken } from './need.ts';

/** Receivers of wireless keyboards and mice, for listings without names. */
const receivers = new Set(['046d:c52b', '046d:c52e', '046d:c532', '046d:c534', '046d:c548', '046d:c547']);

const looksLikeKeyboard = ({ id, product }: UsbDevice) =>
  receivers.has(id ?? '') || /keyboard|keybd|\bkbd\b|\breceiver\b|\bkvm\b/i.test(product ?? '');

/** Devices that identify only as human interface devices, except those that are known to be something else. */
const couldBeKeyboard = (device: UsbDevice) =>
  device.class === '03' &&
  !isPowerSupply(device) &&
  !/hub|led|rgb|light|audio|headset|camera|gamepad|joystick/i.test(device.product ?? '');

export const nameOf = ({ product, id }: UsbDevice) =>
  product && id ? `${product} (${id})` : (id ?? product ?? 'a device without a name');

/** Keyboards for local use. */
export function keyboardNeeds({ facts, functions, addresses }: Taken): Need[] {
  const { keyboards } = facts;
  if (keyboards) {
    const goes = ({ controllers }: { controllers: string[] }) => controllers.some((each) => addresses.has(each));
    if (!keyboards.every(goes)) return [];
    return functions.flatMap(({ address }) => {
      const names = keyboards
        .filter(({ controllers }) => controllers.includes(address))
        .map(({ name }) => name ?? 'one');
      return names.length === 0
        ? []
        : [need('keyboard', address, 'measured', `every keyboard is attached to it (${listed(names)})`)];
    });
  }
  const named = (facts.usb ?? []).filter(looksLikeKeyboard);
  const all = named.length > 0 ? named : (facts.usb ?? []).filter(couldBeKeyboard);
  if (all.some(({ controller }) => controller === null || !addresses.has(controller))) return [];
  return functions.flatMap(({ address }) => {
    const names = all.filter(({ controller }) => controller === address).map(nameOf);
    return names.length === 0
      ? []
      : [
          need(
            'keyboard',
            address,
            'inferred',
            `what is probably the host's keyboard is attached to it (${listed(names)})`,
          ),
        ];
  });
}

/**
 * The host's last controller with USB ports; those on graphics cards are not meant for it, and those of management
 * controllers have no ports.
 */
export function usbNeeds({ facts, functions, addresses }: Taken): Need[] {
  const all = controllersOf(facts);
  const going = functions.filter((fn) => all.includes(fn));
  const left = all.filter((fn) => !addresses.has(fn.address) && !isDisputed(fn));
  const unknown = going.filter(({ address }) => isOpen(facts, address));
  const open = unknown.map(({ address }) =>
    need('maybe-usb', address, 'inferred', 'the listing does not show what is attached to it'),
  );
  if (left.length > 0 || isExcerpt(facts)) return open;
  return [...going.map(({ address }) => lastPort(facts, address)), ...open];
}

const controllersOf = perFacts((facts) =>
  (facts.pci ?? []).filter(
    (fn) => isUsbController(fn) && isDriven(fn) !== false && !isOnGraphicsCard(facts, fn) && !isManagement(facts, fn),
  ),
);

function lastPort(facts: Facts, address: string): Need {
  const devices = usedBehind(facts, address).map(nameOf);
  const along = devices.length > 0 ? `, which would also lose ${listed(devices)}` : '';
  return need('only-usb-controller', address, 'inferred', `no USB port is left for the host${along}`);
}

/** Whether something may be attached that the facts do not show: they list no USB devices, or not where they are. */
function isOpen({ usb }: Facts, address: string): boolean {
  if (usb === null) return true;
  const shown = usb.some(({ controller }) => controller === address);
  return !shown && usb.some((device) => device.controller === null);
}

/** APC, CyberPower, MGE/Eaton, Tripp Lite, Powercom: by vendor, or by name. */
const isPowerSupply = ({ id, product }: UsbDevice) =>
  /^(051d|0764|0463|09ae|0d9f):/.test(id ?? '') || /\bUPS\b|uninterruptible/i.test(product ?? '');

export function powerSupplyNeeds({ facts, functions }: Taken): Need[] {
  return functions.flatMap(({ address }) => {
    const names = usbBehind(facts, address).filter(isPowerSupply).map(nameOf);
    const detail = `${listed(names)} is attached to it, so the host would not be notified to shut down`;
    return names.length === 0 ? [] : [need('power-supply', address, 'inferred', detail)];
  });
}

const displaysOf = perFacts((facts) => (facts.pci ?? []).filter((fn) => isHostDisplay(facts, fn)));

/** The display of the host. */
export function displayNeeds({ facts, functions, addresses }: Taken): Need[] {
  const displays = displaysOf(facts);
  const left = displays.filter(({ address }) => !addresses.has(address));
  return functions
    .filter((fn) => displays.includes(fn))
    .flatMap((fn) => [...bootDisplay(displays, fn), ...lastDisplay(facts, fn, left, displays.length - left.length)]);
}

/**
 * The display with a screen is the one that people see (connector status in sysfs, and boot_display since Linux 6.18);
 * boot_vga is only the one that the firmware made the legacy VGA device.
 */
function bootDisplay(
  displays: readonly PciFunction[],
  { address, boot_vga, boot_display, screen }: PciFunction,
): Need[] {
  const known = displays.some((fn) => fn.screen || fn.boot_display);
  const is = known ? screen || boot_display : boot_vga;
  const detail = screen ? 'a screen is connected to it' : 'it shows the firmware setup and the boot messages';
  return is ? [need('boot-display', address, 'measured', detail)] : [];
}

/** A display without a driver shows no picture now, though the new host may have a driver for it. */
function lastDisplay(facts: Facts, fn: PciFunction, left: readonly PciFunction[], going: number): Need[] {
  if (left.some((other) => isDriven(other) !== false && !isDisputed(other))) return [];
  if (isExcerpt(facts)) {
    const detail = 'the listing shows only part of the machine, and no other display that the host drives';
    return isKeptForGuests(fn) ? [] : [need('only-display', fn.address, 'inferred', detail)];
  }
  // The firmware's picture needs no driver, so the only display is needed without one too.
  if (left.length > 0 && isDriven(fn) === false) return [];
  const measured = facts.pci?.some(({ boot_vga }) => boot_vga !== null) ? 'measured' : 'inferred';
  const others = listed(left.map(({ address }) => shortAddress(address)));
  const state = left.some(isDisputed)
    ? 'may be another one now'
    : left.length > 1
      ? 'have no driver now'
      : 'has no driver now';
  const detail =
    left.length === 0
      ? `it is ${going > 1 ? 'one of the last displays' : 'the last display'} that the host has`
      : `it is the last display that the host drives; ${others} ${state}, so see first that ${left.length > 1 ? 'they show' : 'it shows'} a picture`;
  return [need('only-display', fn.address, measured, detail)];
}

const need = (kind: Need['kind'], address: string, confidence: Need['confidence'], detail: string): Need => ({
  kind,
  address,
  confidence,
  detail,
});

/** A server's management controller runs independently of the host, and guests must not have it. */
export function managementNeeds({ facts, functions }: Taken): Need[] {
  return functions
    .filter((fn) => isManagement(facts, fn))
    .map(({ address }) =>
      need(
        'management-controller',
        address,
        'inferred',
        "it is part of the board's management controller (remote console, sensors)",
      ),
    );
}
