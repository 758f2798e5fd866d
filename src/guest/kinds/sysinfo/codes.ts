import { error } from '#src/findings/code.ts';
import { findingsOf } from '#src/findings/finding.ts';

export const { codes, problem, problemAt } = findingsOf({
  'sysinfo-uuid-mismatch': error<{ uuid: string; own: string }>(
    (v) => `the guest would read the UUID ${v.uuid}, but its UUID is ${v.own}`,
    'Remove it here, or write the same value under uuid.',
  ),
});
