import { createHash } from 'node:crypto';
import { createReadStream, existsSync, rmSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { makeFolders } from '../artifact/make-folders.ts';
import { fileFault } from './fault.ts';

/** Where downloads are kept (XDG Base Directory Specification: a relative name has no effect). */
export function cacheFolder({ XDG_CACHE_HOME, HOME }: Readonly<Record<string, string | undefined>>): string {
  const base =
    XDG_CACHE_HOME && path.isAbsolute(XDG_CACHE_HOME) ? XDG_CACHE_HOME : path.join(HOME || homedir(), '.cache');
  return path.join(base, 'mkapkovl');
}

/** The name of a file with these contents. */
export const keptFile = (cache: string, sha256: string) => path.join(cache, 'sha256', sha256);

/** A file of the cache. Its contents are verified whenever it is used, and removed if they are damaged. */
export async function fromCache(cache: string, sha256: string): Promise<{ file: string; size: number } | undefined> {
  const file = keptFile(cache, sha256);
  if (!existsSync(file)) return undefined;
  if ((await digestOf(file).catch(() => '')) === sha256) return { file, size: statSync(file).size };
  rmSync(file, { force: true, recursive: true });
  return undefined;
}

export async function digestOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(file, { highWaterMark: 2 ** 20 })) hash.update(piece as Buffer);
  return hash.digest('hex');
}

/** Makes a folder of the cache, which only its user can read. */
export function makeCacheFolder(folder: string): void {
  try {
    makeFolders(folder, 0o700);
  } catch (thrown) {
    throw fileFault(thrown);
  }
}
