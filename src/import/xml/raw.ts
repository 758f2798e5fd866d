import { diskName } from '../../guest/kinds/disk/names.ts';
import { volumeMark } from '../../guest/kinds/disk/reader.ts';
import type { Values } from '../../guest/reader.ts';
import { attribute, child, type Element, mapChildren, print, withAttributes } from '../../xml/element.ts';
import type { Leftover } from '../imported.ts';
import { busOfDisk, diskNames } from './disk-names.ts';
import type { Draft } from './draft.ts';
import { keptVerbatim } from './fallback-xml.ts';
import { keepAsXml } from './fit.ts';

const behindXml =
  'a disk before it has no key and was put under xml.devices; to keep their order, this one was put behind it';

/** The devices that stay XML, added to what the guest's `xml:` holds already. */
export function rawDevices(draft: Draft, leftovers: Leftover[]): { xml?: Values } {
  const moved = keepOrder(draft);
  const xml = { ...(draft.guest.xml as Values | undefined) };
  const names = diskNames(draft);
  const texts = draft.raw.map((device) => {
    const text = print(device.name === 'disk' ? retargeted(device, names.get(device)!) : device);
    const where = `domain/devices/${device.name}`;
    if (!leftovers.some((each) => each.kind === 'kept' && each.where === where && each.offset === device.start))
      leftovers.push({
        ...keptVerbatim(where, device, 'xml.devices', text),
        ...(moved.has(device) ? { why: behindXml } : {}),
      });
    return text;
  });
  if (texts.length > 0) xml.devices = texts.join('\n');
  return Object.keys(xml).length > 0 ? { xml } : {};
}

/**
 * Devices under `xml:` come behind those with keys, and a guest boots from its first disk. So disks behind one that stays
 * XML stay XML, too, if they are of its kind or have names of its kind. These are returned.
 */
function keepOrder(draft: Draft): Set<Element> {
  const place = new Map(draft.order.map((device, index) => [device.start, index]));
  const placeOf = ({ start }: Element) => place.get(start) ?? 0;
  const moved = new Set<Element>();
  for (const entry of draft.entries.get('disk') ?? []) {
    const disk = entry.device;
    if (!draft.raw.some((each) => each.name === 'disk' && placeOf(each) < placeOf(disk) && areAlike(each, disk)))
      continue;
    keepAsXml('disk', entry, draft);
    moved.add(disk);
  }
  draft.raw.sort((a, b) => placeOf(a) - placeOf(b));
  return moved;
}

const deviceOf = (disk: Element) => (attribute(disk, 'device') ?? 'disk').replace('lun', 'disk');
const namePrefix = (disk: Element) => diskName(busOfDisk(disk), []).slice(0, 2);
const areAlike = (a: Element, b: Element) => deviceOf(a) === deviceOf(b) || namePrefix(a) === namePrefix(b);

function retargeted(disk: Element, dev: string): Element {
  return mapChildren(disk, (each) => {
    if (each.name === 'source') return withAttributes(each, { [volumeMark]: undefined });
    return each.name === 'target' && child(disk, 'target') === each ? withAttributes(each, { dev }) : each;
  });
}
