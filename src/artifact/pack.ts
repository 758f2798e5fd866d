import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type Content, sortedEntries, type Tree, type TreeEntry } from '../tree/entry.ts';
import { Gzip, type Part, part } from './gzip.ts';
import { blockSize, header } from './header.ts';
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
  const gzip = new Gzip(write);
  let blocks: Buffer[] = [];
  const compress = () => {
    gzip.add(part(Buffer.concat(blocks)));
    blocks = [];
  };
  for (const { entries, copied } of runs(sortedEntries(tree))) {
    if (copied) {
      compress();
      gzip.add(copiedRun(entries, mtime));
      continue;
    }
    for (const entry of entries) {
      if (entry.type !== 'file' || !('source' in entry.content)) {
        blocks.push(...blocksOf(entry, secrets, mtime));
        continue;
      }
      const { size } = entry.content;
      blocks.push(header(entry, size, mtime));
      compress();
      await gzip.stream(unchanged(entry.content));
      blocks.push(padding(size));
    }
  }
  blocks.push(Buffer.alloc(2 * blockSize));
  compress();
  const { plain, gzip: whole } = gzip.end();
  return { tar: plain, apkovl: whole };
}

interface Run {
  /** Whether all of it is the program's own: folders, and files that are copied as they are. */
  copied: boolean;
  entries: TreeEntry[];
}

/** Characters from which on a run is worth being compressed on its own; what is shorter joins what is around it. */
const worthwhile = 16 * 1024;

/** Takes the entries apart where runs of the program's own files begin and end. */
function runs(entries: TreeEntry[]): Run[] {
  const found: Run[] = [];
  const add = (run: Run) => {
    const last = found.at(-1);
    if (last && !last.copied && !run.copied) last.entries.push(...run.entries);
    else found.push(run);
  };
  let run: TreeEntry[] = [];
  let length = 0;
  const close = () => {
    if (run.length > 0) add({ copied: length >= worthwhile, entries: run });
    run = [];
    length = 0;
  };
  for (const entry of entries) {
    const own = entry.type === 'file' && 'text' in entry.content && entry.content.copied;
    if (own) length += (entry.content as { text: string }).text.length;
    else if (entry.type !== 'directory') close();
    if (own || entry.type === 'directory') run.push(entry);
    else add({ copied: false, entries: [entry] });
  }
  close();
  return found;
}

/** Runs that were compressed before. A fleet has a few, as what its hosts have in common is the same in each. */
const known = new Map<string, Part>();

function copiedRun(entries: TreeEntry[], mtime: Date): Part {
  const key = [
    mtime.getTime(),
    ...entries.map(({ path, mode, uid, gid, origin }) => [path, mode, uid, gid, origin.template].join(' ')),
  ].join('\n');
  const there = known.get(key);
  if (there) return there;
  const made = part(Buffer.concat(entries.flatMap((entry) => blocksOf(entry, new Map(), mtime))));
  if (known.size >= 16) known.clear();
  known.set(key, made);
  return made;
}

/** Header, content and padding of an entry that is in memory. */
function blocksOf(entry: TreeEntry, secrets: ReadonlyMap<string, string>, mtime: Date): Buffer[] {
  if (entry.type !== 'file') return [header(entry, 0, mtime)];
  const bytes = bytesIn(entry.path, entry.content, secrets);
  return [header(entry, bytes.length, mtime), bytes, padding(bytes.length)];
}

function bytesIn(path: string, content: Content, secrets: ReadonlyMap<string, string>): Buffer {
  if ('text' in content) return Buffer.from(content.text);
  return 'base64' in content ? Buffer.from(content.base64, 'base64') : Buffer.from(secrets.get(path) ?? '');
}

function padding(size: number): Buffer {
  return Buffer.alloc((blockSize - (size % blockSize)) % blockSize);
}

/** The bytes of a file of the build machine, as long as it still is what it was. */
async function* unchanged({ source, size, sha256 }: { source: string; size: number; sha256: string }) {
  const hash = createHash('sha256');
  let length = 0;
  try {
    for await (const piece of createReadStream(source)) {
      hash.update(piece as Buffer);
      length += (piece as Buffer).length;
      if (length > size) break;
      yield piece as Buffer;
    }
  } catch {
    throw new FileChanged(source);
  }
  if (length !== size || hash.digest('hex') !== sha256) throw new FileChanged(source);
}
