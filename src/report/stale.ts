import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { compareBytes } from '../tree/entry.ts';

/** As the templates of pages say it. */
const mark = '<meta name="generator" content="mkapkovl">';

/** Pages of earlier reports that the index which was just written does not name: their hosts may be gone. */
export function stalePages(written: ReadonlyMap<string, string>, folder: string): string[] {
  if (!written.has('index.html')) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.html') && !written.has(entry.name))
    .map(({ name }) => name)
    .filter((name) => readFileSync(path.join(folder, name), 'utf8').slice(0, 1000).includes(mark))
    .sort(compareBytes);
}
