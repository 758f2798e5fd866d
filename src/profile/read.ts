import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { Problem, Where } from '../findings/finding.ts';
import { readBoundedSync, TooLarge } from './bounded.ts';
import { problemAt } from './codes.ts';
import type { SourceFile } from './sourced.ts';

/** A profile is written by hand; a larger file is something else (an image, an artifact). */
export const profileSizeLimit = 1024 * 1024;

/**
 * Reads one profile from a file, or from bytes that were read before (standard input). Named on the command line it must
 * be readable; named inside a profile it must also exist.
 */
export function readProfile(
  name: string,
  absolute: string,
  { namedAt, given }: { namedAt?: Where | undefined; given?: Uint8Array | undefined } = {},
): { file?: SourceFile; problems: Problem[] } {
  const where = namedAt ?? { place: { file: name } };
  try {
    const bytes = given ?? readUpTo(absolute, profileSizeLimit);
    if (!bytes || bytes.length > profileSizeLimit)
      return { problems: [problemAt('profile-too-large', where, { file: name, limit: profileSizeLimit })] };
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (text.includes('\0')) return { problems: [problemAt('profile-not-text', where, { file: name })] };
    return { file: { name, absolute, text }, problems: [] };
  } catch (thrown) {
    if (thrown instanceof TypeError && (thrown as NodeJS.ErrnoException).code === 'ERR_ENCODING_INVALID_ENCODED_DATA')
      return { problems: [problemAt('profile-not-text', where, { file: name })] };
    if (namedAt && (thrown as NodeJS.ErrnoException).code === 'ENOENT') {
      return { problems: [problemAt('file-not-found', where, { file: name, what: 'the extended profile' })] };
    }
    const isFolder = !namedAt && (thrown as NodeJS.ErrnoException).code === 'EISDIR';
    const reason = isFolder ? ofFolder(thrown, absolute) : reasonOf(thrown);
    return { problems: [problemAt('file-unreadable', where, { file: name, reason })] };
  }
}

/** Commands for several profiles take those of a folder; one for a single profile does not choose. */
function ofFolder(thrown: unknown, folder: string): string {
  try {
    const profiles = readdirSync(folder).filter((name) => /^[^.].*\.ya?ml$/.test(name));
    const holds =
      profiles.length > 0 ? ', and one profile is needed: name a file in it' : ' without profiles (*.yaml, *.yml)';
    return `${reasonOf(thrown)}${holds}`;
  } catch (unread) {
    return reasonOf(unread);
  }
}

/** The bytes of a file; undefined if there are more than `limit`. */
export function readUpTo(file: string, limit: number): Buffer | undefined {
  try {
    return readBoundedSync(file, limit);
  } catch (thrown) {
    if (thrown instanceof TooLarge) return undefined;
    throw thrown;
  }
}

/** The system's own words for a failed call, without Node's call and path. */
export function reasonOf(thrown: unknown): string {
  const { code, message } = thrown as NodeJS.ErrnoException;
  const known: Record<string, string> = {
    ENOENT: 'no such file or directory',
    EACCES: 'permission denied',
    EISDIR: 'it is a directory',
    EFBIG: 'the file would exceed the size limit',
    ENOTDIR: 'a part of the path is not a directory',
    ENOSPC: 'no space left on the device',
    EROFS: 'the file system is read-only',
    EPERM: 'operation not permitted',
    EDQUOT: 'the disk quota is used up',
    ELOOP: 'too many symbolic links',
    ENAMETOOLONG: 'the name is too long',
    ERR_INVALID_ARG_VALUE: 'the name contains a NUL character',
    EEXIST: 'something else of that name exists',
    ENXIO: 'it is a socket, or a pipe without a reader',
    EIO: 'the device reports an error',
  };
  const plain = String(message ?? thrown)
    .replace(/^[A-Z_0-9]+: /, '')
    .replace(/, [a-z]+( '.*)?$/, '');
  return (code && known[code]) || plain;
}

/** A name relative to the profile that contains it, as the user would write it from the working directory. */
export function displayName(from: SourceFile, name: string): string {
  return path.isAbsolute(name) ? name : path.join(path.dirname(from.name), name);
}
