import { UnusableMedium } from '../../medium.ts';
import { sectorSize } from '../directory.ts';
import { plain, type ReadPlace, rockRidgeName } from '../read-iso-record.ts';
import { entryOf, identifierOf, splitRecords, systemUseOf } from './records.ts';

/** Bytes of the image. */
export type ReadAt = (offset: number, length: number) => Buffer;

/** One of the descriptions that an image has of the same files. */
export interface Volume {
  /** Its descriptor, which is changed. */
  descriptor: Buffer;
  /** The sector of that. */
  at: number;
  /** How names are stored. */
  names: 'rock-ridge' | 'joliet' | 'plain';
  read: ReadPlace;
}

/** Joliet's marks for its levels 1 to 3 (Joliet Specification, "SVD Escape Sequences Field"). */
const jolietMarks = ['%/@', '%/C', '%/E'];

/** The volumes of an image: ISO 9660 with or without Rock Ridge, and Joliet. */
export function volumesOf(readAt: ReadAt): Volume[] {
  const volumes: Volume[] = [];
  const read: ReadPlace = (sector, offset, length) => readAt(sector * sectorSize + offset, length);
  for (let at = 16; ; at++) {
    const descriptor = Buffer.from(read(at, 0, sectorSize));
    if (descriptor.toString('latin1', 1, 6) !== 'CD001')
      throw new UnusableMedium('no-iso', 'it is not an ISO 9660 image');
    const [type] = descriptor;
    if (type === 255) return volumes;
    if (type === 1)
      volumes.push({ descriptor, at, names: isRockRidge(descriptor, read) ? 'rock-ridge' : 'plain', read });
    if (type === 2) {
      if (!jolietMarks.includes(descriptor.toString('latin1', 88, 91)))
        throw new UnusableMedium('no-iso', 'it has a second list of files of a form other than Joliet');
      volumes.push({ descriptor, at, names: 'joliet', read });
    }
  }
}

function isRockRidge(descriptor: Buffer, read: ReadPlace): boolean {
  const [self] = splitRecords(read(descriptor.readUInt32LE(158), 0, sectorSize));
  const sharing = entryOf(self!, 'SP');
  // Bytes that other system use areas begin with, for another system; xorriso and mkisofs write none.
  if (sharing && sharing[6] !== 0) throw new UnusableMedium('no-iso', 'its Rock Ridge names are in an unusual place');
  return sharing !== undefined;
}

/** The name of a file or folder, as Linux shows it. */
export function nameOf(record: Buffer, { names, read }: Volume): string {
  const identifier = identifierOf(record);
  if (names === 'joliet') return Buffer.from(identifier).swap16().toString('utf16le').replace(/;\d+$/, '');
  return (names === 'rock-ridge' ? rockRidgeName(systemUseOf(record), read) : undefined) ?? plain(identifier);
}
