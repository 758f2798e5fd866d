import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { Readable } from 'node:stream';
import { type Medium, type MediumFile, refuseLarger, UnusableMedium } from '../medium.ts';
import { type Chains, chainsOf } from './chains.ts';
import { type Entry, entriesOf } from './entries.ts';

type ReadAt = (at: number, length: number) => Buffer;

/** FAT32, by either way to count sectors (partition types of MS-DOS). */
const kinds = [0x0b, 0x0c];

/** Where the first partition with FAT32 begins, in bytes; undefined if there is none. */
function partitionOf(read: ReadAt): number | undefined {
  const record = read(0, 512);
  if (record.readUInt16LE(510) !== 0xaa55) return undefined;
  const entry = [446, 462, 478, 494].find((at) => kinds.includes(record[at + 4]!));
  return entry === undefined ? undefined : record.readUInt32LE(entry + 8) * 512;
}

/** Whether an image is that of a stick with FAT32. */
export function isStick(read: ReadAt): boolean {
  const begin = partitionOf(read);
  return begin !== undefined && read(begin + 82, 8).toString('latin1') === 'FAT32   ';
}

/** Opens the image of a stick. Throws UnusableMedium if it is incomplete or damaged, and the system's own errors. */
export function openStick(path: string, absolute: string): Medium {
  const descriptor = openSync(absolute, 'r');
  try {
    const { size } = fstatSync(descriptor);
    const read: ReadAt = (at, length) => {
      // In a damaged image, numbers can point anywhere.
      if (at + length > size) throw new UnusableMedium('damaged', 'a part of it is missing');
      const bytes = Buffer.alloc(length);
      readSync(descriptor, bytes, 0, length, at);
      return bytes;
    };
    const chains = chainsOf(read, partitionOf(read) ?? 0, size);
    const inFolder = (cluster: number) => entriesOf(Buffer.concat([...chains.pieces(cluster)]));
    const find = (path: string): Entry | undefined =>
      path
        .split('/')
        .filter(Boolean)
        .reduce<Entry | undefined>(
          (entry, name) => (entry?.folder ? inFolder(entry.cluster).find((each) => each.name === name) : undefined),
          { name: '', folder: true, cluster: chains.root, size: 0 },
        );
    return {
      ...{ path, absolute, kind: 'stick' },
      list: (folder) => {
        const entry = find(folder);
        if (!entry?.folder) return [];
        return inFolder(entry.cluster)
          .map(({ name }) => name)
          .sort();
      },
      file: (name) => {
        const entry = find(name);
        return entry && !entry.folder ? fileOf(entry, chains) : undefined;
      },
      close: () => closeSync(descriptor),
    };
  } catch (thrown) {
    closeSync(descriptor);
    throw thrown;
  }
}

function fileOf({ name, cluster, size }: Entry, chains: Chains): MediumFile {
  const pieces = function* () {
    let left = size;
    for (const piece of size === 0 ? [] : chains.pieces(cluster)) {
      yield piece.subarray(0, left);
      left -= Math.min(left, piece.length);
      if (left === 0) return;
    }
    if (left > 0) throw new UnusableMedium('damaged', `a part of ${name} is missing`);
  };
  return {
    size,
    stream: () => Readable.from(pieces(), { objectMode: false }),
    read: (most) => {
      refuseLarger(size, most, name);
      return Buffer.concat([...pieces()]);
    },
  };
}
