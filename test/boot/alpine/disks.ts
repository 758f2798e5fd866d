import { createHash } from 'node:crypto';
import { createReadStream, existsSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Prepared } from '#src/trial/trial.ts';
import type { Tried } from '#src/trial/try.ts';
import { copyDisk, kept, type Trial, tried } from './trial.ts';

/** The disk that a trial installs to. */
export const systemDisk = ({ drives = [] }: Prepared): string => drives.find(({ target }) => target)!.file;

export async function digestOf(file: string): Promise<string> {
  const digest = createHash('sha256');
  await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), digest);
  return digest.digest('hex');
}

/** A partition table as another system might have left it: one Linux partition, and nothing of ours. */
export async function partitionForeignly(file: string): Promise<void> {
  const sector = Buffer.alloc(512);
  sector.set([0, 0, 0, 0, 0x83, 0, 0, 0], 446);
  sector.writeUInt32LE(2048, 446 + 8);
  sector.writeUInt32LE(200_000, 446 + 12);
  sector.writeUInt16LE(0xaa55, 510);
  const disk = await open(file, 'r+');
  await disk.write(sector, 0, 512, 0);
  await disk.close();
}

/** What most of these tests install: the least profile, to a disk that is quickly looked through. */
export const installation: Trial = {
  example: 'minimal',
  more: { install: { disk: { max_size: '3GB' } } },
  install: true,
};

const image = path.join(kept, 'installed.raw');
const stamp = path.join(kept, 'installed');
let installing: Promise<Tried> | undefined;

/** Installs `installation`, once, and keeps its disk for those who go on from there. */
export function install(): Promise<Tried> {
  if (!installing) rmSync(stamp, { force: true });
  installing ??= tried('sys-bios', { ...installation, after: (made) => copyDisk(systemDisk(made), image) }).then(
    (trial) => {
      if (trial.judgement.verdict === 'mechanism proven') writeFileSync(stamp, '');
      return trial;
    },
  );
  return installing;
}

/** The image of an installed disk. ALPINE_INSTALLED lets it be that of the last run, for those who work on one test. */
export async function installed(): Promise<string> {
  if (!process.env.ALPINE_INSTALLED || !existsSync(stamp)) await install();
  return image;
}
