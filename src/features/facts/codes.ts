import { error } from '../../findings/code.ts';
import { findingsOf } from '../../findings/finding.ts';

export const { codes, problem } = findingsOf({
  'facts-of-another-machine': error<{ wanted: string; found: string }>(
    (v) =>
      `the facts are not of ${v.wanted}, but ${v.found ? `of ${v.found}` : 'of a machine that does not say its name'}`,
    'Give the facts of the right machine, or correct facts_machine.',
  ),
  'facts-of-no-part': error(
    'neither the disk nor any network card of the profile is on this machine: the facts are of another one',
    'Give the facts of the right machine (facts:, --facts), or correct serial numbers and MAC addresses.',
  ),
});
