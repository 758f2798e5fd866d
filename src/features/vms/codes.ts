import { error, warning } from '../../findings/code.ts';
import { findingsOf } from '../../findings/finding.ts';

export const { codes, problem } = findingsOf({
  'duplicate-uuid': error<{ uuid: string; owner: string }>(
    (v) => `${v.uuid} is already the UUID of ${v.owner}`,
    'Remove uuid: by default it is derived from the names of host and guest.',
  ),
  'os-variant-unknown': error<{ name: string; suggestion?: string | undefined }>(
    (v) => `osinfo-db has no operating system ${v.name}`,
    (v) =>
      v.suggestion
        ? `Did you mean "${v.suggestion}"?`
        : 'Use a name that osinfo-query os lists, or a similar, older system; linux2024 is any current Linux, and generic a system without virtio drivers.',
  ),
  'os-variant-newer': warning<{ name: string; nearest: string }>(
    (v) => `osinfo-db 20250606 has no operating system ${v.name}, so the guest gets what ${v.nearest} gets`,
    (v) => `Write ${v.nearest} if that is right, or another name that osinfo-query os lists.`,
  ),
});
