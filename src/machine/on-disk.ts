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
