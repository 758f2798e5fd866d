import { once } from 'node:events';
import tar, { type Header } from 'tar-stream';
import type { TreeEntry } from '../tree/entry.ts';

/** A tar archive consists of blocks: a header, then content padded with zeros. */
const blockSize = 512;

/** The end-of-archive marker. */
export const archiveEnd = Buffer.alloc(2 * blockSize);

/** The archive members for entries in memory, without the end-of-archive marker. */
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

/** Only the header, for a file too large to hold in memory. */
export async function headerBlock(entry: TreeEntry, size: number, mtime: Date): Promise<Buffer> {
  const archive = tar.pack();
  // The stream is abandoned before the content is written, which the library reports as an error of the entry.
  (archive.entry(header(entry, size, mtime)) as unknown as NodeJS.EventEmitter).on('error', () => undefined);
  archive.on('error', () => undefined);
  const [block] = await once(archive, 'data');
  archive.destroy();
  return block as Buffer;
}

/** Pads the last block of the content. */
export function padding(size: number): Buffer {
  return Buffer.alloc((blockSize - (size % blockSize)) % blockSize);
}

function header(entry: TreeEntry, size: number, mtime: Date): Partial<Header> & { name: string } {
  const { path, uid, gid } = entry;
  // The library replaces mode 0 with its default, and uses only the low twelve bits of the mode.
  const shared = { mode: entry.mode || 0o10000, uid, gid, uname: '', gname: '', mtime };
  if (entry.type === 'directory') return { ...shared, name: `${path}/`, type: 'directory' };
  if (entry.type === 'link') return { ...shared, name: path, type: 'symlink', linkname: entry.target };
  return { ...shared, name: path, type: 'file', size };
}
