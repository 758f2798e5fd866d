import { execFileSync } from 'node:child_process';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { type Content, cpio, type InitramfsFile } from '#src/artifact/initramfs/cpio.ts';
import { storedGzip } from '#src/artifact/initramfs/stored-gzip.ts';
import { describeWith } from '../support/tools.ts';

const contentOf = (...pieces: Buffer[]): Content => ({
  size: pieces.reduce((sum, { length }) => sum + length, 0),
  stream: async function* () {
    yield* pieces;
  },
});

const file = (path: string, text: string, mode = 0o644): InitramfsFile => ({
  path,
  mode,
  ...contentOf(Buffer.from(text)),
});

async function bytesOf({ stream }: Content): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of stream()) pieces.push(piece);
  return Buffer.concat(pieces);
}

const files = [file('b/c/two', 'two', 0o600), file('b/init', '#!/bin/sh\n', 0o755), file('a', '')];

describeWith(['cpio'], 'an initramfs', () => {
  test('is read by cpio: sorted, with its folders, modes and times, all of root', async () => {
    const bytes = await bytesOf(cpio(files, new Date(86_400_000)));
    const listing = execFileSync('cpio', ['-itvn'], { input: bytes, env: { TZ: 'UTC', PATH: process.env.PATH } });
    expect(String(listing).trim().replace(/ +/g, ' ').split('\n')).toEqual([
      '-rw-r--r-- 1 0 0 0 Jan 2 1970 a',
      'drwxr-xr-x 2 0 0 0 Jan 2 1970 b',
      'drwxr-xr-x 2 0 0 0 Jan 2 1970 b/c',
      '-rw------- 1 0 0 3 Jan 2 1970 b/c/two',
      '-rwxr-xr-x 1 0 0 10 Jan 2 1970 b/init',
    ]);
  });

  test('has the same bytes whatever the order of its files, and the length that it says', async () => {
    const [one, two] = [cpio(files, new Date(0)), cpio([...files].reverse(), new Date(0))];
    const bytes = await bytesOf(one);
    expect(bytes.equals(await bytesOf(two))).toBe(true);
    expect(bytes.length).toBe(one.size);
    expect(bytes.length % 512).toBe(0);
  });

  test('does not hold two files of one name, nor one that is too large for its format', () => {
    expect(() => cpio([file('a', ''), file('a', '')], new Date(0))).toThrow('two files of one name');
    expect(() => cpio([{ ...file('a', ''), size: 2 ** 32 }], new Date(0))).toThrow('too large');
    expect(() => cpio([{ ...file('a', ''), size: 2 ** 32 - 1 }], new Date(0))).not.toThrow();
  });
});

describe('a gzip file that stores', () => {
  test.each([0, 1, 65_534, 65_535, 65_536, 131_070, 200_000])(
    '%i bytes is read back, and has the length that it says',
    async (size) => {
      const bytes = Buffer.from(Array.from({ length: size }, (_, at) => (at * 31) % 251));
      const gzip = storedGzip(contentOf(bytes.subarray(0, 10), bytes.subarray(10, 70_000), bytes.subarray(70_000)));
      const made = await bytesOf(gzip);
      expect(made.length).toBe(gzip.size);
      expect(gunzipSync(made).equals(bytes)).toBe(true);
    },
  );

  test('has the same bytes however its content comes in pieces', async () => {
    const bytes = Buffer.alloc(100_000, 'abc');
    const one = await bytesOf(storedGzip(contentOf(bytes)));
    expect(one.equals(await bytesOf(storedGzip(contentOf(bytes.subarray(0, 3), bytes.subarray(3)))))).toBe(true);
  });
});
