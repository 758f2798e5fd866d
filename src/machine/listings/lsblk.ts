import type { DiskDraft, Draft } from './draft.ts';
import type { Line } from './lines.ts';

/** A row of lsblk: a disk, or what is on one. */
export interface Row {
  name: string;
  /** Whether it is on the disk above it. */
  below: boolean;
  /** Whether there is a column with the types of file systems. */
  typed: boolean;
  column(name: string): string | undefined;
}

const header = /^NAME\s+(?=.*\b(SIZE|TYPE|MOUNTPOINTS?|TRAN|FSTYPE|SERIAL|MODEL|HCTL|WWN)\b)[A-Z0-9:%_\s-]+$/;
/** Columns of other tables that begin like it: zpool list, zfs list. */
const others = /\b(ALLOC|HEALTH|USED|REFER|AVAIL|STATUS|READ|WRITE)\b/;
/** The lines of the tree, in front of a name. */
const branches = /^(?:[|`]-|[│├└─|`\s])+/;

interface Column {
  name: string;
  start: number;
  end: number;
}

/** Reads the table of lsblk, with any columns: the heading says where they are. */
export class LsblkTable {
  #columns: Column[] | undefined;
  #disk: DiskDraft | undefined;
  #shown = false;

  read(draft: Draft, line: Line): boolean {
    if (header.test(line.text) && !others.test(line.text)) {
      this.#columns = wordsOf(line).map(({ text, start, end }) => ({ name: text, start, end }));
      this.#disk = undefined;
      draft.sources.add('lsblk');
      return true;
    }
    const columns = this.#columns;
    if (!columns) return false;
    const words = wordsOf(line);
    const cells = cellsOf(words, columns);
    const name = cells.get('NAME');
    const mount = cells.get('MOUNTPOINTS') ?? cells.get('MOUNTPOINT');
    // A device that is mounted in several places has a line for each.
    if (!name && mount && this.#disk && cells.size === 1) {
      addMount(this.#disk, mount);
      return true;
    }
    if (!name || !/^[\w.:!+-]+$/.test(name) || cells.size < Math.min(2, columns.length)) {
      this.end();
      return false;
    }
    const below = words[0]!.start > columns[0]!.start;
    this.#shown = columns.some((column) => column.name.startsWith('MOUNTPOINT'));
    const typed = columns.some((column) => column.name === 'FSTYPE');
    this.#disk = readRow(draft, { name, below, typed, column: (key) => cells.get(key) }, this.#disk, this.#shown);
    return true;
  }

  end(): void {
    this.#columns = undefined;
  }
}

interface Word {
  text: string;
  start: number;
  end: number;
}

function wordsOf({ text, indent }: Line): Word[] {
  const plain = text.replace(branches, (tree) => ' '.repeat(tree.length));
  return [...plain.matchAll(/\S+/g)].map((match) => ({
    text: match[0],
    start: indent + match.index,
    end: indent + match.index + match[0].length,
  }));
}

/** Texts begin below their heading and numbers end there; further words of a text follow after one blank. */
function cellsOf(words: readonly Word[], columns: readonly Column[]): Map<string, string> {
  const cells = new Map<string, string>();
  let last: { column: Column; end: number } | undefined;
  for (const word of words) {
    const over = columns.find((column) => word.start < column.end && word.end > column.start);
    const follows = last && word.start === last.end + 1 ? last.column : undefined;
    const next = columns.find((column) => column.start >= word.end) ?? columns.at(-1)!;
    const first = words[0] === word && word.start <= columns[0]!.end ? columns[0] : undefined;
    const column = first ?? over ?? follows ?? next;
    cells.set(column.name, [cells.get(column.name), word.text].filter(Boolean).join(' '));
    last = { column, end: word.end };
  }
  return cells;
}

/** lsblk -P: NAME="sda" TYPE="disk" MOUNTPOINT="". */
export function readPairs(draft: Draft, line: Line, disk: DiskDraft | undefined): DiskDraft | undefined {
  if (!/^NAME="/.test(line.text)) return undefined;
  const cells = new Map([...line.text.matchAll(/([A-Z:%_-]+)="([^"]*)"/g)].map(([, key, value]) => [key!, value!]));
  const type = cells.get('TYPE');
  const parent = cells.get('PKNAME');
  const below = type ? !/^(disk|rom|loop)$/.test(type) : Boolean(parent);
  draft.sources.add('lsblk');
  const shown = [...cells.keys()].some((key) => key.startsWith('MOUNTPOINT'));
  const typed = cells.has('FSTYPE');
  const row = {
    name: cells.get('NAME')!,
    below,
    typed,
    column: (key: string) => cells.get(key)?.replaceAll('\\x0a', ' '),
  };
  return readRow(draft, row, disk, shown);
}

/** Not disks of the machine: files, memory, and optical drives. */
const noDisk = /^(loop|zram|ram|sr|fd|nbd|zd|drbd)\d/;
const layers = /^(lvm|crypt|mpath|dm|raid\w+|md|linear)$/;

/** Adds a row to the disk that it describes or is on; returns the disk to which the next rows belong. */
export function readRow(draft: Draft, row: Row, above: DiskDraft | undefined, shown: boolean): DiskDraft | undefined {
  const { name, column } = row;
  const type = column('TYPE');
  if (!row.below && (noDisk.test(name) || (type && layers.test(type)))) return undefined;
  const disk = row.below ? above : draft.disk(name);
  if (!disk) return undefined;
  if (!row.below) describe(disk, column);
  const mounts = (column('MOUNTPOINTS') ?? column('MOUNTPOINT'))?.split(/[\n]| (?=\/|\[)/).filter(Boolean) ?? [];
  if (shown) disk.mounts ??= [];
  for (const mount of mounts) addMount(disk, mount);
  if (row.below && type && layers.test(type)) disk.heldBy = [...new Set([...(disk.heldBy ?? []), name])];
  const content = column('FSTYPE') ?? '';
  // What is on a volume or a mapping is not on the disk itself.
  if (content && (!row.below || name.startsWith(disk.name)))
    disk.signatures = [...new Set([...(disk.signatures ?? []), content])];
  if (content === 'zfs_member') disk.zfs = true;
  // Of a file system on several disks, lsblk shows the mount at one of them.
  if (/^(zfs_member|btrfs|bcachefs|ceph_bluestore)$/.test(content)) disk.mayBeUsed = true;
  if (row.typed) disk.typed = true;
  return disk;
}

function addMount(disk: DiskDraft, mount: string): void {
  disk.mounts = [...new Set([...(disk.mounts ?? []), mount])];
}

function describe(disk: DiskDraft, column: Row['column']): void {
  const given = { serial: column('SERIAL'), wwn: column('WWN'), model: column('MODEL'), transport: column('TRAN') };
  for (const [key, value] of Object.entries(given)) if (value) disk[key as keyof typeof given] ??= value;
  const size = bytesOf(column('SIZE') ?? '');
  if (size !== undefined) disk.size ??= size;
  const removable = column('RM');
  if (removable) disk.removable ??= removable === '1' || removable === 'true';
}

/** lsblk counts in powers of 1024, or with -b in bytes. */
function bytesOf(text: string): number | undefined {
  const [, number, unit] = /^([\d.,]+)([BKMGTPE]?)$/.exec(text) ?? [];
  if (number === undefined) return undefined;
  return Math.round(Number(number.replace(',', '.')) * 1024 ** 'BKMGTPE'.indexOf(unit || 'B'));
}
