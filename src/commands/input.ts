import type { Readable } from 'node:stream';
import { fromInput } from '../profile/load.ts';
import { profileSizeLimit } from '../profile/read.ts';
import type { Context } from './streams.ts';

/** What the profile that is named - contains; undefined if none is. */
export async function inputFor(names: readonly string[], { streams }: Context): Promise<Uint8Array | undefined> {
  return names.includes(fromInput.asked) ? bytesOf(streams.stdin) : undefined;
}

/** Ends once there is more than a profile may have; reading it then says so. */
async function bytesOf(stream: Readable): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream) {
    chunks.push(Buffer.from(chunk));
    length += chunk.length;
    if (length > profileSizeLimit) break;
  }
  return Buffer.concat(chunks);
}
