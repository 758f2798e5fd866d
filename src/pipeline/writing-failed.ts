import path from 'node:path';
import { OutputFolderBusy } from '../artifact/commit/recover.ts';
import { FileChanged } from '../artifact/pack.ts';
import type { Problem } from '../findings/finding.ts';
import { reasonOf } from '../profile/read.ts';
import { problemAt } from './codes.ts';

/** The problem for a failed system call; undefined for a bug. */
export function writingFailed(thrown: unknown, { cwd, out }: { cwd: string; out: string }): Problem | undefined {
  if (thrown instanceof FileChanged) {
    const file = path.relative(cwd, thrown.file);
    return problemAt('user-file-changed', { place: { file } }, { file });
  }
  if (thrown instanceof OutputFolderBusy) return problemAt('out-busy', { place: { file: out } }, { folder: out });
  const { code, syscall, dest } = thrown as NodeJS.ErrnoException & { dest?: string };
  const badName = code === 'ERR_INVALID_ARG_VALUE' && out.includes('\0');
  if (typeof code !== 'string' || !(syscall || badName)) return undefined;
  const file = dest === undefined ? out : path.join(out, path.basename(dest));
  return problemAt('out-unwritable', { place: { file } }, { file, reason: reasonOf(thrown) });
}
