import { attribute, child, type Element } from '../xml/element.ts';
import { asNumber, asTruth, type Found, found, foundIn, type Keys, put, type Wording } from './vocabulary.ts';

export type Values = Record<string, unknown>;

/** The reader of one kind of device. */
export interface DeviceReader {
  /** The keys for its element, in definitions and commands alike. */
  keys: Keys;
  /** The element without what libvirt fills in, so that equivalent elements are equal. */
  normal?: (device: Element, index: number) => Element;
  /** For definitions: keys for libvirt's implicit defaults; undefined if no key can express them. */
  read?: (device: Element) => Values | undefined;
}

/** The profile's value for a device of a definition; undefined if no key can express it. */
export function readDevice({ keys, read = (device) => valuesOf(device, keys) }: DeviceReader, device: Element) {
  return read(device);
}

/** libvirt writes decimal numbers, and always the same word for yes. The schema refuses what is not a number. */
const ofLibvirt: Wording = {
  number,
  truth,
  size: (text, unit) => {
    const amount = kibibytes(text, unit);
    return amount ? sizeOf(amount) : undefined;
  },
};

/** The values of an element in a definition, on top of libvirt's implicit defaults. */
export function valuesOf(of: Element | undefined, keys: Keys, unsaid: Values = {}): Values {
  const values = { ...unsaid };
  for (const { key, value } of of ? foundIn(of, keys, ofLibvirt) : []) if (value !== undefined) put(values, key, value);
  return values;
}

/** Removes keys without a value; undefined if none is left. */
export function said(values: Values): Values | undefined {
  const all = Object.entries(values).filter(([, value]) => value !== undefined);
  return all.length === 0 ? undefined : Object.fromEntries(all);
}

/** An integer if it is one; otherwise the text itself, which the schema refuses. */
export function number(text: string | undefined): number | string | undefined {
  return text !== undefined && /^-?\d{1,15}$/.test(text.trim()) ? Number(text) : text;
}

export function numberOf(of: Element | undefined, name: string): number | string | undefined {
  return number(attribute(of, name));
}

const words: Record<string, boolean> = { yes: true, on: true, no: false, off: false };

/** A boolean that libvirt writes as yes and no, or as on and off. */
function truth(text: string | undefined): boolean | undefined {
  return text === undefined || !Object.hasOwn(words, text) ? undefined : words[text];
}

export function truthOf(of: Element | undefined, name: string): boolean | undefined {
  return truth(attribute(of, name));
}

/** A numeric part of an address, in any base. */
export function part(of: Element, name: string): number {
  return Number(attribute(of, name) ?? 0);
}

const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0');

/** A PCI address such as 0000:00:1a.0. */
export function pciAddress(address: Element): string {
  const [domain, bus, slot, fn] = ['domain', 'bus', 'slot', 'function'].map((name) => part(address, name));
  return `${hex(domain!, 4)}:${hex(bus!, 2)}:${hex(slot!, 2)}.${fn!.toString(16)}`;
}

/** The PCI address of a device in the guest; other addresses have no key. */
function addressOf(device: Element, wording: Wording): Found[] {
  const address = child(device, 'address');
  if (!address || (attribute(address, 'type') ?? 'pci') !== 'pci' || attribute(address, 'slot') === undefined)
    return [];
  const said = pciAddress(address);
  if (!/^[0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]$/.test(said)) return [];
  const parts = ['@type', '@domain', '@bus', '@slot', '@function'];
  return [found('address', said, address, ...parts), ...foundIn(address, multifunction, wording)];
}

const multifunction: Keys = [['@multifunction', 'multifunction', asTruth]];

/** Keys that every device of a guest may have. */
export const placed: Keys = [addressOf];
/** The same for a device that a guest can boot from. */
export const bootable: Keys = [['boot/@order', 'boot_order', asNumber], addressOf];

const units: Record<string, number> = {
  b: 1,
  bytes: 1,
  KB: 1e3,
  k: 1024,
  KiB: 1024,
  MB: 1e6,
  M: 2 ** 20,
  MiB: 2 ** 20,
  GB: 1e9,
  G: 2 ** 30,
  GiB: 2 ** 30,
  TB: 1e12,
  T: 2 ** 40,
  TiB: 2 ** 40,
};

/** An amount with its unit (KiB by default), in KiB; undefined if it is invalid. */
export function kibibytes(text: string | undefined, unit = 'KiB'): number | undefined {
  const factor = Object.hasOwn(units, unit) ? units[unit] : undefined;
  if (text === undefined || !/^\d{1,15}$/.test(text) || factor === undefined) return undefined;
  return Math.ceil((Number(text) * factor) / 1024);
}

/** An amount in the form of a profile: memory in MiB, pages and nodes in the shortest form. */
export function sizeOf(amount: number, largest: 'MiB' | 'GiB' = 'GiB'): string {
  if (largest === 'GiB' && amount % 2 ** 20 === 0) return `${amount / 2 ** 20}GiB`;
  return amount % 1024 === 0 ? `${amount / 1024}MiB` : `${amount}KiB`;
}
