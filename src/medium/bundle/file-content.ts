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
    for await (const piece of createReadStream(file, { highWaterMark: 2 ** 18 }) as AsyncIterable<Buffer>) {
      hash.update(piece);
      yield piece;
    }
    if (hash.digest('hex') !== sha256) throw new SourceChanged();
  };
  return { size, stream };
}
