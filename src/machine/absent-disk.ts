import { serialOf } from './contract.ts';
import { asInLink, diskName, namesIdentity } from './disk-names.ts';
import { described } from './on-disk.ts';
import type { Disk, Facts } from './schema.ts';

/**
 * Names of udev that have the world wide name, and those that have model and serial number. In those of scsi_id the
 * digit is the type of the designator (SPC-4, 7.8.6): 2, 3 and 8 are world wide, 0 and 1 have the serial number.
 */
const byWorld = /^(wwn-|nvme-eui\.|nvme-uuid\.|scsi-[238])/;
const bySerial = /^(ata-|nvme-|virtio-|mmc-|scsi-[01S])/;
const byUsb = /^usb-/;

/**
 * The disks of the machine, if it certainly has none of this name in /dev/disk/by-id; undefined if it has it, or if that
 * is not known.
 */
export function disksInstead(path: string, machine: Facts | null): string[] | undefined {
  const { link } = diskName(path) ?? {};
  const disks = machine?.disks;
  if (!disks?.length || link?.by !== 'by-id') return undefined;
  const wanted = link.name;
  const absent = disks.every(
    (disk) => lacks(disk, wanted) && !namesIdentity(wanted, { serial: serialOf(disk), wwn: disk.wwn }),
  );
  return absent ? disks.map(described) : undefined;
}

/** Whether the name certainly is not one of this disk, unless what it has of the disk is in it. */
function lacks(disk: Disk, name: string): boolean {
  if (byWorld.test(name)) return Boolean(disk.wwn);
  if (bySerial.test(name)) return Boolean(disk.serial) || isOfAnotherModel(disk, name);
  // It has the serial number of the enclosure, where facts have that of the disk in it.
  return byUsb.test(name) && disk.transport !== null && disk.transport !== 'usb';
}

/** Without a serial number the name has only the model. */
const isOfAnotherModel = ({ serial, model }: Disk, name: string) =>
  serial === '' && Boolean(model) && !asInLink(name).includes(asInLink(model!));
