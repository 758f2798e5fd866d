import { closeSync, createReadStream, fstatSync, openSync, readSync } from 'node:fs';
import { Readable } from 'node:stream';
import { type Medium, type MediumFile, refuseLarger, UnusableMedium } from '../medium.ts';
import { type IsoRecord, recordsOf } from './read-iso-record.ts';

const sectorSize = 2048;

/** Folders, kernels and indexes are read into memory, and are far smaller than this; packages are streamed. */
const mostAtOnce = 2 ** 30;

/** A path of the image: a folder, or a file in one or more extents. */
interface Node {
  folder: boolean;
  pieces: { offset: number; size: number }[];
}

/** Opens an ISO 9660 image. Throws UnusableMedium if it is not one or is incomplete, and the system's own errors. */
export function openIso(path: string, absolute: string): Medium {
  const descriptor = openSync(absolute, 'r');
  try {
    const { size } = fstatSync(descriptor);
    const read = (offset: number, length: number): Buffer => {
      // In a damaged image, numbers can point anywhere.
      if (offset + length > size || length > mostAtOnce) throw new UnusableMedium('damaged', 'a part of it is missing');
      const buffer = Buffer.alloc(length);
      return buffer.subarray(0, readSync(descriptor, buffer, 0, length, offset));
    };
    const volume = primaryDescriptor(read, size);
    const bytes = volume.readUInt32LE(80) * sectorSize;
    if (size < bytes) throw new UnusableMedium('truncated', `it has ${size} bytes, but should have ${bytes}`);

    const root: Node = { folder: true, pieces: [piece(volume.readUInt32LE(158), volume.readUInt32LE(166))] };
    const known = new Map<string, Map<string, Node>>();
    const childrenOf = (folder: string): Map<string, Node> => {
      const found = known.get(folder);
      if (found) return found;
      const node = folder === '' ? root : nodeAt(folder);
      const at = node?.folder ? node.pieces[0] : undefined;
      const directory = at ? read(at.offset, at.size) : Buffer.alloc(0);
      const children = nodes(
        recordsOf(directory, (sector, offset, length) => read(sector * sectorSize + offset, length)),
      );
      known.set(folder, children);
      return children;
    };
    const nodeAt = (path: string): Node | undefined => {
      const slash = path.lastIndexOf('/');
      return childrenOf(path.slice(0, Math.max(0, slash))).get(path.slice(slash + 1));
    };

    return {
      path,
      absolute,
      kind: 'iso',
      list: (folder) => [...childrenOf(folder).keys()].sort(),
      file: (path) => {
        const node = nodeAt(path);
        return node && !node.folder ? fileOf(absolute, path, node, read) : undefined;
      },
      close: () => closeSync(descriptor),
    };
  } catch (thrown) {
    closeSync(descriptor);
    throw thrown;
  }
}

/** Volume descriptors begin at sector 16; type 1, the primary one, always exists, and 255 ends them. */
function primaryDescriptor(read: (offset: number, length: number) => Buffer, size: number): Buffer {
  for (let sector = 16; sector < 32 && (sector + 1) * sectorSize <= size; sector++) {
    const found = read(sector * sectorSize, sectorSize);
    if (found.toString('latin1', 1, 6) !== 'CD001' || found[0] === 255) break;
    if (found[0] === 1) return found;
  }
  throw new UnusableMedium('no-iso', 'it is not an ISO 9660 image');
}

const piece = (extent: number, size: number) => ({ offset: extent * sectorSize, size });

function nodes(records: IsoRecord[]): Map<string, Node> {
  const found = new Map<string, Node>();
  let unfinished: Node | undefined;
  for (const { name, folder, extent, size, more } of records) {
    const node: Node = unfinished ?? { folder, pieces: [] };
    node.pieces.push(piece(extent, size));
    found.set(name, node);
    unfinished = more ? node : undefined;
  }
  return found;
}

function fileOf(
  absolute: string,
  name: string,
  { pieces }: Node,
  read: (offset: number, length: number) => Buffer,
): MediumFile {
  const size = pieces.reduce((sum, each) => sum + each.size, 0);
  return {
    size,
    read: (most) => {
      refuseLarger(size, most, name);
      return Buffer.concat(pieces.map((each) => read(each.offset, each.size)));
    },
    stream: () => Readable.from(contents(absolute, pieces), { objectMode: false }),
  };
}

async function* contents(absolute: string, pieces: Node['pieces']): AsyncGenerator<Buffer> {
  for (const { offset, size } of pieces) {
    if (size > 0) yield* createReadStream(absolute, { start: offset, end: offset + size - 1, highWaterMark: 2 ** 20 });
  }
}
