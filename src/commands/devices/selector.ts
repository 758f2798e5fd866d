import type { Facts } from '../../machine/schema.ts';
import { addressOf, type Selector } from '../../machine/selectors.ts';

const address = /^(?:([0-9a-f]{4,8}):)?([0-9a-f]{2}:[01][0-9a-f]\.[0-7])$/;
const slot = /^slot:(?:([0-9a-f]{4,8}):)?([0-9a-f]{2}:[01][0-9a-f])$/;

/** The forms that --pick accepts, for people. */
export const selectorForms =
  'Write an address (00:1a.0), pci_0000_00_1a_0, vendor:device (8086:3a67), usb:vendor:product, usb_port:3-1 or slot:00:1a.';

/** Parses a pick as typed; undefined if it has none of the forms. */
export function parseSelector(text: string): Selector | undefined {
  const lower = text.trim().toLowerCase();
  if (/^pci_[0-9a-f]{4,8}_[0-9a-f]{2}_[01][0-9a-f]_[0-7]$/.test(lower)) return addressOf(lower);
  const [, domain = '0000', rest] = address.exec(lower) ?? [];
  if (rest) return `${domain}:${rest}`;
  const [, of = '0000', place] = slot.exec(lower) ?? [];
  if (place) return { slot: `${of}:${place}` };
  const [, kind = 'id', value] = /^(?:(usb|id):)?([0-9a-f]{4}:[0-9a-f]{4})$/.exec(lower) ?? [];
  if (value) return kind === 'usb' ? { usb: value } : { id: value };
  const [, port] = /^(?:usb_port:)?(\d+-\d+(?:\.\d+)*)$/.exec(lower) ?? [];
  return port ? { usb_port: port } : undefined;
}

/** PCI and USB ids look alike: an id that no PCI function has may be that of a USB device. */
export function settled(selector: Selector, facts: Facts): Selector {
  if (typeof selector === 'string' || !('id' in selector) || 'address' in selector || !selector.id) return selector;
  const { id } = selector;
  const isUsb = !facts.pci?.some((fn) => fn.id === id) && facts.usb?.some((device) => device.id === id);
  return isUsb ? { usb: id } : selector;
}
