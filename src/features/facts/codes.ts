import { error } from '../../findings/code.ts';
import { findingsOf } from '../../findings/finding.ts';

export const { codes, problem } = findingsOf({
  'facts-of-another-machine': error<{ wanted: string; found: string }>(
    (v) =>
      `the facts do not belong to ${v.wanted}, but ${v.found ? `to ${v.found}` : 'to a machine that does not report its name'}`,
    'Use the facts of the right machine, or correct facts_machine.',
  ),
  'facts-of-another-architecture': error<{ found: string; wanted: string }>(
    (v) => `the facts are of a machine of ${v.found}, but alpine.arch is ${v.wanted}`,
    'Use the facts of the right machine (facts:, --facts), or correct alpine.arch.',
  ),
  'facts-match-nothing': error(
    'neither the disk nor any network card of the profile is in the facts: they belong to a different machine',
    'Use the facts of the right machine (facts:, --facts), or correct the serial numbers and MAC addresses.',
  ),
});
