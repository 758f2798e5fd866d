import { capacity } from './capacity.ts';
import { listed } from './needs/need.ts';
import type { Disk } from './schema.ts';

/** What the facts show on a disk, for people; undefined if they show nothing. */
export function contentOf({ mounts, held_by, signatures }: Disk): string | undefined {
  const parts = [
    ...(mounts?.length ? [`mounted at ${listed(mounts)}`] : []),
    ...(held_by?.length ? [`held by ${listed(held_by)}`] : []),
    ...(signatures?.length ? [`with ${listed(signatures)}`] : []),
  ];
  return parts.length > 0 ? parts.join(', ') : undefined;
}

/** A disk as people recognize it. */
export function described({ name, size, model, serial, wwn }: Disk): string {
  const identity = serial ? `serial ${serial}` : wwn ? `wwn ${wwn}` : serial === '' ? 'no serial' : 'serial unknown';
  return `${name} (${[capacity(size), model, identity].filter(Boolean).join(', ')})`;
}
