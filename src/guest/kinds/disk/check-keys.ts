import type { Path, Problem } from '#src/findings/finding.ts';
import type { Disk, Guest } from '#src/host/guest.ts';
import { notAllowedFor } from '../../rules.ts';

/** For each key of a disk, the kinds of disk that have it. */
const diskKeys: [keyof Disk, (disk: Disk) => boolean, string[]][] = [
  ['queues', ({ bus }) => bus === 'virtio', ['disks on virtio']],
  ['iothread', ({ bus }) => bus === 'virtio', ['disks on virtio']],
  ['wwn', ({ bus, device }) => (bus === 'ide' || bus === 'scsi') && device !== 'lun', ['disks on ide and scsi']],
  // What is passed through as a whole has the serial number of the disk behind it (qemu_validate.c).
  ['serial', ({ bus, device }) => device !== 'lun' || bus !== 'scsi', ['disks that are no logical unit on scsi']],
  // Since libvirt 12 an error; before, QEMU's property of scsi-block does not exist (hw/scsi/scsi-disk.c).
  ['logical_block_size', ({ device }) => device !== 'lun', ['disks that are no logical unit']],
  ['physical_block_size', ({ device }) => device !== 'lun', ['disks that are no logical unit']],
  ['removable', ({ bus }) => bus === 'usb', ['disks on usb']],
  [
    'rotation_rate',
    ({ bus, device }) => device === 'disk' && ['ide', 'scsi', 'sata'].includes(bus),
    ['disks on ide, scsi and sata'],
  ],
];

export function disksTogether({ disks }: Guest, at: Path): Problem[] {
  return disks.flatMap((disk, index) => {
    const path = [...at, 'disks', index];
    const kind = `a ${disk.device} on ${disk.bus}`;
    return [
      ...diskKeys.flatMap(([key, has, kinds]) =>
        disk[key] === undefined || has(disk) ? [] : [notAllowedFor([...path, key], key, kind, kinds)],
      ),
      ...busOfDevice(disk, path),
      ...(disk.startup_policy === 'requisite' && !['cdrom', 'floppy'].includes(disk.device)
        ? [notAllowedFor([...path, 'startup_policy'], 'startup_policy: requisite', kind, ['cdrom', 'floppy'])]
        : []),
      ...rawNeeded(disk, path),
    ];
  });
}

function busOfDevice({ bus, device }: Disk, path: Path): Problem[] {
  const refused = (kinds: string[]) => notAllowedFor([...path, 'bus'], `bus ${bus}`, `a ${device}`, kinds);
  return [
    ...((device === 'floppy') !== (bus === 'fdc') ? [refused(device === 'floppy' ? ['disks'] : ['floppies'])] : []),
    ...(device === 'lun' && !['virtio', 'scsi'].includes(bus) ? [refused(['disks'])] : []),
  ];
}

function rawNeeded({ device, shareable, format }: Disk, path: Path): Problem[] {
  return [device === 'lun' && 'device: lun', shareable && 'shareable'].flatMap((needsRaw) =>
    needsRaw && format !== 'raw'
      ? [notAllowedFor([...path, 'format'], `format ${format}`, `a disk with ${needsRaw}`, ['other disks'])]
      : [],
  );
}
