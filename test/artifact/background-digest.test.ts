import { createHash, randomBytes } from 'node:crypto';
import { closeSync, openSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { BackgroundDigest } from '#src/artifact/digest/background-digest.ts';
import { SourceChanged } from '#src/artifact/source-changed.ts';
import { folderWith } from '../support/run.ts';

async function digestOf(file: string, size: number): Promise<string> {
  const descriptor = openSync(file, 'r');
  const digest = new BackgroundDigest(descriptor, size);
  try {
    return await digest.hex();
  } finally {
    await digest.stop();
    closeSync(descriptor);
  }
}

const fileOf = (content: Buffer) => path.join(folderWith({ file: content as unknown as string }), 'file');

describe('a digest by a thread of its own', () => {
  test.each([0, 5, 3 * 2 ** 20 + 7])('is the sha256 of a file of %i bytes', async (size) => {
    const content = randomBytes(size);
    expect(await digestOf(fileOf(content), size)).toBe(createHash('sha256').update(content).digest('hex'));
  });

  test('is refused if the file is shorter than expected, or cannot be read', async () => {
    await expect(digestOf(fileOf(Buffer.from('short')), 6)).rejects.toThrow(SourceChanged);
    await expect(digestOf(folderWith(), 1)).rejects.toMatchObject({ code: 'EISDIR', syscall: 'read' });
  });

  test('ends when it is stopped', async () => {
    const descriptor = openSync(fileOf(Buffer.from('x')), 'r');
    const digest = new BackgroundDigest(descriptor, Number.MAX_SAFE_INTEGER);
    await digest.stop();
    await expect(digest.hex()).rejects.toThrow();
    closeSync(descriptor);
  });
});
