import { closeSync, openSync, readSync, truncateSync, writeSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { SourceChanged } from '../source-changed.ts';
import { masterBootRecord } from './mbr.ts';
import { firstSector, type StickFile, type StickPlan, sectorSize, sectorsPerCluster } from './plan.ts';
import { bootCode, type ProgramSettings, runProgram } from './programs.ts';

/** At most 11 capital letters. GRUB on the stick finds its menu without it. */
const label = 'MKAPKOVL';

/** What mformat puts in front of the tables (FAT32 specification: BPB_BkBootSec). */
const backupSector = 6;

export interface Stick extends StickPlan {
  /** Of the file system and of the disk: two sticks that are plugged in together should differ. */
  serial: number;
  /** The folder for the files of syslinux. */
  loader: string;
}

export interface StickSettings extends Omit<ProgramSettings, 'folder'> {
  /** Called now and then with how many bytes of the files are there. */
  progress?: ((done: number, total: number) => void) | undefined;
}

/** Makes a file an image of a stick that starts by BIOS, and by UEFI if there is a loader for it among the files. */
export async function writeStickImage(file: string, stick: Stick, settings: StickSettings) {
  const { sectors, folders, files, serial, loader } = stick;
  const begin = firstSector * sectorSize;
  const around = { ...settings, folder: path.dirname(file) };
  // A name alone: mtools would take @@ in the name of a folder for the place of a partition.
  const name = path.basename(file);
  const image = ['-i', `${name}@@${begin}`];
  put(file, 0, masterBootRecord(bootCode(), serial, sectors));
  truncateSync(file, begin + sectors * sectorSize);
  const words = ['-F', '-T', sectors, '-h', 255, '-s', 63, '-H', firstSector, '-c', sectorsPerCluster].map(String);
  await runProgram(['mformat', ...image, ...words, '-N', hexadecimal(serial), '-v', label, '::'], around);
  if (folders.length > 0) await runProgram(['mmd', ...image, ...folders.map((folder) => `::/${folder}`)], around);
  const total = files.reduce((sum, { size }) => sum + size, 0);
  let done = 0;
  const copied = (bytes: number) => {
    done += bytes;
    settings.progress?.(done, total);
  };
  for (const each of files) await copy(['mcopy', ...image, '-', `::/${each.path}`], each, around, copied);
  await runProgram(['syslinux', '--install', '--offset', String(begin), '--directory', loader, name], around);
  put(file, begin + backupSector * sectorSize, read(file, begin, sectorSize));
}

const hexadecimal = (serial: number) => serial.toString(16).padStart(8, '0');

/** Copies a file through the input of a program. An error of its source counts more than what the program says then. */
async function copy(
  words: string[],
  { size, stream }: StickFile,
  around: ProgramSettings,
  copied: (bytes: number) => void,
): Promise<void> {
  let wrong: unknown;
  const exactly = async function* () {
    let left = size;
    try {
      for await (const piece of stream()) {
        left -= piece.length;
        yield piece;
        copied(piece.length);
      }
      if (left !== 0) throw new SourceChanged();
    } catch (thrown) {
      wrong = thrown;
      throw thrown;
    }
  };
  try {
    await runProgram(words, around, Readable.from(exactly(), { objectMode: false }));
  } catch (thrown) {
    throw wrong ?? thrown;
  }
}

function put(file: string, at: number, bytes: Buffer): void {
  const descriptor = openSync(file, 'r+');
  try {
    writeSync(descriptor, bytes, 0, bytes.length, at);
  } finally {
    closeSync(descriptor);
  }
}

function read(file: string, at: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  const descriptor = openSync(file, 'r');
  try {
    readSync(descriptor, bytes, 0, length, at);
  } finally {
    closeSync(descriptor);
  }
  return bytes;
}
