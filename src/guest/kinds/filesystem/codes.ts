import { error } from '#src/findings/code.ts';
import { findingsOf } from '#src/findings/finding.ts';

export const { codes, problem } = findingsOf({
  'duplicate-filesystem-target': error<{ target: string }>(
    (v) => `the guest already has a shared folder with the mount tag ${v.target}`,
    'Give each shared folder a target of its own: it is the name that the guest mounts.',
  ),
});
