import { busOf, volumeMark } from '../../guest/kinds/disk/reader.ts';
import type { Values } from '../../guest/reader.ts';
import { child, type Element, mapChildren, print, withAttributes } from '../../xml/element.ts';
import type { Leftover } from '../imported.ts';
import type { Draft } from './draft.ts';
import { keptVerbatim } from './fallback-xml.ts';

/** The devices that stay XML, added to what the guest's `xml:` holds already. */
export function rawDevices({ guest, entries, raw }: Draft, leftovers: Leftover[]): { xml?: Values } {
  const xml = { ...(guest.xml as Values | undefined) };
  const disks = entries.get('disk')?.map(({ device }) => device) ?? [];
  const texts = raw.map((device) => {
    const text = print(device.name === 'disk' ? retargeted(device, disks) : device);
    if (device.name === 'disk') disks.push(device);
    const where = `domain/devices/${device.name}`;
    if (!leftovers.some((each) => each.kind === 'kept' && each.where === where && each.offset === device.start))
      leftovers.push(keptVerbatim(where, device, 'xml.devices', text));
    return text;
  });
  if (texts.length > 0) xml.devices = texts.join('\n');
  return Object.keys(xml).length > 0 ? { xml } : {};
}

const prefixes: Record<string, string> = { virtio: 'vd', ide: 'hd', fdc: 'fd', scsi: 'sd', sata: 'sd', usb: 'sd' };
const prefixOf = (disk: Element) => prefixes[busOf(disk) ?? ''] ?? 'sd';

/** Disks of the profile are named by their order, so those that go in as they are come behind them. */
function retargeted(disk: Element, before: readonly Element[]): Element {
  const prefix = prefixOf(disk);
  const index = before.filter((each) => prefixOf(each) === prefix).length;
  return mapChildren(disk, (each) => {
    if (each.name === 'source') return withAttributes(each, { [volumeMark]: undefined });
    return each.name === 'target' && child(disk, 'target') === each && index < 26
      ? withAttributes(each, { dev: `${prefix}${String.fromCharCode(97 + index)}` })
      : each;
  });
}
