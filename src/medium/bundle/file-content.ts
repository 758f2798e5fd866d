import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { Addition } from '../../artifact/iso9660/add/plan.ts';
import { SourceChanged } from '../../artifact/source-changed.ts';

/** A file as it was verified: since then another program could have written to it. */
export function fileContent({
  file,
  size,
  sha256,
}: {
  file: string;
  size: number;
  sha256: string;
}): Pick<Addition, 'size' | 'stream'> {
  const stream = async function* () {
    const hash = createHash('sha256');
    for await (const piece of piecesOf(file)) {
      hash.update(piece);
      yield piece;
    }
    if (hash.digest('hex') !== sha256) throw new SourceChanged();
  };
  return { size, stream };
}

async function* piecesOf(file: string): AsyncGenerator<Buffer> {
  try {
    yield* createReadStream(file, { highWaterMark: 2 ** 20 }) as AsyncIterable<Buffer>;
  } catch (thrown) {
    // Its own error would be taken for one of the medium.
    throw (thrown as NodeJS.ErrnoException).syscall === 'open' ? new SourceChanged() : thrown;
  }
}
