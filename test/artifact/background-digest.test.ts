import { createHash, randomBytes } from 'node:crypto';
import { closeSync, openSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { BackgroundDigest, type DigestPart } from '#src/artifact/digest/background-digest.ts';
import { SourceChanged } from '#src/artifact/source-changed.ts';
import { folderWith } from '../support/run.ts';

/** The digest of parts, some of them in a file with this content. */
async function digestOf(content: Buffer, parts: (descriptor: number) => DigestPart[], progress?: (n: number) => void) {
  const descriptor = openSync(path.join(folderWith({ file: content as unknown as string }), 'file'), 'r');
  const digest = new BackgroundDigest(progress);
  try {
    for (const part of parts(descriptor)) digest.add(part);
    return await digest.hex();
  } finally {
    await digest.stop();
    closeSync(descriptor);
  }
}

const sha256 = (...pieces: Buffer[]) => createHash('sha256').update(Buffer.concat(pieces)).digest('hex');

describe('a digest by a thread of its own', () => {
  test('is the sha256 of its parts, in their order', async () => {
    const content = randomBytes(3 * 2 ** 20 + 7);
    const bytes = Buffer.from('given');
    const parts = (descriptor: number) => [
      { descriptor, start: 5, size: 2 ** 20 + 1 },
      bytes,
      { descriptor, start: 0, size: content.length },
    ];
    expect(await digestOf(content, parts)).toBe(sha256(content.subarray(5, 5 + 2 ** 20 + 1), bytes, content));
    expect(await digestOf(content, () => [])).toBe(sha256());
  });

  test('says how much is done', async () => {
    const content = Buffer.alloc(40 * 2 ** 20, 'x');
    const said: number[] = [];
    await digestOf(
      content,
      (descriptor) => [{ descriptor, start: 0, size: content.length }],
      (n) => said.push(n),
    );
    expect(said.length).toBeGreaterThan(1);
    expect(said).toEqual([...said].sort((a, b) => a - b));
    expect(said.at(-1)).toBeLessThanOrEqual(content.length);
  });

  test('is refused if a file is shorter than expected, or cannot be read', async () => {
    const content = Buffer.from('short');
    const beyond = (descriptor: number) => [{ descriptor, start: 0, size: content.length + 1 }];
    await expect(digestOf(content, beyond)).rejects.toThrow(SourceChanged);
    const folder = openSync(folderWith(), 'r');
    const ofFolder = digestOf(content, () => [{ descriptor: folder, start: 0, size: 1 }]);
    await expect(ofFolder).rejects.toMatchObject({ code: 'EISDIR', syscall: 'read' });
    closeSync(folder);
  });

  test('ends when it is stopped', async () => {
    const digest = new BackgroundDigest();
    await digest.stop();
    await expect(digest.hex()).rejects.toThrow('ended');
  });
});
