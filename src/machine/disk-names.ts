import { plainWwn, serialOf } from './contract.ts';
import type { Disk } from './schema.ts';

/** A disk, or a partition of it, as a path in /dev names it. */
export interface DiskName {
  /**
   * The kernel's name of the whole disk: sda, nvme0n1. The kernel numbers disks in the order in which it finds them.
   */
  kernel?: string;
  /** The folder of /dev/disk and the name in it, without the partition. */
  link?: { by: string; name: string };
  partition?: string;
}

interface Identity {
  serial?: string | null | undefined;
  wwn?: string | null | undefined;
}

const numbered = /^\/dev\/((?:nvme\d+n|mmcblk|nbd|md)\d+)(?:p(\d+))?$/;
const lettered = /^\/dev\/((?:sd|vd|xvd|hd)[a-z]+)(\d+)?$/;
const linked = /^\/dev\/disk\/(by-[a-z]+)\/(.+?)(?:-part(\d+))?$/;

/** The disk that a path in /dev names; undefined for anything else, and for layers above disks: LVM, LUKS, ZFS. */
export function diskName(path: string): DiskName | undefined {
  const plain = path.replace(/\/+/g, '/');
  const [, kernel, number] = numbered.exec(plain) ?? lettered.exec(plain) ?? [];
  if (kernel) return { kernel, ...(number && { partition: number }) };
  const [, by, name, part] = linked.exec(plain) ?? [];
  return by && name ? { link: { by, name }, ...(part && { partition: part }) } : undefined;
}

/**
 * A serial number or model as names in /dev/disk/by-id have it, with an underscore in place of blanks and of what udev
 * does not write (systemd, src/shared/udev-util.c). It makes one of several blanks, and how many of other characters
 * depends on its release, so several in a row count as one.
 */
export const asInLink = (text: string) => text.trim().replace(/[^A-Za-z0-9#+.:=@-]+/g, '_');

/** Whether a name in /dev/disk/by-id contains this serial number or world wide name. */
export function namesIdentity(name: string, { serial, wwn }: Identity): boolean {
  const text = name.toLowerCase();
  const number = asInLink(serial ?? '')
    .replace(/^_|_$/g, '')
    .toLowerCase();
  // NVMe disks without an identifier get one made from the bytes of their serial number (kernel, wwid_show).
  const made = serial && text.startsWith('nvme-nvme.') && text.includes(Buffer.from(serial.trim()).toString('hex'));
  const world = wwn ? plainWwn(wwn) : '';
  return (
    (number !== '' && isWordOf(asInLink(text), number)) || Boolean(made) || (world.length > 2 && text.includes(world))
  );
}

function isWordOf(text: string, word: string): boolean {
  const escaped = word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(^|[-_:.])${escaped}($|[-_:.])`).test(text);
}

/** Whether a path names this disk of the facts, or a part of it; undefined if that is unknown. */
export function isDisk({ kernel, link }: DiskName, disk: Disk, all: readonly Disk[]): boolean | undefined {
  if (kernel) return disk.name === kernel;
  if (link?.by === 'by-id') return namesIdentity(link.name, { serial: serialOf(disk), wwn: disk.wwn });
  if (link?.by !== 'by-path') return undefined;
  const behind = all.filter(({ controllers }) => controllers?.some((address) => link.name.includes(address)));
  return behind.includes(disk) && behind.length > 1 ? undefined : behind.includes(disk);
}
