import { firstSector, sectorSize } from './plan.ts';

/** FAT32 with numbers of sectors instead of cylinders, heads and sectors. */
const kind = 0x0c;
const active = 0x80;

/** The first sector of a disk: boot code, and one partition that it starts. */
export function masterBootRecord(code: Buffer, serial: number, sectors: number): Buffer {
  const record = Buffer.alloc(sectorSize);
  code.copy(record, 0, 0, 440);
  record.writeUInt32LE(serial, 440);
  record[446] = active;
  place(firstSector).copy(record, 447);
  record[450] = kind;
  place(firstSector + sectors - 1).copy(record, 451);
  record.writeUInt32LE(firstSector, 454);
  record.writeUInt32LE(sectors, 458);
  record.writeUInt16LE(0xaa55, 510);
  return record;
}

/** A sector by head, sector and cylinder, of 255 heads and 63 sectors; 1023 is the last cylinder that there is room for. */
function place(sector: number): Buffer {
  const [heads, perTrack] = [255, 63];
  const cylinder = Math.floor(sector / (heads * perTrack));
  if (cylinder > 1023) return Buffer.from([254, 255, 255]);
  const head = Math.floor(sector / perTrack) % heads;
  return Buffer.from([head, (sector % perTrack) + 1 + ((cylinder >> 8) << 6), cylinder & 0xff]);
}
