import { sign } from 'node:crypto';
import type { TreeEntry } from '../../tree/entry.ts';
import { archiveEnd, members } from '../archive.ts';
import { storedGzip } from '../initramfs/stored-gzip.ts';
import type { BundleKey } from './bundle-key.ts';

/**
 * A signed index as apk-tools 2 and 3 read it (doc/apkindex.5): a gzip member with the signature, and one with the index.
 * Nothing is compressed, so that it has the same bytes on every machine. An index lists exactly the packages that lie
 * next to it: of one that is missing apk would find out only in the middle of an installation.
 */
export async function signedIndex(
  records: readonly string[],
  { name, privateKey }: Pick<BundleKey, 'name' | 'privateKey'>,
  time: Date,
): Promise<Buffer> {
  const text = Buffer.from(records.map((record) => `${record}\n\n`).join(''));
  const index = await gzipped([await members([[fileOf('APKINDEX'), text]], time), archiveEnd]);
  // PKCS #1 v1.5, which is deterministic.
  const signature = sign('sha256', index, privateKey);
  const head = await gzipped([await members([[fileOf(`.SIGN.RSA256.${name}`), signature]], time)]);
  return Buffer.concat([head, index]);
}

const fileOf = (path: string): TreeEntry => ({
  ...{ path, type: 'file', mode: 0o644, uid: 0, gid: 0 },
  ...{ content: { text: '' }, origin: { feature: 'bundle', paths: [] } },
});

async function gzipped(pieces: readonly Buffer[]): Promise<Buffer> {
  const size = pieces.reduce((sum, { length }) => sum + length, 0);
  const whole: Buffer[] = [];
  const stream = async function* () {
    yield* pieces;
  };
  for await (const piece of storedGzip({ size, stream }).stream()) whole.push(piece);
  return Buffer.concat(whole);
}
