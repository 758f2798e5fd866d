import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import tar from 'tar-stream';
import { folderWith } from '../../support/run.ts';

/** What an archive holds, in order. */
export interface Entry extends Partial<tar.Header> {
  name: string;
  content?: string;
}

/** The overlay as somebody has changed it after it was built. */
export async function repacked(file: string, change: (entries: Entry[]) => Entry[]): Promise<string> {
  const extract = tar.extract();
  extract.end(gunzipSync(readFileSync(file)));
  const entries: Entry[] = [];
  for await (const part of extract) {
    const pieces: Buffer[] = [];
    for await (const piece of part) pieces.push(piece as Buffer);
    const { name, mode, uid, gid, type, linkname } = part.header;
    entries.push({ name, mode, uid, gid, type, linkname, content: Buffer.concat(pieces).toString() } as Entry);
  }
  const pack = tar.pack();
  for (const { content, ...header } of change(entries)) {
    if (header.type && header.type !== 'file') pack.entry(header as tar.Header);
    else pack.entry(header as tar.Header, content ?? '');
  }
  pack.finalize();
  const pieces: Buffer[] = [];
  for await (const piece of pack) pieces.push(piece as Buffer);
  const changed = path.join(folderWith(), 'changed.apkovl.tar.gz');
  writeFileSync(changed, gzipSync(Buffer.concat(pieces)));
  return changed;
}

const table = 'etc/mkapkovl/files';
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const pathOf = (row: string) => row.split('\t')[4] ?? '';
const byPath = (one: string, other: string) => (pathOf(one) < pathOf(other) ? -1 : 1);

/** The entries with a table and a build id that fit them, which anybody can compute: neither takes a key. */
export function consistent(entries: Entry[], change: (rows: string[]) => string[] = (rows) => rows): Entry[] {
  const unlisted = [table, 'etc/mkapkovl/build-id'];
  const rows = change(
    entries
      .filter(({ name }) => !unlisted.includes(name))
      .map(rowOf)
      .sort(byPath),
  );
  const text = `${rows.join('\n')}\n`;
  const lines = [...rows, `file\t0644\t0:0\t${sha256(text)}\t${table}`].sort(byPath).map((row) => {
    const [type, mode = '', owner = '', substance, name] = row.split('\t');
    const digits = mode.replace(/^0+/, '') || '0';
    return [type, digits, owner.replace(':', '\t'), name, type === 'directory' ? '' : substance].join('\t');
  });
  const contents: Record<string, string> = { [table]: text, 'etc/mkapkovl/build-id': `${sha256(lines.join('\n'))}\n` };
  return entries.map((entry) => ({ ...entry, content: contents[entry.name] ?? entry.content ?? '' }));
}

function rowOf({ name, type = 'file', mode, content = '', linkname }: Entry): string {
  const digits = `0${(mode ?? 0o644).toString(8)}`;
  if (type === 'directory') return ['directory', digits, '0:0', '-', name.replace(/\/$/, '')].join('\t');
  if (type === 'symlink') return ['link', digits, '0:0', linkname, name].join('\t');
  return ['file', digits, '0:0', sha256(content), name].join('\t');
}
