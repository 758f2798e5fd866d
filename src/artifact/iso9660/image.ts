import { descriptor, pathTable, terminator } from './descriptor.ts';
import { type Extent, jolietFolder, type Placed, rockRidgeFolder, sectorSize } from './directory.ts';
import { extensions } from './rock-ridge.ts';

export interface IsoImage {
  image: Buffer;
  /** The first sector of each file, by its name. */
  offsets: Map<string, number>;
}

const at = {
  primary: 16,
  joliet: 17,
  terminator: 18,
  tables: [19, 20] as [number, number],
  jolietTables: [21, 22] as [number, number],
  folder: 23,
  jolietFolder: 24,
  extensions: 25,
  files: 26,
};

/**
 * An ISO 9660 image of a few files in its root, with Rock Ridge and Joliet as `genisoimage -J -R` writes them, so that
 * every system shows the full names. The same files always give the same bytes.
 */
export function isoImage(label: string, files: { name: string; content: Buffer }[], time: Date): IsoImage {
  let sector = at.files;
  const placed = files.map(({ name, content }): Placed & { content: Buffer } => {
    const file = { name, content, sector, size: content.length };
    sector += Math.max(1, Math.ceil(content.length / sectorSize));
    return file;
  });
  const image = Buffer.alloc(sector * sectorSize);
  const put = (bytes: Buffer, where: number) => void bytes.copy(image, where * sectorSize);
  const root: Extent = { sector: at.folder, size: sectorSize };
  const jolietRoot: Extent = { sector: at.jolietFolder, size: sectorSize };
  const volume = { label, sectors: sector, time };
  put(descriptor({ ...volume, root, tables: at.tables, joliet: false }), at.primary);
  put(descriptor({ ...volume, root: jolietRoot, tables: at.jolietTables, joliet: true }), at.joliet);
  put(terminator(), at.terminator);
  for (const [index, low] of [true, false].entries()) {
    put(pathTable(root, low), at.tables[index]!);
    put(pathTable(jolietRoot, low), at.jolietTables[index]!);
  }
  put(rockRidgeFolder(root, placed, at.extensions, time), at.folder);
  put(jolietFolder(jolietRoot, placed, time), at.jolietFolder);
  put(extensions, at.extensions);
  for (const file of placed) put(file.content, file.sector);
  return { image, offsets: new Map(placed.map((file) => [file.name, file.sector * sectorSize])) };
}
