import { serialOf } from './contract.ts';
import { asInLink, diskName, namesIdentity } from './disk-names.ts';
import { described } from './on-disk.ts';
import type { Disk, Facts } from './schema.ts';

/** Names of udev that have the world wide name, and those that have model and serial number. */
const byWorld = /^(wwn-|nvme-eui\.|nvme-uuid\.|scsi-[0-9])/;
const bySerial = /^(ata|nvme|virtio|mmc|usb|scsi)-/;

/**
 * The disks of the machine, if it certainly has none of this name in /dev/disk/by-id; undefined if it has it, or if that
 * is not known.
 */
export function disksInstead(path: string, machine: Facts | null): string[] | undefined {
  const { link } = diskName(path) ?? {};
  const disks = machine?.disks;
  if (!disks?.length || link?.by !== 'by-id') return undefined;
  const wanted = link.name;
  const lacks = byWorld.test(wanted)
    ? (disk: Disk) => Boolean(disk.wwn)
    : bySerial.test(wanted)
      ? (disk: Disk) => Boolean(disk.serial) || isOfAnotherModel(disk, wanted)
      : () => false;
  const absent = disks.every(
    (disk) => lacks(disk) && !namesIdentity(wanted, { serial: serialOf(disk), wwn: disk.wwn }),
  );
  return absent ? disks.map(described) : undefined;
}

/** Without a serial number the name has only the model. */
const isOfAnotherModel = ({ serial, model }: Disk, name: string) =>
  serial === '' && Boolean(model) && !asInLink(name).includes(asInLink(model!));
