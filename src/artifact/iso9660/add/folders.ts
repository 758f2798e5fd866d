import { UnusableMedium } from '../../medium.ts';
import { type Extent, sectorSize } from '../directory.ts';
import { newRecord, selfAndParent } from './new-record.ts';
import { entryOf, extentOf, identifierOf, isFolder, joinRecords, setExtent, setMore, splitRecords } from './records.ts';
import { nameOf, type Volume } from './volume.ts';

export interface Folder {
  path: string;
  parent: Folder | undefined;
  records: Buffer[];
  /** Where it is; a new one has no place yet. */
  extent: Extent;
  changed: boolean;
}

/** What Rock Ridge stores deep folders with (IEEE P1282, 4.1.5): they refer to the place of a folder. */
const relocation = ['CL', 'PL', 'RE'];

/** Path tables number them with 16 bits (ECMA-119, 9.4.4). */
const mostFolders = 65534;

/** The folders of a volume, read as they are needed. */
export class Folders {
  readonly all = new Map<string, Folder>();
  private readonly volume: Volume;
  private readonly time: Date;

  constructor(volume: Volume, time: Date) {
    this.volume = volume;
    this.time = time;
    this.load('', undefined, extentOf(volume.descriptor.subarray(156, 190)));
  }

  get root(): Folder {
    return this.all.get('')!;
  }

  /** The folder at a path; what is missing is made. */
  at(path: string): Folder {
    const known = this.all.get(path);
    if (known) return known;
    const [parent, name] = this.split(path);
    const record = this.find(parent, name);
    if (!record) return this.make(parent, name, path);
    if (!isFolder(record)) throw new UnusableMedium('no-iso', `its ${path} is a file`);
    return this.load(path, parent, extentOf(record));
  }

  /** The folders in a folder, in their order. */
  inside(folder: Folder): { record: Buffer; folder: Folder }[] {
    return folder.records
      .slice(2)
      .filter(isFolder)
      .map((record) => {
        const name = nameOf(record, this.volume);
        const path = folder.path === '' ? name : `${folder.path}/${name}`;
        return { record, folder: this.all.get(path) ?? this.load(path, folder, extentOf(record)) };
      });
  }

  /** The record of a folder in the one above. */
  recordOf(folder: Folder): Buffer | undefined {
    return folder.parent && this.find(folder.parent, this.split(folder.path)[1]);
  }

  /** Adds a file, or gives the one of that name another content. */
  putFile(path: string, mode: number, extents: readonly Extent[]): void {
    const [folder, name] = this.split(path);
    const earlier = folder.records.slice(2).filter((record) => nameOf(record, this.volume) === name);
    if (earlier.some(isFolder)) throw new UnusableMedium('no-iso', `its ${path} is a folder`);
    const first = earlier[0] ?? newRecord({ name, kind: 'file', mode, time: this.time }, this.volume, folder.records);
    const records = extents.map((extent, index) => {
      const record = Buffer.from(first);
      setExtent(record, extent);
      setMore(record, index < extents.length - 1);
      return record;
    });
    folder.records = folder.records.filter((record) => !earlier.includes(record));
    this.insert(folder, records);
  }

  private make(parent: Folder, name: string, path: string): Folder {
    const record = newRecord({ name, kind: 'folder', mode: 0o555, time: this.time }, this.volume, parent.records);
    this.insert(parent, [record]);
    const folder = {
      path,
      parent,
      records: selfAndParent(this.time, this.volume),
      extent: { sector: 0, size: 0 },
      changed: true,
    };
    this.all.set(path, folder);
    return folder;
  }

  /** All records that describe a folder: its own, that of the folder above, and the `..` of those inside. */
  viewsOf(folder: Folder): Buffer[] {
    const above = this.recordOf(folder);
    if (folder.parent) folder.parent.changed = true;
    folder.changed = true;
    const below = this.inside(folder).map(({ folder: child }) => {
      child.changed = true;
      return child.records[1]!;
    });
    return [folder.records[0]!, ...(above ? [above] : [folder.records[1]!]), ...below];
  }

  private insert(folder: Folder, records: Buffer[]): void {
    const [first] = records;
    const after = folder.records.findIndex(
      (other, index) => index > 1 && Buffer.compare(identifierOf(other), identifierOf(first!)) > 0,
    );
    folder.records.splice(after < 0 ? folder.records.length : after, 0, ...records);
    folder.changed = true;
  }

  private find(folder: Folder, name: string): Buffer | undefined {
    return folder.records.slice(2).find((record) => nameOf(record, this.volume) === name);
  }

  private split(path: string): [Folder, string] {
    const slash = path.lastIndexOf('/');
    return [this.at(path.slice(0, Math.max(0, slash))), path.slice(slash + 1)];
  }

  private load(path: string, parent: Folder | undefined, extent: Extent): Folder {
    // Each can be inside another, in a damaged image even without end.
    if (path.split('/').length > 64 || this.all.size > mostFolders)
      throw new UnusableMedium('damaged', 'its folders contain each other');
    const records = splitRecords(this.volume.read(extent.sector, 0, extent.size));
    if (records.some((record) => relocation.some((signature) => entryOf(record, signature))))
      throw new UnusableMedium('no-iso', 'its folders are nested deeper than those of Alpine');
    const folder = { path, parent, records, extent, changed: false };
    this.all.set(path, folder);
    return folder;
  }
}

/** The bytes of a folder: at least as many as it has, so that none of its old ones are left. */
export function bytesOf({ records, extent }: Folder): Buffer {
  const bytes = joinRecords(records);
  return Buffer.concat([bytes], Math.max(bytes.length, Math.ceil(extent.size / sectorSize) * sectorSize));
}
