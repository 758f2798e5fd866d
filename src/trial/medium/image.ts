import path from 'node:path';
import { execa } from 'execa';
import type { Medium } from '../../artifact/medium.ts';
import type { Problem } from '../../findings/finding.ts';
import { problemAt } from '../../medium/codes.ts';

/** QEMU presents a folder as a FAT16 file system of 504 MiB (block/vvfat.c). */
const mostInFolder = 500 * 2 ** 20;

/**
 * The medium for QEMU: the ISO file itself; a small folder is presented as a USB stick, a larger one becomes an ISO
 * image.
 */
export async function imageOf(
  medium: Medium,
  folder: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<{ image: string } | { folder: string } | Problem> {
  if (medium.kind === 'iso') return { image: medium.absolute };
  const image = path.join(folder, 'medium.iso');
  const words = ['-as', 'mkisofs', '-quiet', '-r', '-J', '-joliet-long', '-V', 'alpine', '-o', image, medium.absolute];
  const made = await execa('xorriso', words, {
    env: { ...environment },
    extendEnv: false,
    stdin: 'ignore',
    reject: false,
  });
  if (made.exitCode === 0) return { image };
  if (sizeOf(medium, '') < mostInFolder) return { folder: medium.absolute };
  const reason = 'such a large folder needs xorriso, to become an ISO file';
  return problemAt('medium-unreadable', { place: { file: medium.path } }, { file: medium.path, reason });
}

function sizeOf(medium: Medium, folder: string): number {
  return medium
    .list(folder)
    .map((name) => (folder === '' ? name : `${folder}/${name}`))
    .reduce((sum, below) => sum + (medium.file(below)?.size ?? sizeOf(medium, below)), 0);
}
