import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readBounded } from '../profile/bounded.ts';
import { secretIn } from '../secrets/find.ts';
import { SecretWatch } from '../secrets/stream.ts';
import type { Content } from './entry.ts';

/** Text files up to this size are kept in memory; all others are streamed when packed. */
const textLimit = 64 * 1024;

/** The content of a file of the build machine, and the secret in it. */
export interface Read {
  content: Content;
  secret?: string | undefined;
}

/** What has been read so far, for trees that are built several times. */
export type ReadContents = Map<string, Promise<Read>>;

/** `at` is the path on the target, which says what is a secret there. */
export function readContent(file: string, size: number, at: string, contents: ReadContents): Promise<Read> {
  const key = JSON.stringify([file, size, at]);
  const known = contents.get(key);
  if (known) return known;
  const read = contentOf(file, size, at);
  contents.set(key, read);
  return read;
}

async function contentOf(file: string, size: number, at: string): Promise<Read> {
  if (size <= textLimit) {
    const bytes = await readBounded(file, textLimit);
    const text = bytes.toString('utf8');
    if (!text.includes('\0') && Buffer.from(text).equals(bytes))
      return { content: { text }, secret: secretIn(text, at)?.what };
  }
  const hash = createHash('sha256');
  const watch = new SecretWatch(at);
  let length = 0;
  for await (const piece of createReadStream(file, { end: Math.max(0, size - 1) })) {
    hash.update(piece as Buffer);
    watch.add(piece as Buffer);
    length += (piece as Buffer).length;
  }
  return { content: { source: file, size: length, sha256: hash.digest('hex') }, secret: watch.found };
}
