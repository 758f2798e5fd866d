import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { type Problem, problemAt, type Where } from '../findings/finding.ts';
import type { SourceFile } from './sourced.ts';

/** A profile is written by hand; past this it is something else (an image, an artifact). */
export const profileSizeLimit = 1024 * 1024;

/** Reads one profile. Named on the command line it must be readable; named inside a profile it must also exist. */
export function readProfile(
  name: string,
  absolute: string,
  namedAt?: Where,
): { file?: SourceFile; problems: Problem[] } {
  const where = namedAt ?? { place: { file: name } };
  try {
    const { size } = statSync(absolute);
    if (size > profileSizeLimit) {
      return {
        problems: [problemAt('profile-too-large', where, { file: name, bytes: size, limit: profileSizeLimit })],
      };
    }
    const bytes = readFileSync(absolute);
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    if (text.includes('\0')) return { problems: [problemAt('profile-not-text', where, { file: name })] };
    return { file: { name, absolute, text }, problems: [] };
  } catch (thrown) {
    if (thrown instanceof TypeError) return { problems: [problemAt('profile-not-text', where, { file: name })] };
    if (namedAt && (thrown as NodeJS.ErrnoException).code === 'ENOENT') {
      return { problems: [problemAt('file-not-found', where, { file: name, what: 'the extended profile' })] };
    }
    return { problems: [problemAt('file-unreadable', where, { file: name, reason: reasonOf(thrown) })] };
  }
}

/** The system's own words for a failed call, without Node's call and path. */
export function reasonOf(thrown: unknown): string {
  const { code, message } = thrown as NodeJS.ErrnoException;
  const known: Record<string, string> = {
    ENOENT: 'no such file or directory',
    EACCES: 'permission denied',
    EISDIR: 'it is a directory',
    ENOTDIR: 'a part of the path is not a directory',
    ENOSPC: 'no space left on the device',
    EROFS: 'the file system is read-only',
    EPERM: 'operation not permitted',
    EDQUOT: 'the disk quota is used up',
    ELOOP: 'too many symbolic links',
    ENAMETOOLONG: 'the name is too long',
  };
  return (code && known[code]) ?? message ?? String(thrown);
}

/** A name relative to the profile that says it, as the user would write it from where they stand. */
export function displayName(from: SourceFile, name: string): string {
  return path.isAbsolute(name) ? name : path.join(path.dirname(from.name), name);
}
