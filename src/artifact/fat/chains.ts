import { UnusableMedium } from '../medium.ts';

/** The clusters of a file system, which its table links to each other. */
export interface Chains {
  /** The first cluster of the folder at the top. */
  root: number;
  /** The content of a cluster and of those that follow it. */
  pieces(first: number): Generator<Buffer>;
}

/** The number of a cluster has 28 bits; from here on it is the end of a chain, or a bad cluster. */
const numberOf = 0x0fffffff;
const end = 0x0ffffff7;

/** Far above what a stick of ours has. */
const mostInTable = 2 ** 28;

/** Reads the boot sector and the first table (Microsoft, FAT32 File System Specification). */
export function chainsOf(read: (at: number, length: number) => Buffer, begin: number, size: number): Chains {
  const boot = read(begin, 512);
  const sector = boot.readUInt16LE(11);
  const cluster = boot[13]! * sector;
  const tableSize = boot.readUInt32LE(36) * sector;
  const table = begin + boot.readUInt16LE(14) * sector;
  const data = table + boot[16]! * tableSize;
  if (sector < 512 || cluster === 0 || tableSize === 0 || tableSize > mostInTable)
    throw new UnusableMedium('damaged', 'its boot sector has impossible numbers');
  const whole = begin + boot.readUInt32LE(32) * sector;
  if (size < whole) throw new UnusableMedium('truncated', `it has ${size} bytes, but should have ${whole}`);
  const links = read(table, tableSize);
  const next = (number: number) => links.readUInt32LE(number * 4) & numberOf;
  const inside = (number: number) => number >= 2 && number * 4 + 4 <= links.length;
  return {
    root: boot.readUInt32LE(44),
    *pieces(first) {
      let number = first;
      for (let left = links.length / 4; number < end; left--, number = next(number)) {
        if (!inside(number) || left === 0) throw new UnusableMedium('damaged', 'its table of clusters is damaged');
        yield read(data + (number - 2) * cluster, cluster);
      }
    },
  };
}
