import type { Disk, Facts } from './schema.ts';

/** How a profile names the disk to install to. */
export interface DiskContract {
  serial?: string | undefined;
  wwn?: string | undefined;
}

/** Lists the serial numbers of all disks. Linux has a file device/serial for NVMe, and none for SATA (drivers/scsi/scsi_sysfs.c). */
export const serialNumbersCommand = 'lsblk -o NAME,SERIAL';

/** The form in which the target compares serial numbers: blanks inside become underscores, as in udev. */
export const serialOf = ({ serial }: Pick<Disk, 'serial'>): string | null =>
  serial === null ? null : serial.trim().replace(/\s+/g, '_');

/** A world wide name without the prefixes that differ between tools. */
export const plainWwn = (wwn: string) =>
  wwn
    .trim()
    .toLowerCase()
    .replace(/^(0x|naa\.|eui\.|uuid\.)/, '');

/** The disks that a contract certainly matches, and those that it may match, because the facts lack the identifier. */
export function disksOf(facts: Facts, { serial, wwn }: DiskContract): { sure: Disk[]; unsure: Disk[] } {
  const answers = (facts.disks ?? []).map((disk) => {
    const bySerial = serial === undefined || (disk.serial === null ? null : serialOf(disk) === serial);
    const byWwn = wwn === undefined || (disk.wwn === null ? null : plainWwn(disk.wwn) === plainWwn(wwn));
    const answer = bySerial === false || byWwn === false ? false : bySerial === null || byWwn === null ? null : true;
    return { disk, answer };
  });
  const those = (wanted: boolean | null) => answers.filter(({ answer }) => answer === wanted).map(({ disk }) => disk);
  return { sure: those(true), unsure: those(null) };
}
