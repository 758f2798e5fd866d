import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { PassThrough, type Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
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
 * be looked up in the initramfs' passwd), one time for all. Returns the digests of the tar and of what was written.
 */
export async function pack(
  tree: Tree,
  secrets: ReadonlyMap<string, string>,
  mtime: Date,
  out: Writable,
): Promise<Digests> {
  const archive = tar.pack();
  const tarHash = createHash('sha256');
  const gzipHash = createHash('sha256');
  const tarTap = tap((chunk) => tarHash.update(chunk));
  const gzipTap = tap((chunk) => gzipHash.update(chunk));
  const written = pipeline(archive as unknown as Readable, tarTap, createGzip({ level: 9 }), gzipTap, out);
  try {
    for (const entry of sortedEntries(tree)) await addToArchive(archive, entry, secrets, mtime);
    archive.finalize();
  } catch (thrown) {
    archive.destroy(thrown as Error);
    await written.catch(() => undefined);
    throw thrown;
  }
  await written;
  return { tar: tarHash.digest('hex'), apkovl: gzipHash.digest('hex') };
}

function tap(see: (chunk: Buffer) => void): PassThrough {
  const through = new PassThrough();
  through._transform = (chunk, _, done) => {
    see(chunk);
    done(null, chunk);
  };
  return through;
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
  const hash = createHash('sha256');
  const sink = archive.entry({ ...header, name: entry.path, type: 'file', size: content.size });
  const hashing = tap((chunk) => hash.update(chunk));
  await pipeline(createReadStream(content.source), hashing, sink as unknown as Writable).catch(() => {
    throw new FileChanged(content.source);
  });
  if (hash.digest('hex') !== content.sha256) throw new FileChanged(content.source);
}
