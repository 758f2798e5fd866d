import { UnusableMedium } from '../../medium.ts';
import { type Extent, sectorSize } from '../directory.ts';
import { both32 } from '../numbers.ts';
import { Folders } from './folders.ts';
import { cylinder, partitionPatches, tailLength } from './partitions.ts';
import { type Patch, settle } from './settle.ts';
import { type ReadAt, volumesOf } from './volume.ts';

/** A file that an image gets, in addition to its own or in the place of one. */
export interface Addition {
  /** Without a slash at the beginning; folders that are missing are made. */
  path: string;
  /** Permissions of a new file, for systems that read Rock Ridge. */
  mode: number;
  size: number;
  /** The content: exactly so many bytes. */
  stream: () => AsyncIterable<Buffer>;
}

/** How the new image is made of the old one. */
export interface Plan {
  /** Bytes of the old image, and of the new one. */
  before: number;
  after: number;
  /** What replaces bytes of the old one, and what follows it, each by its place, in order. */
  patches: Patch[];
  contents: { at: number; size: number; stream: Addition['stream'] }[];
}

/** The most that one extent has: whole sectors, as more than one follow each other. */
const mostInExtent = 2 ** 32 - sectorSize;

/** The numbers of sectors have 32 bits (ECMA-119, 8.4.8), and changed folders need some, too. */
const mostInImage = 0xffffffff * sectorSize - 2 ** 30;

/**
 * Adds files to an image: their contents follow it, folders and the descriptors that point to them are changed in place,
 * and everything else, boot code included, stays. A folder without room gets a new place. The same image and files
 * give the same bytes on every machine. Not for files that boot records refer to, such as El Torito's images.
 */
export function planAdditions(readAt: ReadAt, before: number, additions: readonly Addition[], time: Date): Plan {
  let next = Math.ceil(before / sectorSize);
  const volumes = volumesOf(readAt).map((volume) => ({ volume, folders: new Folders(volume, time) }));
  if (volumes.length === 0) throw new UnusableMedium('no-iso', 'it is not an ISO 9660 image');
  const whole = additions.reduce((sum, { size }) => sum + sectorSize + size, before);
  if (whole > mostInImage)
    throw new UnusableMedium('no-iso', 'with what is added, it would be larger than an ISO 9660 image can be');
  const contents: Plan['contents'] = [];
  for (const { path, mode, size, stream } of additions) {
    contents.push({ at: next * sectorSize, size, stream });
    const extents = extentsOf(next, size);
    for (const { folders } of volumes) folders.putFile(path, mode, extents);
    next += Math.ceil(size / sectorSize);
  }
  const patches: Patch[] = [];
  for (const { volume, folders } of volumes) {
    const settled = settle(volume, folders, next);
    patches.push(...settled.patches);
    next = settled.next;
  }
  const after = Math.ceil((next * sectorSize + tailLength(readAt)) / cylinder) * cylinder;
  for (const { volume } of volumes) {
    both32(after / sectorSize).copy(volume.descriptor, 80);
    patches.push({ at: volume.at * sectorSize, bytes: volume.descriptor });
  }
  patches.push(...partitionPatches(readAt, before, after));
  return { before, after, patches: patches.sort((a, b) => a.at - b.at), contents };
}

/** Extents of a file, one after the other; an empty one has one as well. */
function extentsOf(sector: number, size: number): Extent[] {
  const extents: Extent[] = [];
  let left = size;
  do {
    const part = Math.min(left, mostInExtent);
    extents.push({ sector: sector + (size - left) / sectorSize, size: part });
    left -= part;
  } while (left > 0);
  return extents;
}
