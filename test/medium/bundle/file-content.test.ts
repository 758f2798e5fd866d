import { createHash } from 'node:crypto';
import { truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { SourceChanged } from '#src/artifact/source-changed.ts';
import { fileContent } from '#src/medium/bundle/file-content.ts';
import { folderWith } from '#test/support/run.ts';

const text = 'a package that was verified';

function verified() {
  const file = path.join(folderWith({ 'a.apk': text }), 'a.apk');
  const sha256 = createHash('sha256').update(text).digest('hex');
  return { file, content: fileContent({ file, size: text.length, sha256 }) };
}

async function read({ stream }: ReturnType<typeof fileContent>): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of stream()) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

describe('a file of a bundle that was verified', () => {
  test('is written to the medium as it was', async () => {
    expect(await read(verified().content)).toBe(text);
  });

  test('ends the medium if it has other bytes of the same number by then', async () => {
    const { file, content } = verified();
    writeFileSync(file, text.toUpperCase());
    await expect(read(content)).rejects.toThrow(SourceChanged);
  });

  test('ends the medium if it is shorter by then', async () => {
    const { file, content } = verified();
    truncateSync(file, 3);
    await expect(read(content)).rejects.toThrow(SourceChanged);
  });
});
