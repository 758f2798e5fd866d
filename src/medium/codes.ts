import { environment } from '../findings/code.ts';
import { findingsOf } from '../findings/finding.ts';

/** The official medium for a profile, and how to download it. */
export interface Official {
  official: { name: string; url: string; sha256: string };
}
export const get = ({ official: { name, url, sha256 } }: Official) =>
  `wget ${url} ${sha256} && sha256sum -c ${name}.sha256 (later point releases in the same folder work as well).`;

export const { codes, problemAt } = findingsOf({
  'medium-unreadable': environment<{ file: string; reason: string }>(
    (v) => `the medium ${v.file} cannot be read: ${v.reason}`,
    'Name an ISO file, or a folder with the same layout.',
  ),
  'medium-truncated': environment<{ file: string; reason: string }>(
    (v) => `the medium ${v.file} is incomplete: ${v.reason}`,
    'Download it again, and verify it with the .sha256 file from the same folder.',
  ),
  'medium-not-alpine': environment<{ file: string; reason: string }>(
    (v) => `${v.file} is not an Alpine medium: ${v.reason}`,
    'Name an Alpine ISO file (standard, extended or virt), or a folder with the same layout.',
  ),
  'medium-other-architecture': environment<{ file: string; arch: string; wanted: string }>(
    (v) => `the medium ${v.file} is for ${v.arch}, but the profile is for ${v.wanted}`,
    'Name a medium for the architecture of the profile.',
  ),
  'medium-other-release': environment<Official & { file: string; release: string; wanted: string }>(
    (v) => `the medium ${v.file} is Alpine ${v.release}, but the profile is for ${v.wanted}`,
    (v) => `Set alpine.release to "${v.release}", or use the medium of ${v.wanted}: ${get(v)}`,
  ),
  'medium-other-kernel': environment<Official & { file: string; kernels: string; wanted: string }>(
    (v) => `the medium ${v.file} has the kernel ${v.kernels}, but the profile needs ${v.wanted}`,
    (v) => `Use the medium with that kernel: ${get(v)}`,
  ),
});
