import { once } from 'node:events';
import tar, { type Header } from 'tar-stream';
import type { TreeEntry } from '../tree/entry.ts';

/** Archives are made of blocks: a header, then content that is filled up with zeros. */
const blockSize = 512;

/** The end of an archive. */
export const archiveEnd = Buffer.alloc(2 * blockSize);

/** The members of an archive for entries that are in memory, without the archive's end. */
export async function members(contents: Iterable<[TreeEntry, Buffer]>, mtime: Date): Promise<Buffer> {
  const archive = tar.pack();
  const pieces: Buffer[] = [];
  archive.on('data', (piece) => void pieces.push(piece as Buffer));
  const ended = once(archive, 'end');
  for (const [entry, bytes] of contents) {
    if (entry.type === 'file') archive.entry(header(entry, bytes.length, mtime), bytes);
    else archive.entry(header(entry, 0, mtime));
  }
  archive.finalize();
  await ended;
  return Buffer.concat(pieces).subarray(0, -archiveEnd.length);
}

/** The header alone of a file that is too large to be held in memory. */
export async function headerBlock(entry: TreeEntry, size: number, mtime: Date): Promise<Buffer> {
  const archive = tar.pack();
  // It is given up before its content, which is an error of the entry's.
  (archive.entry(header(entry, size, mtime)) as unknown as NodeJS.EventEmitter).on('error', () => undefined);
  archive.on('error', () => undefined);
  const [block] = await once(archive, 'data');
  archive.destroy();
  return block as Buffer;
}

/** What fills up the last block of a content. */
export function padding(size: number): Buffer {
  return Buffer.alloc((blockSize - (size % blockSize)) % blockSize);
}

function header(entry: TreeEntry, size: number, mtime: Date): Partial<Header> & { name: string } {
  const { path, uid, gid } = entry;
  // Of mode 0 the library makes its default. It takes the last twelve bits of what it is given.
  const shared = { mode: entry.mode || 0o10000, uid, gid, uname: '', gname: '', mtime };
  if (entry.type === 'directory') return { ...shared, name: `${path}/`, type: 'directory' };
  if (entry.type === 'link') return { ...shared, name: path, type: 'symlink', linkname: entry.target };
  return { ...shared, name: path, type: 'file', size };
}
