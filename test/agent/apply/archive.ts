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
