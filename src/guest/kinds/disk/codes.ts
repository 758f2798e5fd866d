import { error, warning } from '#src/findings/code.ts';
import { findingsOf } from '#src/findings/finding.ts';

export const { codes, problem } = findingsOf({
  'duplicate-disk-serial': error<{ serial: string }>(
    (v) => `another disk of this guest has the serial number ${v.serial}`,
    'Give each disk a serial number of its own, or remove it.',
  ),
  'io-native-with-cache': error<{ cache: string }>(
    (v) => `io: native bypasses the cache of the host, but cache is ${v.cache}`,
    'Write cache: none, or use io: threads.',
  ),
  'lun-needs-block-device': error(
    'device: lun needs a block device of the host, but this is a file',
    'Use block:, or device: disk.',
  ),
  'volume-not-created-in-pool': error<{ key: string; pool: string; type: string }>(
    (v) => `${v.key} asks for a new volume, but volumes of ${v.pool}, a pool of type ${v.type}, are never created`,
    'Create the volume yourself, and remove size and image.',
  ),
  'disk-several-sources': error<{ keys: string }>(
    (v) => `the disk has ${v.keys}, but it can have only one source`,
    'Keep one of them.',
  ),
  'disk-without-source': error(
    'the disk has no source',
    'Add volume: pool/name, path: or block:, to say where its data is.',
  ),
  'cdrom-on-virtio': error('a CD drive cannot use the bus virtio', 'Remove bus, or use bus: sata.'),
  'pool-unknown': error<{ pool: string; known: string }>(
    (v) => `the pool ${v.pool} is not defined`,
    (v) => `Add it under libvirt.pools (defined: ${v.known}).`,
  ),
  'disk-used-twice': error<{ file: string; guest: string }>(
    (v) => `${v.file} is already a disk of ${v.guest}`,
    'Give each guest its own disk, or set readonly: true on both: two guests that write to one disk destroy its data.',
  ),
  'disk-image-needs-volume': error<{ key: string }>(
    (v) => `${v.key} is for creating a volume, but this disk is not a volume`,
    'Use volume: pool/name.',
  ),
  'image-without-digest': warning<{ url: string }>(
    (v) => `no sha256 is given for ${v.url}`,
    'Add sha256: (the sha256sum of the downloaded file), or write a lock file (mkapkovl lock).',
  ),
  'disk-of-the-host': error<{ source: string; why: string; key: string | undefined }>(
    (v) => `the host itself uses ${v.source}: ${v.why}, and two systems that write to one disk destroy its data`,
    (v) =>
      `Give the guest another disk, by its name in /dev/disk/by-id, or a volume of a pool.${v.key ? ` Or, if the guest is to have this disk, change ${v.key}.` : ''}`,
  ),
  'disk-not-in-facts': warning<{ source: string; disks: string }>(
    (v) => `the machine has no disk ${v.source}`,
    (v) =>
      `Use one of its disks (${v.disks}) by its name in /dev/disk/by-id. Or plug this one in, and collect the facts again; or use the facts of the right machine.`,
  ),
  'disk-name-not-stable': warning<{ source: string }>(
    (v) => `${v.source} may be a different disk at the next boot: the kernel numbers disks in the order it finds them`,
    'Use its name in /dev/disk/by-id. Alpine creates the names nvme-…, wwn-0x…, virtio-… and mmc-….',
  ),
});
