import type { Profile } from '#src/host/schema.ts';

export type Pools = NonNullable<Profile['libvirt']>['pools'];
type DiskProfile = Profile['vms'][string]['disks'][number];

/** Types of pools whose volumes are block devices. */
const blockPools = new Set(['logical', 'disk', 'zfs', 'iscsi']);

/**
 * The path of a disk on the host, and whether it is a block device; an empty drive, or a disk in an unknown pool, has
 * none.
 */
export function sourceOf({ volume, path, block }: DiskProfile, pools: Pools): { source?: string; block: boolean } {
  if (volume !== undefined) {
    const source = volumePath(volume, pools);
    return { ...(source ? { source } : {}), block: blockPools.has(pools[volume.split('/')[0]!]?.type ?? '') };
  }
  const source = block ?? path;
  return source === undefined ? { block: false } : { source, block: block !== undefined || source.startsWith('/dev/') };
}

/** The file of a volume `pool/name`; undefined if there is no such pool. */
export function volumePath(volume: string, pools: Pools): string | undefined {
  const [pool = '', name = ''] = volume.split('/');
  const folder = Object.hasOwn(pools, pool) ? pools[pool]!.path : undefined;
  return folder && `${folder}/${name}`;
}
