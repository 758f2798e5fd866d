import { closeSync, constants, fchmodSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { BackgroundDigest } from '../../digest/background-digest.ts';
import { UnusableMedium } from '../../medium.ts';
import type { OpenedSource } from '../../opened-source.ts';
import { SourceChanged } from '../../source-changed.ts';
import { onDiskMeanwhile } from './on-disk-meanwhile.ts';
import type { Plan } from './plan.ts';
import type { Patch } from './settle.ts';

/** The file of the new image, which exists already. */
export interface NewImage {
  file: string;
  mode: number;
  /** The digest of the old image, where it is known. */
  before?: string | undefined;
  /** Called now and then with how many bytes are done. */
  progress?: ((done: number) => void) | undefined;
}

/**
 * Writes the new image with little memory, until the disk has it; returns the sha256 of the old one, in hexadecimal. The
 * kernel copies the old one, or shares its blocks where the file system can do that.
 */
export async function writeImage(base: OpenedSource, plan: Plan, made: NewImage): Promise<string> {
  if (base.size !== plan.before) throw new SourceChanged();
  const digest = made.before === undefined ? new BackgroundDigest(base.descriptor, base.size) : undefined;
  const target = openSync(made.file, 'r+');
  try {
    await onDiskMeanwhile(target, () => write(target, base, plan, made), made.progress);
    const before = made.before ?? (await digest!.hex());
    base.verify();
    return before;
  } finally {
    await digest?.stop();
    closeSync(target);
  }
}

async function write(target: number, base: OpenedSource, plan: Plan, { file, mode }: NewImage): Promise<void> {
  const replaced = plan.patches.filter(({ at }) => at < plan.before);
  refuseOverlaps(replaced, plan.before);
  await copyFile(base.file, file, constants.COPYFILE_FICLONE).catch((thrown: unknown) => {
    base.verify();
    throw thrown;
  });
  // It gave the copy the mode of the old image; what follows can be secret.
  fchmodSync(target, mode);
  ftruncateSync(target, plan.after);
  for (const { at, bytes } of replaced) put(target, bytes, at);
  await append(target, plan);
}

/** In a damaged image, parts can be in one place, or behind the end. */
function refuseOverlaps(patches: readonly Patch[], size: number): void {
  let free = 0;
  for (const { at, bytes } of patches) {
    if (at < free || at + bytes.length > size) throw new UnusableMedium('damaged', 'its parts overlap');
    free = at + bytes.length;
  }
}

/** Writes what follows the old image, in order. */
async function append(target: number, plan: Plan): Promise<void> {
  for (const content of appended(plan)) {
    let at = content.at;
    for await (const piece of content.stream()) {
      if (at + piece.length > content.at + content.size) throw new SourceChanged();
      put(target, piece, at);
      at += piece.length;
    }
    if (at !== content.at + content.size) throw new SourceChanged();
  }
}

function put(target: number, bytes: Uint8Array, start: number): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(target, bytes, at, bytes.length - at, start + at);
}

/** What follows the old image, in order. */
function appended({ before, patches, contents }: Plan): Plan['contents'] {
  const behind = patches
    .filter(({ at }) => at >= before)
    .map(({ at, bytes }) => ({ at, size: bytes.length, stream: () => one(bytes) }));
  return [...contents, ...behind].sort((a, b) => a.at - b.at || a.size - b.size);
}

async function* one(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}
