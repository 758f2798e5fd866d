import { statSync } from 'node:fs';
import path from 'node:path';
import { openIso } from '../artifact/iso9660/read-iso.ts';
import { type Medium, UnusableMedium } from '../artifact/medium.ts';
import type { Problem } from '../findings/finding.ts';
import { reasonOf } from '../profile/read.ts';
import { problemAt } from './codes.ts';
import { openFolder } from './folder.ts';

/** Opens what the user named: an ISO file, or a folder laid out like one. */
export function openMedium(named: string, cwd: string): Medium | Problem {
  const absolute = path.resolve(cwd, named);
  return readable(named, () => {
    const status = statSync(absolute);
    if (status.isDirectory()) return openFolder(named, absolute);
    // Opening a pipe would block.
    if (!status.isFile()) throw new UnusableMedium('no-iso', 'it is neither file nor folder');
    return openIso(named, absolute);
  });
}

/** The result of reading a medium, or why it is unusable: damage is detected only on reading. */
export function readable<Result>(named: string, read: () => Result): Result | Problem {
  try {
    return read();
  } catch (thrown) {
    const problem = unusable(named, thrown);
    if (problem) return problem;
    const { syscall, code } = thrown as NodeJS.ErrnoException;
    if (typeof syscall !== 'string' && !(code === 'ERR_INVALID_ARG_VALUE' && named.includes('\0'))) throw thrown;
    return problemAt('medium-unreadable', { place: { file: named } }, { file: named, reason: reasonOf(thrown) });
  }
}

export function unusable(named: string, thrown: unknown): Problem | undefined {
  if (!(thrown instanceof UnusableMedium)) return undefined;
  const code = thrown.kind === 'no-iso' ? 'medium-not-alpine' : 'medium-truncated';
  return problemAt(code, { place: { file: named } }, { file: named, reason: thrown.message });
}

export const isMedium = (opened: Medium | Problem): opened is Medium => 'list' in opened;
