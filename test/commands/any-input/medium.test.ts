import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { isoImage } from '#src/artifact/iso9660/image.ts';
import { folderWith, leastProfile } from '../../support/run.ts';
import { mediumFolder, pretendedQemu } from '../../trial/media.ts';
import { complaintsAbout, timeout } from './amount.ts';
import { mutated } from './bytes.ts';
import { outcome } from './outcome.ts';

test('a medium may be any file', { timeout }, async () => {
  const cwd = folderWith({ 'profile.yaml': leastProfile });
  const { image } = isoImage(
    'alpine',
    [{ name: 'alpine-release', content: Buffer.from('alpine-3.23.0\n') }],
    new Date(0),
  );
  expect(
    await complaintsAbout(mutated([image, image.subarray(16 * 2048)]), 20, async (content) => {
      writeFileSync(path.join(cwd, 'medium.iso'), content);
      return (await outcome(['try', 'profile.yaml', '--media', 'medium.iso'], cwd)).complaints;
    }),
  ).toEqual([]);
});

test.each(['.alpine-release', 'boot/syslinux/syslinux.cfg', 'apks/x86_64/APKINDEX.tar.gz'])(
  'the file %s of a medium may be anything',
  { timeout },
  async (name) => {
    const cwd = folderWith({ 'profile.yaml': leastProfile });
    const medium = mediumFolder();
    // It boots nothing.
    const PATH = pretendedQemu();
    const content = readFileSync(path.join(medium, name));
    expect(
      await complaintsAbout(mutated([content]), 8, async (bytes) => {
        writeFileSync(path.join(medium, name), bytes);
        return (await outcome(['try', 'profile.yaml', '--media', medium], cwd, {}, { PATH })).complaints;
      }),
    ).toEqual([]);
  },
);
