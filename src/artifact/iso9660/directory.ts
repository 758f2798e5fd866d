import { both16, both32, shortDate, wide } from './numbers.ts';
import { alternateName, attributes, continuation, sharing } from './rock-ridge.ts';

/** An extent of the volume: its first sector and its length in bytes. */
export interface Extent {
  sector: number;
  size: number;
}

export interface Placed extends Extent {
  name: string;
}

export const sectorSize = 2048;

const self = Buffer.from([0]);
const parent = Buffer.from([1]);

/** A directory record (ECMA-119, 9.1). Records have an even length. */
export function record(
  name: Buffer,
  kind: 'folder' | 'file',
  { sector, size }: Extent,
  time: Date,
  systemUse: Buffer = Buffer.alloc(0),
): Buffer {
  const beforeUse = 33 + name.length + ((33 + name.length) % 2);
  const bytes = Buffer.alloc(beforeUse + systemUse.length + (systemUse.length % 2));
  bytes[0] = bytes.length;
  both32(sector).copy(bytes, 2);
  both32(size).copy(bytes, 10);
  shortDate(time).copy(bytes, 18);
  bytes[25] = kind === 'folder' ? 2 : 0;
  both16(1).copy(bytes, 28);
  bytes[32] = name.length;
  name.copy(bytes, 33);
  systemUse.copy(bytes, beforeUse);
  return bytes;
}

export const rootRecord = (root: Extent, time: Date) => record(self, 'folder', root, time);

/** The root folder for ISO 9660, with Rock Ridge's entries; the root's own extension is in another sector. */
export function rockRidgeFolder(root: Extent, files: Placed[], extensionSector: number, time: Date): Buffer {
  const common = attributes('folder', time);
  return oneSector([
    record(self, 'folder', root, time, Buffer.concat([sharing, common, continuation(extensionSector)])),
    record(parent, 'folder', root, time, common),
    ...sorted(files, shortName).map((file) =>
      record(
        Buffer.from(shortName(file.name), 'latin1'),
        'file',
        file,
        time,
        Buffer.concat([alternateName(file.name), attributes('file', time)]),
      ),
    ),
  ]);
}

/** The same folder for Joliet, which Windows reads. */
export function jolietFolder(root: Extent, files: Placed[], time: Date): Buffer {
  return oneSector([
    record(self, 'folder', root, time),
    record(parent, 'folder', root, time),
    ...sorted(files, (name) => name).map((file) => record(wide(file.name), 'file', file, time)),
  ]);
}

/** Eight capital letters, a dot and a version: what every reader accepts (ECMA-119, 10.1, interchange level 1). */
function shortName(name: string): string {
  return `${name
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '_')
    .slice(0, 8)}.;1`;
}

function sorted(files: Placed[], key: (name: string) => string): Placed[] {
  const keys = files.map(({ name }) => key(name));
  if (new Set(keys).size < keys.length) throw new Error(`two files of one name: ${keys.join(', ')}`);
  return [...files].sort((a, b) => (key(a.name) < key(b.name) ? -1 : 1));
}

function oneSector(records: Buffer[]): Buffer {
  const bytes = Buffer.concat(records);
  if (bytes.length > sectorSize) throw new Error('too many files for one sector');
  return Buffer.concat([bytes, Buffer.alloc(sectorSize - bytes.length)]);
}
