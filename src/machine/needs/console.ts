import { usbBehind, usedBehind } from '../behind.ts';
import { isOnGraphicsCard } from '../cards.ts';
import { isDisputed } from '../disputed.ts';
import { isDriven, isExcerpt, isManagement, isUsbController } from '../kinds.ts';
import { perFacts } from '../per-facts.ts';
import type { Facts, UsbDevice } from '../schema.ts';
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

const need = (kind: Need['kind'], address: string, confidence: Need['confidence'], detail: string): Need => ({
  kind,
  address,
  confidence,
  detail,
});
