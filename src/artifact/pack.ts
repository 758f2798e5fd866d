import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { turn } from '../process/turns.ts';
import { sortedEntries, type Tree, type TreeEntry } from '../tree/entry.ts';
import { archiveEnd, headerBlock, members, padding } from './archive.ts';
import { Gzip, type Part, part } from './gzip.ts';
import type { Digests } from './manifest.ts';

/** A file that has changed since the tree was made. */
export class FileChanged extends Error {
  readonly file: string;

  constructor(file: string) {
    super(`${file} changed`);
    this.file = file;
  }
}

/**
 * Packs the tree as Alpine's initramfs expects it: ustar, sorted names without "./", numeric owners (names would be
 * looked up in the initramfs' passwd), one time for all entries; gzip without name and time. `write` receives the
 * pieces in order. Returns the digests of the tar and of what was written.
 */
export async function pack(
  tree: Tree,
  secrets: ReadonlyMap<string, Buffer>,
  mtime: Date,
  write: (piece: Buffer) => void,
): Promise<Digests> {
  const gzip = new Gzip(write);
  let waiting: [TreeEntry, Buffer][] = [];
  let length = 0;
  const compress = async () => {
    await turn();
    if (waiting.length > 0) gzip.add(part(await members(waiting, mtime)));
    waiting = [];
    length = 0;
  };
  for (const { entries, copied } of runs(sortedEntries(tree))) {
    if (copied) {
      await compress();
      gzip.add(await copiedRun(entries, mtime));
      continue;
    }
    for (const entry of entries) {
      if (entry.type !== 'file' || !('source' in entry.content)) {
        const bytes = bytesOf(entry, secrets);
        waiting.push([entry, bytes]);
        length += bytes.length;
        if (length >= mostAtOnce) await compress();
        continue;
      }
      const { size } = entry.content;
      await compress();
      gzip.add(part(await headerBlock(entry, size, mtime)));
      await gzip.stream(unchanged(entry.content));
      gzip.add(part(padding(size)));
    }
  }
  await compress();
  gzip.add(part(archiveEnd));
  const { plain, gzip: whole } = gzip.end();
  return { tar: plain, apkovl: whole };
}

/** Bytes that are compressed at once; between two such parts a signal can end the program. */
const mostAtOnce = 4 * 2 ** 20;

interface Run {
  /** Whether all entries are the program's own: folders, and files copied unchanged. */
  copied: boolean;
  entries: TreeEntry[];
}

/** The minimum number of characters for a run to be compressed on its own; a shorter one joins its neighbours. */
const worthwhile = 16 * 1024;

/** Splits the entries where runs of the program's own files begin and end. */
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

/** Runs that were compressed already. The hosts of a fleet share a few. */
const known = new Map<string, Part>();

async function copiedRun(entries: TreeEntry[], mtime: Date): Promise<Part> {
  const key = [
    mtime.getTime(),
    ...entries.map(({ path, mode, uid, gid, origin }) => [path, mode, uid, gid, origin.template].join(' ')),
  ].join('\n');
  const there = known.get(key);
  if (there) return there;
  const contents = entries.map((entry): [TreeEntry, Buffer] => [entry, bytesOf(entry, new Map())]);
  const made = part(await members(contents, mtime));
  if (known.size >= 16) known.clear();
  known.set(key, made);
  return made;
}

/** The content of an entry in memory. */
function bytesOf(entry: TreeEntry, secrets: ReadonlyMap<string, Buffer>): Buffer {
  if (entry.type !== 'file') return Buffer.alloc(0);
  const { content } = entry;
  if ('text' in content) return Buffer.from(content.text);
  return 'base64' in content ? Buffer.from(content.base64, 'base64') : (secrets.get(entry.path) ?? Buffer.alloc(0));
}

/** The bytes of a file of the build machine, provided that it has not changed. */
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
