import { UnusableMedium } from '../../medium.ts';
import { type Extent, sectorSize } from '../directory.ts';
import { both32 } from '../numbers.ts';

/** The records of a folder, each with bytes of its own: the folder itself and its parent come first. */
export function splitRecords(folder: Buffer): Buffer[] {
  const records: Buffer[] = [];
  for (let at = 0; at < folder.length; ) {
    const length = folder[at]!;
    if (length === 0) {
      // No record crosses a sector boundary.
      at = (Math.floor(at / sectorSize) + 1) * sectorSize;
      continue;
    }
    const bytes = Buffer.from(folder.subarray(at, at + length));
    if (bytes.length < length || length < 33 + bytes[32]!)
      throw new UnusableMedium('damaged', 'a folder record is truncated');
    records.push(bytes);
    at += length;
  }
  if (records.length < 2) throw new UnusableMedium('damaged', 'a folder is empty');
  return records;
}

/** The reverse: whole sectors. */
export function joinRecords(records: readonly Buffer[]): Buffer {
  const pieces: Buffer[] = [];
  let length = 0;
  for (const record of records) {
    const left = sectorSize - (length % sectorSize);
    if (record.length > left) {
      pieces.push(Buffer.alloc(left));
      length += left;
    }
    pieces.push(record);
    length += record.length;
  }
  return Buffer.concat(pieces, Math.ceil(length / sectorSize) * sectorSize);
}

export const identifierOf = (record: Buffer) => record.subarray(33, 33 + record[32]!);
export const isFolder = (record: Buffer) => (record[25]! & 2) !== 0;
export const extentOf = (record: Buffer): Extent => ({ sector: record.readUInt32LE(2), size: record.readUInt32LE(10) });

export function setExtent(record: Buffer, { sector, size }: Extent): void {
  both32(sector).copy(record, 2);
  both32(size).copy(record, 10);
}

/** Whether the file continues in the next record (ECMA-119, 9.1.6). */
export function setMore(record: Buffer, more: boolean): void {
  record[25] = more ? record[25]! | 0x80 : record[25]! & 0x7f;
}

/** What follows the identifier, which is padded to an even length. */
export function systemUseOf(record: Buffer): Buffer {
  const length = record[32]!;
  return record.subarray(33 + length + (length % 2 === 0 ? 1 : 0));
}

/** The entry of that name in a record's system use area (IEEE P1281). */
export function entryOf(record: Buffer, signature: string): Buffer | undefined {
  const area = systemUseOf(record);
  for (let at = 0; at + 4 <= area.length; ) {
    const length = area[at + 2]!;
    if (length < 4 || at + length > area.length) return undefined;
    if (area.toString('latin1', at, at + 2) === signature) return area.subarray(at, at + length);
    at += length;
  }
  return undefined;
}
