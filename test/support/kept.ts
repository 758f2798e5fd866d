import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Set by `npm run golden`: expected files are written again instead of compared, to be read in the diff. */
const updating = process.env.MKAPKOVL_UPDATE_GOLDEN === '1';
if (updating && process.env.CI) throw new Error('CI compares goldens; it never writes them.');

/** The text of an expected file; undefined if there is none yet. When updating, the new text. */
export function kept(file: string, now: string): string | undefined {
  if (updating) {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, now);
  }
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

export { updating };
