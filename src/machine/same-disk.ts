import { plainWwn } from './contract.ts';
import type { Disk, Facts } from './schema.ts';

/** The disks of the facts that are one disk: those with its world wide name, itself included. */
export function pathsOf(disk: Disk, { disks }: Facts): Disk[] {
  if (!disk.wwn) return [disk];
  return (disks ?? []).filter(
    ({ wwn, serial }) => wwn && plainWwn(wwn) === plainWwn(disk.wwn!) && serial === disk.serial,
  );
}

/** Other disks of the same model and size, which may be a mirror with it. */
export function twinsOf(disk: Disk, facts: Facts): Disk[] {
  if (disk.size === null || !disk.model || !isInternalDisk(disk)) return [];
  const paths = pathsOf(disk, facts);
  return (facts.disks ?? []).filter(
    (other) =>
      !paths.includes(other) && other.size === disk.size && other.model === disk.model && isInternalDisk(other),
  );
}

/**
 * Those of them that make it likely: a mirror of LVM, md or ZFS holds its disks, so one that nothing holds is in none, and
 * an unused one is no half of another.
 */
export function mirrorsOf(disk: Disk, facts: Facts): Disk[] {
  if (disk.mounts !== null && disk.held_by?.length === 0) return [];
  return twinsOf(disk, facts).filter((twin) => isInUse(twin) !== false);
}

/** USB sticks, card readers and optical drives are removable, and so is the medium that the machine was booted from. */
export function isInternalDisk({ removable, transport, mounts, size }: Disk): boolean {
  const medium = mounts?.some((mount) => /^\/(media|cdrom|run|\.modloop|lib\/live)(\/|$)/.test(mount));
  return !removable && transport !== 'usb' && !medium && size !== 0;
}

/** Whether the facts show that it is in use; null if they show neither that nor the opposite. */
export function isInUse({ mounts, held_by }: Disk): boolean | null {
  if (mounts?.length || held_by?.length) return true;
  return mounts === null || held_by === null ? null : false;
}
