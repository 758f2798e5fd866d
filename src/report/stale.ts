import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { compareBytes } from '../tree/entry.ts';

/** As the templates of pages say it. */
const mark = '<meta name="generator" content="mkapkovl">';

/** Pages of earlier reports that the index which was just written does not name: their hosts may be gone. */
export function stalePages(written: ReadonlyMap<string, string>, folder: string): string[] {
  if (!written.has('index.html')) return [];
  return pagesIn(folder)
    .filter((name) => !written.has(name) && beginningOf(path.join(folder, name)).includes(mark))
    .sort(compareBytes);
}

/** Of what cannot be read, it is not known whether it is a page of ours. */
function pagesIn(folder: string): string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries.filter((entry) => entry.isFile() && entry.name.endsWith('.html')).map(({ name }) => name);
  } catch {
    return [];
  }
}

function beginningOf(file: string): string {
  try {
    return readFileSync(file, 'utf8').slice(0, 1000);
  } catch {
    return '';
  }
}
