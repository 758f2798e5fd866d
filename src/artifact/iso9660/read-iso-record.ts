import { UnusableMedium } from '../medium.ts';

/** A directory record of ISO 9660 (ECMA-119, 9.1), with the name from Rock Ridge. */
export interface IsoRecord {
  name: string;
  folder: boolean;
  extent: number;
  size: number;
  /** Whether the file continues in the next record (multi-extent). */
  more: boolean;
}

/** Reads a part of the image: the rest of a Rock Ridge entry that is too long for its record. */
export type ReadPlace = (sector: number, offset: number, length: number) => Buffer;

/** The records of a directory. Numbers are stored in both byte orders, little-endian first. */
export function recordsOf(directory: Buffer, read: ReadPlace): IsoRecord[] {
  const records: IsoRecord[] = [];
  for (let at = 0; at < directory.length; ) {
    const length = directory[at]!;
    if (length === 0) {
      // No record crosses a sector boundary.
      at = (Math.floor(at / 2048) + 1) * 2048;
      continue;
    }
    const record = directory.subarray(at, at + length);
    at += length;
    const nameLength = record[32] ?? 0;
    // The name follows 33 fixed bytes, whatever the record's length says.
    if (record.length < 33 + nameLength) throw new UnusableMedium('damaged', 'a folder record is truncated');
    const identifier = record.subarray(33, 33 + nameLength);
    // The folder itself and its parent.
    if (nameLength === 1 && identifier[0]! < 2) continue;
    const flags = record[25]!;
    records.push({
      name: rockRidgeName(record.subarray(33 + nameLength + (nameLength % 2 === 0 ? 1 : 0)), read) ?? plain(identifier),
      folder: (flags & 0x02) !== 0,
      extent: record.readUInt32LE(2),
      size: record.readUInt32LE(10),
      more: (flags & 0x80) !== 0,
    });
  }
  return records;
}

/** Without Rock Ridge, names are in capitals and have a version suffix. */
export function plain(identifier: Buffer): string {
  return identifier.toString('latin1').replace(/;\d+$/, '').replace(/\.$/, '').toLowerCase();
}

/** The NM entries (IEEE P1282, 4.1.4); CE entries point to more of them (IEEE P1281, 5.1). */
export function rockRidgeName(entries: Buffer, read: ReadPlace): string | undefined {
  let name: string | undefined;
  let area = entries;
  for (let areas = 0; areas < 16; areas++) {
    let next: Buffer | undefined;
    for (let at = 0; at + 4 <= area.length; ) {
      const signature = area.toString('latin1', at, at + 2);
      const length = area[at + 2]!;
      if (length < 4 || at + length > area.length) break;
      const entry = area.subarray(at, at + length);
      // Flags 2 and 4 mean "." and "..".
      if (signature === 'NM' && (entry[4]! & 0x06) === 0) name = (name ?? '') + entry.toString('utf8', 5);
      if (signature === 'CE' && length >= 28)
        next = read(entry.readUInt32LE(4), entry.readUInt32LE(12), entry.readUInt32LE(20));
      if (signature === 'ST') break;
      at += length;
    }
    if (!next) break;
    area = next;
  }
  return name;
}
