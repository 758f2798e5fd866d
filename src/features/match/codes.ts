import { error } from '../../findings/code.ts';
import { findingsOf } from '../../findings/finding.ts';

export const { codes, problem } = findingsOf({
  'match-empty': error(
    'match has neither serial nor uuid, so no machine would be recognized',
    'Add serial (cat /sys/class/dmi/id/product_serial on the machine, as root) or uuid (product_uuid there), or remove match.',
  ),
  'match-placeholder': error<{ value: string }>(
    (v) => `${v.value} is what firmware has where it was never set, and many machines have the same`,
    'Use the other of serial and uuid, or remove match and choose the host in the boot menu of the medium.',
  ),
  'match-of-another-machine': error<{ key: 'serial' | 'uuid'; value: string; found: string }>(
    (v) =>
      `the facts are of a machine with the ${v.key === 'uuid' ? 'UUID' : 'serial number'} ${v.found}, not ${v.value}`,
    (v) =>
      `Correct ${v.key} (cat /sys/class/dmi/id/product_${v.key} on the machine, as root), or name the facts of the machine that it belongs to.`,
  ),
});
