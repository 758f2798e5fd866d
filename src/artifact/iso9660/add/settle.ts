import { sectorSize } from '../directory.ts';
import { both32 } from '../numbers.ts';
import { bytesOf, type Folders } from './folders.ts';
import { pathTables } from './path-table.ts';
import { joinRecords, setExtent } from './records.ts';
import type { Volume } from './volume.ts';

/** Bytes with their place in the image. */
export interface Patch {
  at: number;
  bytes: Buffer;
}

/**
 * Gives every changed folder a place: its own if its sectors suffice, or else new ones from `next` on. Returns what is
 * to be written, without the volume's descriptor, and the next free sector.
 */
export function settle(volume: Volume, folders: Folders, next: number): { patches: Patch[]; next: number } {
  let free = next;
  const moved = [...folders.all.values()].filter((folder) => folder.changed && moves(folder));
  for (const folder of moved) {
    const { length } = joinRecords(folder.records);
    folder.extent = { sector: free, size: length };
    free += length / sectorSize;
  }
  for (const folder of moved) for (const view of folders.viewsOf(folder)) setExtent(view, folder.extent);
  // The `..` of a new folder is not yet a view of an old one.
  for (const { parent, records } of moved) if (parent) setExtent(records[1]!, parent.extent);
  setExtent(volume.descriptor.subarray(156, 190), folders.root.extent);
  const tables = moved.length === 0 ? { patches: [], next: free } : placeTables(volume, pathTables(folders), free);
  const changed = [...folders.all.values()].filter((folder) => folder.changed);
  return {
    patches: [...changed.map((folder) => at(folder.extent.sector, bytesOf(folder))), ...tables.patches],
    next: tables.next,
  };
}

const at = (sector: number, bytes: Buffer): Patch => ({ at: sector * sectorSize, bytes });

function moves({ records, extent }: { records: Buffer[]; extent: { size: number } }): boolean {
  return joinRecords(records).length > Math.ceil(extent.size / sectorSize) * sectorSize;
}

/** Size and places of the tables in a descriptor (ECMA-119, 8.4.13 to 8.4.18); the optional ones can be absent. */
const places = { size: 132, low: 140, optionalLow: 144, high: 148, optionalHigh: 152 };

function placeTables({ descriptor }: Volume, [low, high]: [Buffer, Buffer], next: number) {
  const sectors = Math.ceil(low.length / sectorSize);
  const room = Math.ceil(descriptor.readUInt32LE(places.size) / sectorSize);
  both32(low.length).copy(descriptor, places.size);
  descriptor.writeUInt32LE(0, places.optionalLow);
  descriptor.writeUInt32BE(0, places.optionalHigh);
  if (sectors > room) {
    descriptor.writeUInt32LE(next, places.low);
    descriptor.writeUInt32BE(next + sectors, places.high);
  }
  return {
    patches: [at(descriptor.readUInt32LE(places.low), low), at(descriptor.readUInt32BE(places.high), high)],
    next: sectors > room ? next + 2 * sectors : next,
  };
}
