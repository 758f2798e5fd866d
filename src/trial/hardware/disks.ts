import type { Host } from '../../host/host.ts';
import { parseSize } from '../../profile/units.ts';
import { type FileSystem, type FileSystemPlan, fileSystems } from './file-systems.ts';
import { quoted } from './qemu.ts';

/** A disk of the virtual machine. */
export interface DiskPlan {
  /** The file in the trial's folder. */
  file: string;
  bytes: number;
  /** The identifiers that the guest sees. */
  serial?: string;
  wwn?: string;
  filesystem?: FileSystemPlan;
}

/** Enough for a system with libvirt and QEMU; takes no space until it is written. */
const usualBytes = 8 * 2 ** 30;

/** The disk that Alpine is installed to, in the size that the profile asks for. */
export function systemDisk({ install: { disk } }: Pick<Host, 'install'>): DiskPlan[] {
  if (!disk) return [];
  const least = disk.min_size ? parseSize(disk.min_size) : 0;
  const most = disk.max_size ? parseSize(disk.max_size) : Number.POSITIVE_INFINITY;
  const bytes = Math.min(Math.max(least, usualBytes), most);
  return [
    {
      file: 'system.raw',
      // Whole blocks of 4096 bytes, still within the bounds.
      bytes: bytes === most ? Math.floor(bytes / 4096) * 4096 : Math.ceil(bytes / 4096) * 4096,
      ...(disk.serial ? { serial: disk.serial } : {}),
      ...(disk.wwn ? { wwn: disk.wwn } : {}),
    },
  ];
}

/** The sixteen digits of a name that SATA and SCSI disks have; others (eui., uuid.) are those of NVMe. */
function sataName(wwn: string): string | undefined {
  return /^(?:0x|naa\.)?([0-9a-f]{16})$/i.exec(wwn)?.[1]?.toLowerCase();
}

/** Serial numbers of virtio and SATA disks have at most 20 characters in QEMU (VIRTIO_BLK_ID_BYTES; ATA, words 10-19); of SCSI, 36. */
const longest = { virtio: 20, scsi: 36 };

/** Whether QEMU can emulate a disk with these identifiers. */
export const canBeFound = ({ serial = '', wwn }: DiskPlan): boolean =>
  serial.length <= longest.scsi && (wwn === undefined || sataName(wwn) !== undefined);

/** Arguments for every disk; the machine boots from the first. */
export function diskWords(
  disks: readonly DiskPlan[],
  folder: string,
  slots: readonly number[],
  boots: boolean,
): string[] {
  return disks.flatMap((disk, index) => {
    const drive = ['if=none', `id=disk${index}`, 'format=raw', `file=${quoted(`${folder}/${disk.file}`)}`];
    // The trial discards it, so it need not be flushed to a disk.
    drive.push('cache=unsafe', 'discard=unmap');
    const boot = boots && index === 0 ? [`bootindex=1`] : [];
    return ['-drive', drive.join(','), ...controllerAndDisk(disk, index, slots[index]!, boot)];
  });
}

function controllerAndDisk({ serial, wwn }: DiskPlan, index: number, slot: number, boot: string[]): string[] {
  const named = [...(serial ? [`serial=${quoted(serial)}`] : []), ...boot];
  const at = `addr=${slot.toString(16)}`;
  if (wwn === undefined && (serial ?? '').length <= longest.virtio) {
    return ['-device', ['virtio-blk-pci', `drive=disk${index}`, 'bus=pcie.0', at, ...named].join(',')];
  }
  const name = wwn && sataName(wwn);
  const scsi = ['scsi-hd', `drive=disk${index}`, `bus=scsi${index}.0`, ...(name ? [`wwn=0x${name}`] : []), ...named];
  return ['-device', `virtio-scsi-pci,id=scsi${index},bus=pcie.0,${at}`, '-device', scsi.join(',')];
}

/** Enough for every file system (mkfs.xfs requires 300 MB). */
const mountedBytes = 2 ** 30;

/** Disks with the file systems that a profile mounts by label or UUID. */
export function mountedDisks({ storage: { mounts } }: Pick<Host, 'storage'>): DiskPlan[] {
  return Object.values(mounts).flatMap(({ device, type }, index) => {
    const [, kind, name] = /^(LABEL|UUID)=(.+)$/.exec(device) ?? [];
    if (!Object.hasOwn(fileSystems, type) || name === undefined) return [];
    const called = kind === 'LABEL' ? { label: name } : { uuid: name };
    return {
      file: `mount${index}.raw`,
      bytes: mountedBytes,
      serial: `MOUNT${index}`,
      filesystem: { type: type as FileSystem, ...called },
    };
  });
}
