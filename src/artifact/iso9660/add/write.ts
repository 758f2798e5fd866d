import { createHash } from 'node:crypto';
import type { Plan } from './plan.ts';
import type { Patch } from './settle.ts';

/** A source gave other bytes than when it was looked at. */
export class SourceChanged extends Error {}

/** The sha256 of the old image and of the new one, in hexadecimal. */
export interface Digests {
  before: string;
  after: string;
}

/** Writes the new image, from the beginning to the end, with little memory. */
export async function writeImage(
  base: AsyncIterable<Buffer>,
  plan: Plan,
  write: (piece: Buffer) => void,
): Promise<Digests> {
  const before = createHash('sha256');
  const after = createHash('sha256');
  let at = 0;
  const put = (piece: Buffer) => {
    if (piece.length === 0) return;
    after.update(piece);
    write(piece);
    at += piece.length;
  };
  const fillTo = (end: number) => {
    while (at < end) put(Buffer.alloc(Math.min(end - at, 2 ** 20)));
  };
  for await (const piece of base) {
    before.update(piece);
    put(patched(piece, at, plan.patches));
  }
  if (at !== plan.before) throw new SourceChanged();
  for (const content of appended(plan)) {
    fillTo(content.at);
    for await (const piece of content.stream()) put(piece);
    if (at !== content.at + content.size) throw new SourceChanged();
  }
  fillTo(plan.after);
  return { before: before.digest('hex'), after: after.digest('hex') };
}

/** A piece of the old image with the new bytes in it. */
function patched(piece: Buffer, at: number, patches: readonly Patch[]): Buffer {
  const here = patches.filter((patch) => patch.at < at + piece.length && patch.at + patch.bytes.length > at);
  if (here.length === 0) return piece;
  const bytes = Buffer.from(piece);
  for (const patch of here) {
    const from = Math.max(0, at - patch.at);
    patch.bytes.copy(bytes, patch.at + from - at, from);
  }
  return bytes;
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
