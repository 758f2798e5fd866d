import { error } from '#src/findings/code.ts';
import { findingsOf } from '#src/findings/finding.ts';

export const { codes, problem } = findingsOf({
  'hugepages-not-reserved': error<{ wanted: string }>(
    "the guest's memory is to be huge pages, and the host keeps none",
    (v) => `Add tuning: { hugepages: [${v.wanted}] }.`,
  ),
  'hugepages-of-another-size': error<{ size: string }>(
    (v) => `the host keeps no pages of ${v.size}`,
    'Write a size that is under tuning.hugepages, or true for the default one.',
  ),
  'hugepages-too-few': error<{ memory: string; kept: string }>(
    (v) => `the guest has ${v.memory}, and the host keeps huge pages for ${v.kept}`,
    'Raise count under tuning.hugepages.',
  ),
  'hugepages-too-few-together': error<{ name: string; sum: string; kept: string }>(
    (v) =>
      `with ${v.name} the guests that start with the host need ${v.sum} of huge pages, of which it keeps ${v.kept}`,
    'Raise count under tuning.hugepages.',
  ),
  'virtiofs-without-shared-memory': error(
    'virtiofs needs memory that the host shares with the guest',
    'Add memory_backing: { source: memfd, access: shared }, or use driver: 9p.',
  ),
  'memory-too-small': error<{ memory: string }>(
    (v) => `no guest runs in ${v.memory}`,
    'Write it in MiB or GiB, such as 4096MiB.',
  ),
});
