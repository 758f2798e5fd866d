import { error } from '#src/findings/code.ts';
import { findingsOf } from '#src/findings/finding.ts';

export const { codes, problem, problemAt } = findingsOf({
  'sysinfo-uuid-other': error<{ uuid: string; own: string }>(
    (v) => `the guest reads ${v.uuid} as its UUID, and it is ${v.own}`,
    'Take it out here, or write the same under uuid.',
  ),
});
