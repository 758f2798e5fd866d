import { error } from '../../findings/code.ts';
import { findingsOf } from '../../findings/finding.ts';

export const { codes, problemAt } = findingsOf({
  'mount-over-system': error<{ folder: string }>(
    (v) => `${v.folder} belongs to the system`,
    'Mount below /srv, /mnt, /var/lib or another folder for data.',
  ),
  'mount-over-needed': error<{ folder: string; why: string }>(
    (v) => `${v.folder} holds what packages have put there, without which sshd does not start; ${v.why}`,
    'Mount below it, such as at /var/lib/libvirt/images.',
  ),
});
