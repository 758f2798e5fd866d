import { asInLink, diskName, namesIdentity } from '../disk-names.ts';
import { mayHold } from '../needs/system-found.ts';
import type { PciFunction } from '../schema.ts';
import type { DiskDraft, Draft, PoolDraft } from './draft.ts';

/** The disks, with what is known of the pools that they are in. */
export function settleDisks(draft: Draft, pci: readonly PciFunction[]) {
  for (const pool of draft.pools.values()) placePool(draft, pool);
  return draft.disks.map((disk) => diskFrom(disk, pci));
}

function placePool(draft: Draft, pool: PoolDraft): void {
  const named = [...pool.members].map((name) => ({ name, disk: diskOf(draft, name) }));
  const lost = named.filter(({ disk }) => !disk);
  const others = [...draft.pools.values()].filter((other) => other !== pool);
  const free = draft.disks.filter((disk) => disk.zfs && !named.some((each) => each.disk === disk));
  // If the disks of all other pools are found, what else lsblk shows to be in a pool is in this one.
  const isLast = others.every(({ members }) => [...members].every((each) => isFound(diskOf(draft, each), free)));
  const count = pool.members.size === 0 ? 1 : lost.length;
  const rest = isLast && free.length === count ? free : undefined;
  const found = [...named.flatMap((each) => each.disk ?? []), ...(rest ?? [])];
  const unseen = rest ? [] : lost.map(({ name }) => draft.disk(withoutPartition(name)));
  for (const disk of [...found, ...unseen]) {
    disk.heldBy = [...new Set([...(disk.heldBy ?? []), `zfs (${pool.name})`])];
    if (pool.mounts.size > 0) disk.mounts = [...new Set([...(disk.mounts ?? []), ...pool.mounts])];
    disk.mayBeUsed = true;
  }
}

const isFound = (disk: DiskDraft | undefined, free: readonly DiskDraft[]) => disk !== undefined && !free.includes(disk);

const withoutPartition = (name: string) => diskName(`/dev/${name}`)?.kernel ?? name.replace(/-part\d+$/, '');

/** By the kernel's name, by serial number or WWN in a name of /dev/disk/by-id, or by a model that only one disk has. */
function diskOf(draft: Draft, name: string): DiskDraft | undefined {
  const whole = withoutPartition(name);
  const same = draft.disks.find((disk) => disk.name === whole);
  if (same) return same;
  const named = draft.disks.filter(({ serial, wwn }) => namesIdentity(whole, { serial, wwn }));
  if (named.length === 1) return named[0];
  const models = draft.disks.filter(
    ({ model }) => model && asInLink(whole.replace(/^\w+-/, '')).startsWith(asInLink(`${model.trim()}_`)),
  );
  return models.length === 1 ? models[0] : undefined;
}

/** A disk of unknown place is at the only controller that is possible, if there is only one. */
function diskFrom({ heldBy, zfs, mayBeUsed, typed, controller, ...disk }: DiskDraft, pci: readonly PciFunction[]) {
  const transport = disk.transport ?? transportOf(disk.name);
  const possible = controller ? [] : pci.filter((fn) => mayHold(fn, { name: disk.name, transport }));
  const at = controller ?? (possible.length === 1 ? possible[0]!.address : undefined);
  // Without types of file systems, it may be a member of a pool, or of a file system on several disks.
  const isOpen = mayBeUsed || (!typed && !heldBy?.length);
  const mounts = isOpen && !disk.mounts?.length ? null : (disk.mounts ?? null);
  // That nothing is shown may also mean that nothing was looked at: lsblk knows it from udev, or reads the disk as root.
  return { ...disk, transport, mounts, held_by: heldBy ?? null, controllers: at ? [at] : null };
}

/** As names in /dev/disk/by-id begin. */
function transportOf(name: string): string | null {
  const [, prefix] = /^(ata|nvme|usb|mmc|virtio)-/.exec(name) ?? [];
  return prefix === 'ata' ? 'sata' : (prefix ?? null);
}
