import { error, warning } from '#src/findings/code.ts';
import { findingsOf } from '#src/findings/finding.ts';

export const { codes, problem } = findingsOf({
  'disk-serial-twice': error<{ serial: string }>(
    (v) => `another disk of this guest has the serial number ${v.serial}`,
    'Give each disk its own, or leave it out.',
  ),
  'io-native-through-cache': error<{ cache: string }>(
    (v) => `io: native goes around the cache of the host, and cache is ${v.cache}`,
    'Add cache: none, or use io: threads.',
  ),
  'lun-of-a-file': error('a lun is a device of the host, and this is a file', 'Use block:, or device: disk.'),
  'volume-never-made': error<{ key: string; pool: string; type: string }>(
    (v) => `${v.key} would make a volume, and those of ${v.pool}, a pool of type ${v.type}, are never made`,
    'Make it yourself, and leave size and image out.',
  ),
  'disk-several-sources': error<{ keys: string }>(
    (v) => `the disk has ${v.keys}, but it is one place`,
    'Keep one of volume, path and block.',
  ),
  'disk-without-source': error('the disk is nowhere', 'Add volume: pool/name, path: or block:.'),
  'cdrom-on-virtio': error('there is no virtio CD drive', 'Leave bus out, or use bus: sata.'),
  'pool-unknown': error<{ pool: string; known: string }>(
    (v) => `there is no pool ${v.pool}`,
    (v) => `Add it under libvirt.pools (there: ${v.known}).`,
  ),
  'disk-used-twice': error<{ file: string; guest: string }>(
    (v) => `${v.file} is already a disk of ${v.guest}`,
    'Two writers destroy an image. Give each its own, or set readonly: true on both.',
  ),
  'disk-image-needs-volume': error<{ key: string }>(
    (v) => `${v.key} says how a volume is made, and this disk is none`,
    'Use volume: pool/name.',
  ),
  'image-without-digest': warning<{ url: string }>(
    (v) => `nothing says what ${v.url} must contain`,
    'Add sha256: (sha256sum of the file as it is downloaded), or give a lock file.',
  ),
  'disk-of-the-host': error<{ source: string; why: string }>(
    (v) => `${v.source} is the host's own: ${v.why}, and two systems that write to one disk destroy what is on it`,
    'Give the guest another disk, by its name in /dev/disk/by-id, or a volume of a pool.',
  ),
  'disk-by-shifting-name': warning<{ source: string }>(
    (v) => `${v.source} may be another disk at the next start: the kernel numbers disks as it finds them`,
    'Use its name in /dev/disk/by-id. Alpine makes these: nvme-…, wwn-0x…, virtio-… and mmc-….',
  ),
});
