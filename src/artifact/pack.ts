import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import type { Writable } from 'node:stream';
import { createGzip } from 'node:zlib';
import tar from 'tar-stream';
import { sortedEntries, type Tree, type TreeEntry } from '../tree/entry.ts';
import type { Digests } from './manifest.ts';

/** A file that is not what it was when the tree was made. */
export class FileChanged extends Error {
  constructor(readonly file: string) {
    super(`${file} changed`);
  }
}

/**
 * Packs the tree as Alpine's initramfs takes it: ustar, names without "./", sorted, owners as bare numbers (names would
 * be looked up in the initramfs' passwd), one time for all; gzip without name and time. `write` gets the pieces in
 * order. Returns the digests of the tar and of what was written.
 */
export async function pack(
  tree: Tree,
  secrets: ReadonlyMap<string, string>,
  mtime: Date,
  write: (piece: Buffer) => void,
): Promise<Digests> {
  const archive = tar.pack();
  // Level 9 takes six times as long as the default for 3 % less (48 KiB of tar: 2.8 ms, 0.45 ms).
  const gzip = createGzip();
  const tarHash = createHash('sha256');
  const gzipHash = createHash('sha256');
  gzip.on('data', (piece: Buffer) => {
    try {
      gzipHash.update(piece);
      write(piece);
    } catch (thrown) {
      gzip.destroy(thrown as Error);
    }
  });
  const ended = once(gzip, 'end');
  // Whoever waits for gzip below hears of its failure; until somebody does, it is not to end the process.
  ended.catch(() => undefined);
  const filled = fill(archive, tree, secrets, mtime).catch((thrown) => archive.destroy(thrown as Error));
  try {
    for await (const block of inBlocks(archive)) {
      tarHash.update(block);
      if (!gzip.write(block)) await Promise.race([once(gzip, 'drain'), ended]);
    }
    gzip.end();
    await Promise.all([filled, ended]);
  } catch (thrown) {
    archive.destroy();
    gzip.destroy();
    await filled;
    throw thrown;
  }
  return { tar: tarHash.digest('hex'), apkovl: gzipHash.digest('hex') };
}

/** An archive comes in headers and paddings of 512 bytes, and each write to gzip is a trip to another thread. */
async function* inBlocks(archive: tar.Pack): AsyncGenerator<Buffer> {
  let pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of archive) {
    pieces.push(piece as Buffer);
    length += (piece as Buffer).length;
    if (length < 256 * 1024) continue;
    yield Buffer.concat(pieces);
    pieces = [];
    length = 0;
  }
  yield Buffer.concat(pieces);
}

async function fill(archive: tar.Pack, tree: Tree, secrets: ReadonlyMap<string, string>, mtime: Date): Promise<void> {
  for (const entry of sortedEntries(tree)) await addToArchive(archive, entry, secrets, mtime);
  archive.finalize();
}

async function addToArchive(
  archive: tar.Pack,
  entry: TreeEntry,
  secrets: ReadonlyMap<string, string>,
  mtime: Date,
): Promise<void> {
  const header = { mode: entry.mode, uid: entry.uid, gid: entry.gid, uname: '', gname: '', mtime };
  if (entry.type === 'directory') return void archive.entry({ ...header, name: `${entry.path}/`, type: 'directory' });
  if (entry.type === 'link') {
    return void archive.entry({ ...header, name: entry.path, type: 'symlink', linkname: entry.target });
  }
  const { content } = entry;
  if (!('source' in content)) {
    const text = 'text' in content ? content.text : (secrets.get(entry.path) ?? '');
    return void archive.entry({ ...header, name: entry.path, type: 'file' }, text);
  }
  const file = { ...header, name: entry.path, type: 'file' as const, size: content.size };
  await copyInto(archive.entry(file) as unknown as Writable, content);
}

/** Copies a file of the build machine into its place in the archive, if it still is what it was. */
async function copyInto(sink: Writable, { source, size, sha256 }: { source: string; size: number; sha256: string }) {
  // When the archive is given up its sink fails too, and an error that nobody listens to would end the process.
  sink.on('error', () => undefined);
  const givenUp = once(sink, 'close').then(() => Promise.reject(new Error('the archive was given up')));
  givenUp.catch(() => undefined);
  const hash = createHash('sha256');
  let length = 0;
  try {
    for await (const piece of createReadStream(source)) {
      hash.update(piece as Buffer);
      length += (piece as Buffer).length;
      if (length > size) break;
      if (!sink.write(piece)) await Promise.race([once(sink, 'drain'), givenUp]);
    }
  } catch {
    throw new FileChanged(source);
  }
  if (length !== size || hash.digest('hex') !== sha256) throw new FileChanged(source);
  sink.end();
}
