import { closeSync, constants, fchmodSync, fdatasync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { BackgroundDigest, type DigestPart } from '../../digest/background-digest.ts';
import { UnusableMedium } from '../../medium.ts';
import type { OpenedSource } from '../../opened-source.ts';
import { SourceChanged } from '../../source-changed.ts';
import type { Plan } from './plan.ts';
import type { Patch } from './settle.ts';

/** The sha256 of the old image and of the new one, in hexadecimal. */
export interface Digests {
  before: string;
  after: string;
}

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
 * Writes the new image with little memory: the kernel copies the old one, or shares its blocks where the file system can
 * do that, while threads calculate the digests.
 */
export async function writeImage(base: OpenedSource, plan: Plan, made: NewImage): Promise<Digests> {
  const { file, mode, progress } = made;
  if (base.size !== plan.before) throw new SourceChanged();
  const before = made.before === undefined ? new BackgroundDigest() : undefined;
  const after = new BackgroundDigest(progress);
  const target = openSync(file, 'r+');
  try {
    before?.add({ descriptor: base.descriptor, start: 0, size: base.size });
    for (const part of patched(base, plan.patches)) after.add(part);
    await copyFile(base.file, file, constants.COPYFILE_FICLONE).catch((thrown: unknown) => {
      base.verify();
      throw thrown;
    });
    // It gave the copy the mode of the old image; what follows can be secret.
    fchmodSync(target, mode);
    ftruncateSync(target, plan.after);
    for (const { at, bytes } of plan.patches.filter((patch) => patch.at < plan.before)) put(target, bytes, at);
    await append(target, plan, (start, size) => after.add({ descriptor: target, start, size }));
    // The disk writes while the digests are calculated.
    const [digests] = await Promise.all([
      Promise.all([made.before ?? before!.hex(), after.hex()]),
      promisify(fdatasync)(target),
    ]);
    base.verify();
    return { before: digests[0], after: digests[1] };
  } finally {
    await Promise.all([before?.stop(), after.stop()]);
    closeSync(target);
  }
}

/** The old image with the new bytes in it. In a damaged image, parts can be in one place, or behind the end. */
function* patched({ descriptor, size }: OpenedSource, patches: readonly Patch[]): Generator<DigestPart> {
  let at = 0;
  for (const { at: start, bytes } of patches.filter((patch) => patch.at < size)) {
    if (start < at || start + bytes.length > size) throw new UnusableMedium('damaged', 'its parts overlap');
    if (start > at) yield { descriptor, start: at, size: start - at };
    yield bytes;
    at = start + bytes.length;
  }
  yield { descriptor, start: at, size: size - at };
}

/** Bytes after which what was appended can be hashed: while it is still in memory. */
const atOnce = 64 * 2 ** 20;

/** Writes what follows the old image, in order. */
async function append(target: number, plan: Plan, written: (start: number, size: number) => void): Promise<void> {
  let reported = plan.before;
  const report = (upTo: number) => {
    if (upTo > reported) written(reported, upTo - reported);
    reported = Math.max(reported, upTo);
  };
  for (const content of appended(plan)) {
    let at = content.at;
    for await (const piece of content.stream()) {
      if (at + piece.length > content.at + content.size) throw new SourceChanged();
      put(target, piece, at);
      at += piece.length;
      if (at - reported >= atOnce) report(at);
    }
    if (at !== content.at + content.size) throw new SourceChanged();
  }
  report(plan.after);
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
