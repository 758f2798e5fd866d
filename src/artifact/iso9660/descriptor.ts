import { type Extent, rootRecord, sectorSize } from './directory.ts';
import { both16, both32, longDate, noLongDate, wide } from './numbers.ts';

export interface Volume {
  label: string;
  sectors: number;
  root: Extent;
  /** Sectors of the two path tables: low byte first, high byte first. */
  tables: [number, number];
  joliet: boolean;
  time: Date;
}

/** The path table of a volume whose one folder is its root (ECMA-119, 9.4). */
export function pathTable(root: Extent, lowByteFirst: boolean): Buffer {
  const bytes = Buffer.alloc(10);
  bytes[0] = 1;
  if (lowByteFirst) bytes.writeUInt32LE(root.sector, 2);
  else bytes.writeUInt32BE(root.sector, 2);
  bytes.writeUInt16LE(lowByteFirst ? 1 : 0x100, 6);
  return bytes;
}

/** A volume descriptor: the primary one, or Joliet's supplementary one (ECMA-119, 8.4 and 8.5). */
export function descriptor({ label, sectors, root, tables, joliet, time }: Volume): Buffer {
  const bytes = head(joliet ? 2 : 1);
  const text = (value: string, at: number, length: number) => {
    const padded = joliet ? wide(value.padEnd(Math.floor(length / 2))) : Buffer.from(value.padEnd(length), 'latin1');
    padded.copy(bytes, at, 0, length);
  };
  text('', 8, 32);
  text(label, 40, 32);
  both32(sectors).copy(bytes, 80);
  // UCS-2, level 3.
  if (joliet) bytes.write('%/E', 88, 'latin1');
  both16(1).copy(bytes, 120);
  both16(1).copy(bytes, 124);
  both16(sectorSize).copy(bytes, 128);
  both32(pathTable(root, true).length).copy(bytes, 132);
  bytes.writeUInt32LE(tables[0], 140);
  bytes.writeUInt32BE(tables[1], 148);
  rootRecord(root, time).copy(bytes, 156);
  for (const at of [190, 318, 446, 574]) text('', at, 128);
  for (const at of [702, 739, 776]) text('', at, 37);
  longDate(time).copy(bytes, 813);
  longDate(time).copy(bytes, 830);
  noLongDate.copy(bytes, 847);
  noLongDate.copy(bytes, 864);
  bytes[881] = 1;
  return bytes;
}

/** The last of the volume descriptors. */
export const terminator = () => head(255);

function head(type: number): Buffer {
  const bytes = Buffer.alloc(sectorSize);
  bytes[0] = type;
  bytes.write('CD001', 1, 'latin1');
  bytes[6] = 1;
  return bytes;
}
