import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { onDiskMeanwhile } from '#src/artifact/iso9660/add/on-disk-meanwhile.ts';
import { folderWith } from '../../support/run.ts';

test('the last that is said of a file is its whole size', async () => {
  const file = path.join(folderWith({ made: '' }), 'made');
  const descriptor = openSync(file, 'r+');
  const said: number[] = [];
  const work = async () => {
    writeSync(descriptor, 'content');
  };
  await onDiskMeanwhile(descriptor, work, (done) => said.push(done));
  closeSync(descriptor);
  expect(readFileSync(file, 'utf8')).toBe('content');
  expect(said.at(-1)).toBe(7);
});

test('what stops the work is thrown when the disk is done with the file', async () => {
  const descriptor = openSync(path.join(folderWith({ made: '' }), 'made'), 'r+');
  const said: number[] = [];
  const work = async () => {
    writeSync(descriptor, 'content');
    throw new Error('the source is gone');
  };
  await expect(onDiskMeanwhile(descriptor, work, (done) => said.push(done))).rejects.toThrow('the source is gone');
  closeSync(descriptor);
  const before = said.length;
  await new Promise((resolve) => setImmediate(resolve));
  expect(said.length).toBe(before);
});

test('what the disk reports is thrown, too', async () => {
  const descriptor = openSync('/dev/null', 'r+');
  await expect(onDiskMeanwhile(descriptor, async () => undefined)).rejects.toMatchObject({ code: 'EINVAL' });
  closeSync(descriptor);
});
