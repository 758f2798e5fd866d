import { part } from '../../guest/reader.ts';
import type { Disk } from '../../host/guest.ts';
import { attribute, child, type Element } from '../../xml/element.ts';
import type { Leftover } from '../imported.ts';
import { wasRead } from './assigned.ts';
import { busOfDisk, diskNames } from './disk-names.ts';
import type { Draft } from './draft.ts';

/**
 * Disks are named by their order, and libvirt derives a drive's place on the controller from its name. So
 * if the old names left out a letter, disks move. The definition still has the old places. A guest's fstab may name sda,
 * and Windows identifies drives by their places.
 */
export function renamedDisks(domain: Element, draft: Draft): Leftover[] {
  const read = new Map(child(domain, 'devices')?.children.map((each) => [each.start, each]));
  const leftovers: Leftover[] = [];
  const moved: string[] = [];
  for (const [disk, name] of diskNames(draft)) {
    const target = child(disk, 'target');
    const before = attribute(target, 'dev');
    if (before !== undefined && before !== name) leftovers.push(renamed(target!, before, name));
    if (draft.raw.includes(disk)) continue;
    const [old, now] = [driveOf(read.get(disk.start) ?? disk), placeOf(busOfDisk(disk), name)];
    if (wasRead(domain) && old !== undefined && now !== undefined && old !== now)
      moved.push(`${before ?? name} from ${old} to ${now}`);
  }
  return moved.length === 0 ? leftovers : [...leftovers, elsewhere(domain, moved)];
}

function renamed(target: Element, value: string, name: string): Leftover {
  const why = `it becomes ${name}: disks are named by their order`;
  return { kind: 'changed', where: 'domain/devices/disk/target', value, why, offset: target.start };
}

function elsewhere(domain: Element, moved: readonly string[]): Leftover {
  return {
    kind: 'changed',
    where: 'domain/devices/disk/address',
    value: moved.join(', '),
    why: 'libvirt derives the drive address (controller:bus:unit) from the disk name, which is different here',
    offset: domain.start,
  };
}

function driveOf(disk: Element): string | undefined {
  const address = child(disk, 'address');
  if (attribute(address, 'type') !== 'drive') return undefined;
  return ['controller', 'bus', 'unit'].map((name) => part(address!, name)).join(':');
}

/** Where a drive of a name is put (domain_conf.c, virDomainDiskDefAssignAddress); the controller of SCSI has unit 7. */
function placeOf(bus: Disk['bus'], name: string): string | undefined {
  const index = [...name.slice(2)].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 96, 0) - 1;
  if (bus === 'ide') return `${Math.floor(index / 4)}:${Math.floor((index % 4) / 2)}:${index % 2}`;
  if (bus === 'sata') return `${Math.floor(index / 6)}:0:${index % 6}`;
  if (bus === 'fdc') return `${Math.floor(index / 2)}:0:${index % 2}`;
  if (bus === 'scsi') return `${Math.floor(index / 15)}:0:${(index % 15) + (index % 15 >= 7 ? 1 : 0)}`;
  return undefined;
}
