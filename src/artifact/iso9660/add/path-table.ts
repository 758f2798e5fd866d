import type { Folder, Folders } from './folders.ts';
import { identifierOf } from './records.ts';

/** The path tables of a volume, low byte first and high byte first: level by level (ECMA-119, 6.9.1 and 9.4). */
export function pathTables(folders: Folders): [Buffer, Buffer] {
  const rows = rowsOf(folders);
  return [table(rows, true), table(rows, false)];
}

interface Row {
  folder: Folder;
  identifier: Buffer;
  parent: number;
}

function rowsOf(folders: Folders): Row[] {
  const rows: Row[] = [{ folder: folders.root, identifier: Buffer.from([0]), parent: 1 }];
  for (let index = 0; index < rows.length; index++) {
    for (const { record, folder } of folders.inside(rows[index]!.folder))
      rows.push({ folder, identifier: identifierOf(record), parent: index + 1 });
  }
  return rows;
}

function table(rows: readonly Row[], lowByteFirst: boolean): Buffer {
  return Buffer.concat(
    rows.map(({ folder, identifier, parent }) => {
      const bytes = Buffer.alloc(8 + identifier.length + (identifier.length % 2));
      bytes[0] = identifier.length;
      if (lowByteFirst) {
        bytes.writeUInt32LE(folder.extent.sector, 2);
        bytes.writeUInt16LE(parent, 6);
      } else {
        bytes.writeUInt32BE(folder.extent.sector, 2);
        bytes.writeUInt16BE(parent, 6);
      }
      identifier.copy(bytes, 8);
      return bytes;
    }),
  );
}
