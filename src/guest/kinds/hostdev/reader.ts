import { attribute, child, type Element, isBare, mapChildren, withAttributes, withoutUsual } from '#src/xml/element.ts';
import { bootable, type DeviceReader, pciAddress, valuesOf } from '../../reader.ts';
import { asTruth, type Found, found, type Keys } from '../../vocabulary.ts';

const id = (text: string | undefined) =>
  Number(text ?? 0)
    .toString(16)
    .padStart(4, '0');

function normal(device: Element): Element {
  const usual = withAttributes(device, {
    mode: attribute(device, 'mode') ?? 'subsystem',
    managed: attribute(device, 'managed') ?? 'no',
  });
  return mapChildren(withoutUsual(usual, { display: 'off', ramfb: 'off' }), (each) => {
    if (each.name === 'driver') {
      const rest = withoutUsual(each, { name: 'vfio' });
      return isBare(rest) ? undefined : rest;
    }
    if (each.name === 'rom') {
      const rest = withoutUsual(each, { enabled: 'yes' });
      return isBare(rest) ? undefined : rest;
    }
    return each.name === 'source' ? sourceOf(each) : each;
  });
}

/**
 * A running guest's USB device has an address on its bus, which changes when the device is unplugged. Its port, which
 * libvirt 12.8 takes, does not.
 */
function sourceOf(source: Element): Element {
  const plain = withoutUsual(source, { startupPolicy: 'mandatory', writeFiltering: 'yes' });
  const named = child(source, 'vendor') !== undefined;
  return mapChildren(plain, (each) => {
    if (each.name === 'vendor' || each.name === 'product')
      return withAttributes(each, { id: `0x${id(attribute(each, 'id'))}` });
    if (each.name !== 'address') return each;
    const isOfThisPlug = named && attribute(each, 'port') === undefined;
    return isOfThisPlug ? undefined : withAttributes(each, { type: undefined });
  });
}

const keys: Keys = [
  selector,
  ['@managed', 'managed', asTruth],
  ['@model', 'model'],
  ['@display', 'display', asTruth],
  ['@ramfb', 'ramfb', asTruth],
  ['source/@startupPolicy', 'startup_policy'],
  ['rom/@bar', 'rom.bar', asTruth],
  ['rom/@file', 'rom.file'],
  ...bootable,
];

/** Keys that exist for one kind of device only: on other devices these settings stay XML. */
const ofOneKind: Record<string, string[]> = {
  pci: ['rom'],
  mdev: ['model', 'display', 'ramfb'],
  usb: ['startup_policy'],
};

export const hostdevReader: DeviceReader = {
  keys,
  normal,
  read(device) {
    const type = attribute(device, 'type') ?? '';
    if (selector(device).length === 0) return undefined;
    const others = Object.entries(ofOneKind).flatMap(([kind, names]) => (kind === type ? [] : names));
    const { rom, ...values } = valuesOf(device, keys, { managed: false });
    const all = rom === undefined ? values : { ...values, rom: isOff(rom) ? 'off' : rom };
    return Object.fromEntries(Object.entries(all).filter(([key]) => !others.includes(key)));
  },
};

const isOff = (rom: unknown) => JSON.stringify(rom) === '{"bar":false}';

/** The device itself, by its address, its identity or its ids. */
export function selector(device: Element): readonly Found[] {
  const source = child(device, 'source');
  const address = child(source, 'address');
  const type = attribute(device, 'type');
  const of = (key: string, value: string, ...at: string[]) => [found(key, value, device, '@type', '@mode', ...at)];
  const parts = ['type', 'domain', 'bus', 'slot', 'function', 'uuid'].map((name) => `source/address/@${name}`);
  if ((attribute(device, 'mode') ?? 'subsystem') !== 'subsystem') return [];
  if (type === 'pci' && address) return of('pci', pciAddress(address), ...parts);
  const uuid = attribute(address, 'uuid');
  if (type === 'mdev' && uuid !== undefined) return of('mdev', uuid.toLowerCase(), ...parts);
  const [vendor, product] = ['vendor', 'product'].map((name) => attribute(child(source, name), 'id'));
  if (type !== 'usb' || vendor === undefined || product === undefined) return [];
  return of('usb', `${id(vendor)}:${id(product)}`, 'source/vendor/@id', 'source/product/@id');
}
