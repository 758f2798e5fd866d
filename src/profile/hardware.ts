import * as z from 'zod';
import { format, number } from './format.ts';

/** Domains have four digits, except those that the driver of Intel's VMD makes: from 10000 on. */
export const pciAddress = format(
  /^(?:[0-9a-f]{4}|[1-9a-f][0-9a-f]{4,7}):[0-9a-f]{2}:[01][0-9a-f]\.[0-7]$/,
  'a PCI address',
  'Write domain:bus:slot.function in lower-case hexadecimal, such as 0000:00:1a.0 (lspci -D prints it).',
  '0000:00:1a.0',
);

/** A PCI address, or libvirt's node device name for it (`virsh nodedev-list`). */
export const pciAddressOrName = format(
  /^(?:(?:[0-9a-f]{4}|[1-9a-f][0-9a-f]{4,7}):[0-9a-f]{2}:[01][0-9a-f]\.[0-7]|pci_(?:[0-9a-f]{4}|[1-9a-f][0-9a-f]{4,7})_[0-9a-f]{2}_[01][0-9a-f]_[0-7])$/,
  'a PCI address',
  'Write it as 0000:00:1a.0 or as pci_0000_00_1a_0 (lspci -D prints the first). An id is written with its key: { id: "8086:3a67" }.',
  'pci_0000_00_1a_0',
  (text) =>
    /^[0-9a-f]{4}:[0-9a-f]{4}$/i.test(text)
      ? `a PCI address, but an id\nWrite it with its key: { id: "${text.toLowerCase()}" }. Or write the address (lspci -Dnn prints both), such as 0000:00:1a.0.`
      : undefined,
);

/** All functions of one card or chip. */
export const pciSlot = format(
  /^(?:[0-9a-f]{4}|[1-9a-f][0-9a-f]{4,7}):[0-9a-f]{2}:[01][0-9a-f]$/,
  'a PCI slot',
  'Write domain:bus:slot in lower-case hexadecimal, without a function, such as 0000:00:1a.',
  '0000:00:1a',
);

export const usbPort = format(
  /^[1-9]\d{0,2}-[1-9]\d{0,2}(\.[1-9]\d{0,2})*$/,
  'a USB port',
  'Write bus-port, with a dot for each hub on the way, such as 3-1 or 3-1.4 (ls /sys/bus/usb/devices prints them).',
  '3-1',
);

export const deviceId = format(
  /^[0-9a-f]{4}:[0-9a-f]{4}$/,
  'a vendor:device id',
  'Write two groups of four lower-case hexadecimal digits in quotes, such as "8086:3a67" (lspci -nn prints it).',
  '8086:3a67',
);

/** Largest packet of a network card, in bytes: IPv4 requires at least 68, and its length field allows at most 65535. */
export const mtu = number(68, 65_535, 'an MTU').meta({ examples: [9000] });

export const vlanId = z
  .int('the number of a VLAN\nWrite a whole number.')
  .min(1, 'the number of a VLAN\nWrite 1 to 4094.')
  .max(4094, 'the number of a VLAN\nWrite 1 to 4094.')
  .meta({ examples: [42] });

/** The id that a text says, if a VLAN can have it. */
export function vlanNumber(text: string): number | undefined {
  return /^[1-9]\d{0,3}$/.test(text) && Number(text) <= 4094 ? Number(text) : undefined;
}
