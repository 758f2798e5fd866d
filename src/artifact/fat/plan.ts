import type { Content } from '../initramfs/cpio.ts';

/** A file that a stick gets; its path is relative to the top, without a slash at the beginning. */
export interface StickFile extends Content {
  path: string;
}

export interface StickPlan {
  /** Of the partition, in sectors of 512 bytes. */
  sectors: number;
  /** All of them, each before what is in it. */
  folders: string[];
  /** Sorted, so that the same files always get the same places. */
  files: StickFile[];
}

/** Why FAT32 cannot hold a file, or all of them. */
export interface Unholdable {
  path: string;
  reason: string;
}

export const sectorSize = 512;
export const sectorsPerCluster = 8;
const cluster = sectorSize * sectorsPerCluster;

/** Where the partition begins: at 1 MiB, as every partitioning program aligns it. */
export const firstSector = 2048;

/** In front of the first table, as mformat writes it: boot sector, its backup, and the counts of free clusters. */
const reserved = 32;

/** What stays free for notes, saved configurations, a cache of packages, and the files of syslinux. */
const free = 512 * 2 ** 20;

/** The size of a file has 32 bits (Microsoft, FAT32 File System Specification, "FAT Directory Structure"). */
export const mostInFile = 2 ** 32 - 1;

/** Numbers of clusters have 28 bits, those of sectors in a partition table 32. */
const mostClusters = 2 ** 28 - 12;
const mostSectors = 2 ** 32 - 1;

/** What mtools writes as it is: other characters are forbidden on FAT, patterns for mtools, or depend on the locale. */
const writable = /^[A-Za-z0-9._+~=@,%-]*[A-Za-z0-9_+~=@,%-]$/;

/** Lays out a file system with the files, or says why they cannot be on one. */
export function planStick(files: readonly StickFile[]): StickPlan | Unholdable {
  const sorted = [...files].sort((a, b) => compare(a.path, b.path));
  const folders = foldersOf(sorted);
  const wrong = unholdable(sorted, folders);
  if (wrong) return wrong;
  const clusters =
    sorted.reduce((sum, { size }) => sum + clustersFor(size), 0) +
    ['', ...folders].reduce((sum, folder) => sum + clustersFor(entriesIn(folder, sorted, folders) * 32), 0) +
    clustersFor(free);
  const table = Math.ceil(((clusters + 2) * 4) / sectorSize);
  const exact = reserved + 2 * table + clusters * sectorsPerCluster;
  const sectors = Math.ceil(exact / firstSector) * firstSector;
  if (clusters > mostClusters || firstSector + sectors > mostSectors)
    return { path: '', reason: `its files have more than the ${mostClusters} clusters of a file system of this kind` };
  return { sectors, folders, files: sorted };
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

const clustersFor = (bytes: number) => Math.ceil(bytes / cluster);

function foldersOf(files: readonly StickFile[]): string[] {
  const all = files.flatMap(({ path }) => {
    const parts = path.split('/').slice(0, -1);
    return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
  });
  return [...new Set(all)].sort(compare);
}

function unholdable(files: readonly StickFile[], folders: readonly string[]): Unholdable | undefined {
  const large = files.find(({ size }) => size > mostInFile);
  if (large) return { path: large.path, reason: `it has ${large.size} bytes, and a file at most ${mostInFile}` };
  const seen = new Map<string, string>();
  for (const path of [...folders, ...files.map((file) => file.path)]) {
    const name = path.slice(path.lastIndexOf('/') + 1);
    if (!writable.test(name) || name.length > 255) return { path, reason: 'its name cannot be written there' };
    const other = seen.get(path.toLowerCase());
    if (other !== undefined) return { path, reason: `${other} has the same name there, where case does not count` };
    seen.set(path.toLowerCase(), path);
  }
  return undefined;
}

/** The entries of a folder: its own two, and for each name one for every 13 characters, and a short one. */
function entriesIn(folder: string, files: readonly StickFile[], folders: readonly string[]): number {
  const within = (path: string) => path.slice(0, Math.max(0, path.lastIndexOf('/'))) === folder;
  return [...files.map(({ path }) => path), ...folders]
    .filter(within)
    .reduce((sum, path) => sum + 1 + Math.ceil((path.length - folder.length) / 13), 2);
}
