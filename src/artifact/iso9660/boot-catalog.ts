import { closeSync, openSync, readSync } from 'node:fs';

/** What starts a machine. */
export type Firmware = 'bios' | 'uefi';

const sectorSize = 2048;
const entrySize = 32;
/** The boot record is always there (El Torito 1.0, 2.0). */
const bootRecord = 17;
/** Of the validation entry, and of the headers of sections (El Torito 1.0, figures 2 and 4; UEFI 2.10, 13.3.2.1). */
const platforms: Record<number, Firmware> = { 0: 'bios', 239: 'uefi' };
const bootable = 0x88;
const header = { more: 0x90, last: 0x91 };
/** A catalog has a few entries; a damaged one says anything. */
const mostEntries = 64;

/**
 * By what a machine can start from an ISO, as its boot catalog says; empty if it has none. Throws the system's error, also
 * for a file that is gone.
 */
export function bootEntries(file: string): Set<Firmware> {
  const descriptor = openSync(file, 'r');
  try {
    const read = (sector: number) => {
      const bytes = Buffer.alloc(sectorSize);
      readSync(descriptor, bytes, 0, sectorSize, sector * sectorSize);
      return bytes;
    };
    const record = read(bootRecord);
    const isRecord = record[0] === 0 && record.toString('latin1', 1, 30) === 'CD001\u0001EL TORITO SPECIFICATION';
    return isRecord ? platformsIn(read(record.readUInt32LE(71))) : new Set();
  } finally {
    closeSync(descriptor);
  }
}

/** The platform of each entry that starts something. */
function platformsIn(catalog: Buffer): Set<Firmware> {
  const found = new Set<Firmware>();
  if (catalog[0] !== 1) return found;
  let platform = catalog[1]!;
  for (let at = entrySize; at < mostEntries * entrySize; at += entrySize) {
    const kind = catalog[at]!;
    if (kind === header.more || kind === header.last) platform = catalog[at + 1]!;
    const known = platforms[platform];
    if (kind === bootable && known) found.add(known);
  }
  return found;
}
