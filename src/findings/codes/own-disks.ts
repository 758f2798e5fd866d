import { error, warning } from '../code.ts';

/** Disks that the host itself uses. */
export const ownDiskCodes = {
  'disk-of-the-host': error<{ source: string; why: string }>(
    (v) => `${v.source} is the host's own: ${v.why}, and two systems that write to one disk destroy what is on it`,
    'Give the guest another disk, by its name in /dev/disk/by-id, or a volume of a pool.',
  ),
  'disk-by-shifting-name': warning<{ source: string }>(
    (v) => `${v.source} may be another disk at the next start: the kernel numbers disks as it finds them`,
    'Use its name in /dev/disk/by-id. Alpine makes these: nvme-…, wwn-0x…, virtio-… and mmc-….',
  ),
  'pool-of-the-host-disk': error<{ source: string; why: string }>(
    (v) => `${v.source} is the host's own: ${v.why}, and a pool gives what is on it to guests`,
    'Use another disk, or a pool of type dir in a folder.',
  ),
};
