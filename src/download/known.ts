import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { makeCacheFolder } from './cache.ts';

/** Files of which only another digest than the sha256 is known, by a name for that. Whatever is read here is verified. */
const noteOf = (cache: string, id: string) => path.join(cache, 'known', id);

/** The sha256 that a file had the last time. */
export function knownDigest(cache: string, id: string): string | undefined {
  try {
    const [digest] = /^[0-9a-f]{64}$/.exec(readFileSync(noteOf(cache, id), 'utf8')) ?? [];
    return digest;
  } catch {
    return undefined;
  }
}

/** Without a note, the file is downloaded again: that it cannot be written is no fault. */
export function noteDigest(cache: string, id: string, sha256: string): void {
  try {
    makeCacheFolder(path.join(cache, 'known'));
    writeFileSync(noteOf(cache, id), sha256, { mode: 0o600 });
  } catch {
    // As said.
  }
}
