import { environment, error } from '../findings/code.ts';
import { findingsOf } from '../findings/finding.ts';

export const { codes, problemAt } = findingsOf({
  'secret-not-set': environment<{ name: string }>(
    (v) => `the environment variable ${v.name} is not set`,
    (v) => `Set ${v.name} for the build, or use { file: … } or { prompt: true }.`,
  ),
  'secret-file-missing': error<{ file: string }>(
    (v) => `the secret file ${v.file} does not exist`,
    'Create the file (mode 0600), or correct its name.',
  ),
  'secret-unusable': error<{ what: string; remedy: string }>(
    (v) => `the secret is ${v.what}`,
    (v) => v.remedy,
  ),
});
