import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Problem } from '../findings/finding.ts';
import { reasonOf } from '../profile/read.ts';
import { problemAt } from './codes.ts';

/** Makes a folder that only this run uses, where TMPDIR says; or the finding why there can be none. */
export function temporaryFolder(purpose: string): string | Problem {
  const folder = tmpdir();
  try {
    return mkdtempSync(path.join(folder, `mkapkovl-${purpose}-`));
  } catch (thrown) {
    const where = { place: { file: '' } };
    return problemAt('temporary-folder-unwritable', where, { folder, reason: reasonOf(thrown) });
  }
}
