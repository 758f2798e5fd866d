import { diskName } from '../../guest/kinds/disk/names.ts';
import { busOf } from '../../guest/kinds/disk/reader.ts';
import type { Disk } from '../../host/guest.ts';
import { attribute, child, type Element } from '../../xml/element.ts';
import type { Draft } from './draft.ts';

type Bus = Disk['bus'];

export const busOfDisk = (disk: Element) => (busOf(disk) ?? 'scsi') as Bus;

/**
 * The name that each disk gets. Those with keys are named by their order; one that stays XML keeps its own name if it is
 * behind theirs, because libvirt puts the disks of a bus in the order of their names (virDomainDiskInsert).
 */
export function diskNames({ entries, raw }: Pick<Draft, 'entries' | 'raw'>): Map<Element, string> {
  const names = new Map<Element, string>();
  const before: Bus[] = [];
  for (const { device } of entries.get('disk') ?? []) {
    names.set(device, diskName(busOfDisk(device), before));
    before.push(busOfDisk(device));
  }
  for (const disk of raw.filter(({ name }) => name === 'disk')) {
    const bus = busOfDisk(disk);
    const next = diskName(bus, before);
    const own = attribute(child(disk, 'target'), 'dev') ?? '';
    const free = own.slice(0, 2) === next.slice(0, 2) && !isBefore(own, [...names.values()]);
    names.set(disk, free ? own : next);
    before.push(bus);
  }
  return names;
}

const rank = (name: string) => name.slice(2).padStart(12, ' ');

/** Whether a name comes before, or is, one of its kind. */
const isBefore = (name: string, others: readonly string[]) =>
  others.some((other) => other.slice(0, 2) === name.slice(0, 2) && rank(name) <= rank(other));
