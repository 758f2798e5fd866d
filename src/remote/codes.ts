import { environment } from '../findings/code.ts';
import { findingsOf } from '../findings/finding.ts';

export const { codes, problemAt } = findingsOf({
  'host-not-reached': environment<{ host: string; reason: string }>(
    (v) => `${v.host} cannot be read: ${v.reason}`,
    (v) =>
      `Check that "ssh -o BatchMode=yes ${v.host} true" works: no password is asked for, so a key has to be in ssh-agent or without a passphrase, and the key of the host has to be known.`,
  ),
  'host-answer-invalid': environment<{ host: string; reason: string }>(
    (v) => `the answer of ${v.host} is not usable: ${v.reason}`,
    'Try again. If it stays so, look for programs that its shell starts for every login (~/.profile, ForceCommand of sshd).',
  ),
});
