import { compareBytes } from '../../tree/entry.ts';

/** A file of an initramfs. */
export interface InitramfsFile {
  /** Without a slash at the beginning; the folders are added. */
  path: string;
  mode: number;
  size: number;
  stream: () => AsyncIterable<Buffer>;
}

/** Bytes with a known length, which are made when they are read. */
export interface Content {
  size: number;
  stream: () => AsyncIterable<Buffer>;
}

/** The most that a file of an initramfs has: its size has 32 bits. */
export const mostInFile = 2 ** 32 - 1;

/**
 * A cpio archive in the kernel's format (Documentation/driver-api/early-userspace/buffer-format.rst, "newc"): sorted,
 * everything owned by root, and the same bytes for the same files.
 */
export function cpio(files: readonly InitramfsFile[], time: Date): Content {
  const all = [...foldersOf(files), ...files].sort((a, b) => compareBytes(a.path, b.path));
  const names = all.map(({ path }) => path);
  if (new Set(names).size < names.length) throw new Error(`two files of one name: ${names.join(', ')}`);
  const pieces = [...all.map((file, index) => pieceOf(file, index + 1, time)), pieceOf(trailer, 0, new Date(0))];
  const length = pieces.reduce((sum, { head, file }) => sum + head.length + padded(file.size, 4), 0);
  return {
    size: padded(length, 512),
    stream: async function* () {
      for (const { head, file } of pieces) {
        yield head;
        yield* file.stream();
        yield Buffer.alloc(padded(file.size, 4) - file.size);
      }
      yield Buffer.alloc(padded(length, 512) - length);
    },
  };
}

const nothing = { size: 0, stream: async function* () {} };
const folderMode = 0o040755;
const trailer = { path: 'TRAILER!!!', mode: 0, ...nothing };

function foldersOf(files: readonly InitramfsFile[]): InitramfsFile[] {
  const folders = new Set(
    files.flatMap(({ path }) => {
      const parts = path.split('/').slice(0, -1);
      return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
    }),
  );
  return [...folders].map((path) => ({ path, mode: folderMode, ...nothing }));
}

function pieceOf(file: InitramfsFile, inode: number, time: Date): { head: Buffer; file: InitramfsFile } {
  if (file.size > mostInFile) throw new Error(`${file.path} is too large for an initramfs`);
  const isFolder = (file.mode & 0o170000) === folderMode - 0o755;
  const mode = file === trailer ? 0 : isFolder ? file.mode : 0o100000 | file.mode;
  const name = Buffer.from(`${file.path}\0`);
  const seconds = Math.floor(time.getTime() / 1000);
  const fields = [inode, mode, 0, 0, isFolder ? 2 : 1, seconds, file.size, 0, 0, 0, 0, name.length, 0];
  const header = Buffer.from(`070701${fields.map((field) => field.toString(16).padStart(8, '0')).join('')}`);
  return { head: Buffer.concat([header, name], padded(header.length + name.length, 4)), file };
}

const padded = (length: number, to: number) => Math.ceil(length / to) * to;
