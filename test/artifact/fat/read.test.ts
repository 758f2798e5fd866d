import { execFileSync } from 'node:child_process';
import { closeSync, openSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { masterBootRecord } from '#src/artifact/fat/mbr.ts';
import { openStick } from '#src/artifact/fat/read.ts';
import { folderWith } from '../../support/run.ts';
import { describeWith } from '../../support/tools.ts';

const begin = 2048 * 512;
const names = ['README', 'a.txt', 'Mixed.Case', 'mkapkovl.json', 'a-name-of-more-than-twenty-six-characters.apk'];

/** A stick with files of 10000 bytes, as mtools writes it. */
function stick(): string {
  const folder = folderWith(Object.fromEntries(names.map((name) => [name, name.padEnd(10_000, '.')])));
  const image = path.join(folder, 'image');
  writeFileSync(image, masterBootRecord(Buffer.alloc(0), 1, 600_000));
  truncateSync(image, begin + 600_000 * 512);
  const at = ['-i', `${image}@@${begin}`];
  const env = { ...process.env, MTOOLS_SKIP_CHECK: '1' };
  execFileSync('mformat', [...at, '-F', '-T', '600000', '-h', '255', '-s', '63', '-H', '2048', '-c', '8', '::'], {
    env,
  });
  execFileSync('mmd', [...at, '::/boot', '::/boot/Deep'], { env });
  execFileSync('mcopy', [...at, ...names.map((name) => path.join(folder, name)), '::/boot/Deep/'], { env });
  return image;
}

function overwrite(image: string, at: number, bytes: Buffer): void {
  const file = openSync(image, 'r+');
  writeSync(file, bytes, 0, bytes.length, at);
  closeSync(file);
}

describeWith(['mformat'], 'the reader of sticks', () => {
  test('finds short and long names as mtools wrote them, with their content', async () => {
    const image = stick();
    const medium = openStick('image', image);
    expect(medium.list('')).toEqual(['boot']);
    expect(medium.list('boot/Deep')).toEqual([...names].sort());
    for (const name of names) {
      const file = medium.file(`boot/Deep/${name}`)!;
      expect(file.size).toBe(10_000);
      expect(String(file.read(2 ** 20))).toBe(name.padEnd(10_000, '.'));
      expect(String(Buffer.concat(await file.stream().toArray()))).toBe(name.padEnd(10_000, '.'));
    }
    expect(medium.file('boot/Deep')).toBeUndefined();
    expect([medium.file('none'), medium.file('boot/none'), medium.list('boot/Deep/README')]).toEqual([
      undefined,
      undefined,
      [],
    ]);
    expect(() => medium.file('boot/Deep/README')!.read(100)).toThrow('README has 10000 bytes');
    medium.close();
  });

  test.each([
    ['a table whose chains have no end', 32 * 512 + 8, [2, 0, 0, 0]],
    ['a table that leads outside', 32 * 512 + 8, [0xf0, 0xff, 0xff, 0x0f]],
    ['a boot sector without clusters', 13, [0]],
    ['a top folder that there is none of', 44, [0, 0, 0, 0]],
  ] as const)('refuses %s', (_, at, bytes) => {
    const image = stick();
    overwrite(image, begin + at, Buffer.from(bytes));
    expect(() => openStick('image', image).list('')).toThrow(/table of clusters is damaged|impossible numbers/);
  });

  test('refuses one that is cut off', () => {
    const image = stick();
    truncateSync(image, begin + 300_000 * 512);
    expect(() => openStick('image', image)).toThrow('but should have');
  });
});
