import { error } from '#src/findings/code.ts';
import { findingsOf } from '#src/findings/finding.ts';

export const { codes, problem } = findingsOf({
  'hugepages-not-reserved': error<{ wanted: string }>(
    'the guest needs huge pages, but the host reserves none',
    (v) => `Add tuning: { hugepages: [${v.wanted}] }.`,
  ),
  'hugepages-size-not-reserved': error<{ size: string }>(
    (v) => `the host reserves no huge pages of ${v.size}`,
    'Write a size from tuning.hugepages, or true for the default size.',
  ),
  'hugepages-too-few': error<{ memory: string; kept: string }>(
    (v) => `the guest needs ${v.memory}, but the host reserves only ${v.kept} of huge pages`,
    'Raise count under tuning.hugepages.',
  ),
  'hugepages-too-few-in-total': error<{ name: string; sum: string; kept: string }>(
    (v) =>
      `with ${v.name}, the guests that start with the host need ${v.sum} of huge pages, but the host reserves only ${v.kept}`,
    'Raise count under tuning.hugepages.',
  ),
  'virtiofs-without-shared-memory': error(
    'virtiofs needs memory that the host shares with the guest',
    'Add memory_backing: { source: memfd, access: shared }, or use driver: 9p.',
  ),
  'memory-too-small': error<{ memory: string }>(
    (v) => `${v.memory} is too little memory for a guest`,
    'Write the size in MiB or GiB, such as 4096MiB.',
  ),
});
