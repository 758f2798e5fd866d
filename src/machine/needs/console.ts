import { usbBehind, usedBehind } from '../behind.ts';
import {
  isDisplay,
  isDriven,
  isExcerpt,
  isKeptForGuests,
  isManagement,
  isOnGraphicsCard,
  isUsbController,
} from '../kinds.ts';
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
export function usbNeeds({ facts, addresses }: Taken): Need[] {
  const all = (facts.pci ?? []).filter(
    (fn) => isUsbController(fn) && !isOnGraphicsCard(facts, fn) && !isManagement(facts, fn) && isDriven(facts, fn),
  );
  if (isExcerpt(facts) || all.some(({ address }) => !addresses.has(address))) return [];
  return all.map(({ address }) => {
    const devices = usedBehind(facts, address).map(nameOf);
    const along = devices.length > 0 ? `, which would also lose ${listed(devices)}` : '';
    return need('only-usb-controller', address, 'inferred', `no USB port is left for the host${along}`);
  });
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

/** The display of the host. */
export function displayNeeds({ facts, functions, addresses }: Taken): Need[] {
  const displays = (facts.pci ?? []).filter((fn) => isDisplay(fn) && !isKeptForGuests(fn));
  const left = displays.filter(({ address }) => !addresses.has(address));
  return functions.filter((fn) => displays.includes(fn)).flatMap((fn) => displayNeed(facts, fn, left));
}

function displayNeed(facts: Facts, { address, boot_vga }: PciFunction, left: readonly PciFunction[]): Need[] {
  const measured = facts.pci?.some((fn) => fn.boot_vga !== null) ? 'measured' : 'inferred';
  const needs: Need[] = [];
  if (boot_vga)
    needs.push(need('boot-display', address, 'measured', 'it shows the firmware setup and the boot messages'));
  if (left.length === 0 && !isExcerpt(facts)) {
    needs.push(need('only-display', address, measured, 'no display would be left for the host'));
  }
  return needs;
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
