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
  'mount-over-needed': error<{ folder: string; loss: string; why: string }>(
    (v) => `${v.folder} contains files of packages, without which ${v.loss}; ${v.why}`,
    (v) =>
      v.folder.startsWith('/var/spool')
        ? 'Mount at another folder: cron jobs are in /etc/crontabs.'
        : 'Mount below it, such as at /var/lib/libvirt/images.',
  ),
});
