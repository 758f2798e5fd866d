import { error, warning } from '#src/findings/code.ts';
import { findingsOf } from '#src/findings/finding.ts';

export const { codes, problem } = findingsOf({
  'iothread-absent': error<{ number: number; threads: number }>(
    (v) => `the guest has no I/O thread ${v.number}`,
    (v) => `They are numbered from 1; iothreads says how many there are (now ${v.threads}).`,
  ),
  'host-cpu-absent': error<{ cpu: number; there: string }>(
    (v) => `the host has no CPU ${v.cpu}`,
    (v) => `By its facts it has ${v.there}; the facts may be of another machine.`,
  ),
  'cpu-pinned-twice': warning<{ cpu: number; guest: string }>(
    (v) => `CPU ${v.cpu} of the host is already pinned for ${v.guest}`,
    'Give each its own, or both will wait for each other.',
  ),
});
