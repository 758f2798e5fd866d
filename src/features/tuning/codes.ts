import { error, warning } from '../../findings/code.ts';
import { findingsOf } from '../../findings/finding.ts';

export const { codes, problem } = findingsOf({
  'cpu-range-reversed': error<{ range: string }>(
    (v) => `the range ${v.range} ends before it begins`,
    'Write the lower number first.',
  ),
  'cpu-zero-isolated': warning(
    'CPU 0 is isolated, but the kernel needs it for its own work',
    'Leave CPU 0 to the host.',
  ),
  'duplicate-hugepages-size': error<{ size: string }>(
    (v) => `huge pages of ${v.size} are already reserved above`,
    'Keep one entry with the sum of both counts.',
  ),
  'hugepages-beyond-machine': error<{ sum: string; there: string }>(
    (v) => `the huge pages add up to ${v.sum}, but the machine has only ${v.there} of memory`,
    'Reserve fewer pages, and leave memory for the host.',
  ),
  'isolated-cpus-absent': error<{ missing: string; there: string }>(
    (v) => `the machine has no CPU ${v.missing}`,
    (v) => `Use its CPUs, which are ${v.there}, or the facts of the right machine.`,
  ),
});
