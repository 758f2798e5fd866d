import { createHash, randomBytes } from 'node:crypto';
import { crc32, gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { Gzip, type Part, part } from '../../src/artifact/gzip.ts';

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

async function joined(parts: (Part | Buffer[])[]) {
  const pieces: Buffer[] = [];
  const gzip = new Gzip((piece) => pieces.push(piece));
  for (const each of parts) {
    if (!Array.isArray(each)) gzip.add(each);
    else
      await gzip.stream(
        (async function* () {
          yield* each;
        })(),
      );
  }
  const digests = gzip.end();
  return { bytes: Buffer.concat(pieces), pieces, digests };
}

const text = Buffer.from('the same words again and again, '.repeat(2000));
const noise = randomBytes(300 * 1024);

test('parts that were compressed each for itself are one file, in any order and more than once', async () => {
  const [a, b, nothing] = [part(text), part(noise), part(Buffer.alloc(0))];
  for (const order of [[a], [nothing], [], [a, b, a], [b, nothing, a]]) {
    const plain = Buffer.concat(order.map((each) => each.plain));
    expect(gunzipSync((await joined(order)).bytes).equals(plain)).toBe(true);
  }
});

test('streamed content is in between', async () => {
  const { bytes } = await joined([part(text), [noise, Buffer.from('x'), text], part(text)]);
  expect(gunzipSync(bytes).equals(Buffer.concat([text, noise, Buffer.from('x'), text, text]))).toBe(true);
});

test('the file ends with checksum and length of all of it, as RFC 1952 wants', async () => {
  const { bytes } = await joined([part(text), [noise], part(text)]);
  const plain = Buffer.concat([text, noise, text]);
  expect(bytes.readUInt32LE(bytes.length - 8)).toBe(crc32(plain));
  expect(bytes.readUInt32LE(bytes.length - 4)).toBe(plain.length);
});

test('it is a single gzip member', async () => {
  const { bytes } = await joined([part(text), part(text)]);
  // Cut by one byte, a second member would leave the first one whole.
  expect(() => gunzipSync(bytes.subarray(0, -1))).toThrow('unexpected end of file');
  expect(bytes.indexOf(Buffer.from([0x1f, 0x8b, 8]), 1)).toBe(-1);
});

test('the digests are those of the content and of the file', async () => {
  const { bytes, digests } = await joined([part(text), [noise]]);
  expect(digests).toEqual({ plain: sha256(Buffer.concat([text, noise])), gzip: sha256(bytes) });
});

test('much is written in pieces, little at once', async () => {
  expect((await joined([part(text), part(text)])).pieces).toHaveLength(1);
  expect((await joined([part(noise), part(noise), part(text)])).pieces).toHaveLength(3);
});

test('a source that fails ends the stream with its error', async () => {
  const gzip = new Gzip(() => undefined);
  const failing = (async function* () {
    yield text;
    throw new Error('gone');
  })();
  await expect(gzip.stream(failing)).rejects.toThrow('gone');
});
