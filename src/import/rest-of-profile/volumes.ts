import type { Guests } from './guests.ts';

/** libvirt's usual place for images. */
const images = '/var/lib/libvirt/images';

/** Where the volumes of a pool are if nothing else is known about it. */
export function folderOf(pool: string): string {
  return pool === 'default' ? images : `/var/lib/libvirt/${pool}`;
}

/** Turns disk files in libvirt's default folder into volumes of its pool, so that a profile can define them. */
export function inPools(vms: Guests): Guests {
  return Object.fromEntries(
    Object.entries(vms).map(([name, guest]) => {
      const { disks } = guest;
      return [name, Array.isArray(disks) ? { ...guest, disks: disks.map(inPool) } : guest];
    }),
  );
}

function inPool(disk: unknown): unknown {
  const { path, ...rest } = disk as { path?: unknown };
  const [, file] =
    typeof path === 'string'
      ? (/^(?:\/var\/lib\/libvirt\/images)\/([A-Za-z0-9][A-Za-z0-9._:+-]*)$/.exec(path) ?? [])
      : [];
  return file === undefined ? disk : { volume: `default/${file}`, ...rest };
}
