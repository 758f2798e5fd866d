import { error, warning } from '../../findings/code.ts';
import { findingsOf } from '../../findings/finding.ts';

export const { codes, problem, problemAt } = findingsOf({
  'mount-over-system': error<{ folder: string }>(
    (v) => `${v.folder} belongs to the system`,
    'Mount at a folder for data, such as one below /srv, /mnt or /var/lib.',
  ),
  'mount-type-unfit': warning<{ device: string; type: string; wanted?: string }>(
    (v) =>
      v.wanted
        ? `${v.device} cannot be mounted as ${v.type}`
        : `nfs mounts folders of file servers, and ${v.device} is none`,
    (v) => (v.wanted ? `Write type: ${v.wanted}.` : 'Write device: SERVER:/PATH, or the type of the file system.'),
  ),
  'mount-name-not-stable': warning<{ device: string; disks: string | undefined }>(
    (v) =>
      `${v.device} may be a different disk at the next boot: the kernel numbers disks in the order it finds them${v.disks === undefined ? '' : `; the facts have no such disk, but ${v.disks}`}`,
    (v) => `Write LABEL=… or UUID=… of the file system. To find them, run on the machine: blkid ${v.device}`,
  ),
  'mount-not-in-facts': warning<{ device: string; disks: string }>(
    (v) => `the machine has no disk ${v.device}`,
    (v) =>
      `Use one of its disks (${v.disks}) by its name in /dev/disk/by-id. Or plug this one in, and collect the facts again; or use the facts of the right machine.`,
  ),
  'mount-of-the-system-disk': error<{ device: string; disk: string }>(
    (v) => `${v.device} is on ${v.disk}, the disk of install.disk, which gets new partitions from the installer`,
    'Remove the mount, because the system has the whole disk; or name a file system of another disk.',
  ),
  'mount-over-needed': error<{ folder: string; loss: string; why: string }>(
    (v) => `${v.folder} contains files of packages, without which ${v.loss}; ${v.why}`,
    (v) =>
      v.folder.startsWith('/var/spool')
        ? 'Mount at another folder: cron jobs are in /etc/crontabs.'
        : 'Mount below it, such as at /var/lib/libvirt/images.',
  ),
});
