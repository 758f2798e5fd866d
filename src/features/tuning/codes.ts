import { error, warning } from '../../findings/code.ts';
import { findingsOf } from '../../findings/finding.ts';

export const { codes, problem } = findingsOf({
  'cpu-range-reversed': error<{ range: string }>(
    (v) => `the range ${v.range} ends before it begins`,
    'Write the lower number first.',
  ),
  'cpu-zero-isolated': warning(
    'CPU 0 is isolated, but the kernel keeps its own work there',
    'Leave CPU 0 to the host.',
  ),
  'hugepages-twice': error<{ size: string }>(
    (v) => `pages of ${v.size} are already reserved above`,
    'Add the two counts up.',
  ),
  'hugepages-beyond-machine': error<{ sum: string; there: string }>(
    (v) => `the reserved pages are ${v.sum}, and the machine has ${v.there}`,
    'Reserve fewer: the kernel would give what it can, and leave nothing for itself.',
  ),
  'isolated-cpus-absent': error<{ missing: string; there: string }>(
    (v) => `the machine has no CPU ${v.missing}`,
    (v) => `Its CPUs are ${v.there}.`,
  ),
});
