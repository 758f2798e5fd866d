import { environment } from '../findings/code.ts';
import { findingsOf } from '../findings/finding.ts';

export const { codes, problemAt } = findingsOf({
  'lock-invalid': environment<{ file: string; reason: string }>(
    (v) => `${v.file} is not a lock file: ${v.reason}`,
    'Name a lock file that mkapkovl lock wrote, restore it from version control, or delete it and lock again.',
  ),
  'lock-schema-newer': environment<{ file: string; schema: number }>(
    (v) => `${v.file} uses schema ${v.schema}, but this program supports only schema 1 and 2`,
    'Use the version of mkapkovl that wrote it, or a newer one.',
  ),
});
