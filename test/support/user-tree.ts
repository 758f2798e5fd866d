import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** One file, link or folder of a user tree. */
export type UserEntry =
  | { path: string; content: Buffer | string; executable?: boolean }
  | { path: string; link: string }
  | { path: string; folder: true };

/** Lays a user tree down in `root`, entry by entry in the given order. */
export function layDown(root: string, entries: readonly UserEntry[]): void {
  for (const entry of entries) {
    const file = path.join(root, entry.path);
    mkdirSync(path.dirname(file), { recursive: true });
    if ('folder' in entry) mkdirSync(file, { recursive: true });
    else if ('link' in entry) symlinkSync(entry.link, file);
    else {
      writeFileSync(file, entry.content);
      chmodSync(file, entry.executable ? 0o700 : 0o600);
    }
  }
}
