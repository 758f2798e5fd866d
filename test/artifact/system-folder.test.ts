import { existsSync, statSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { systemFolderOf } from '#src/artifact/system-folder.ts';
import { writeWhole } from '#src/artifact/write-whole.ts';
import { destination } from '#src/medium/make/destination.ts';
import { folderWith, leastProfile, run } from '../support/run.ts';

describe('a place in a folder of the system', () => {
  test.each([
    ['/dev/sdz', '/dev'],
    ['/dev', '/dev'],
    ['/dev/disk/by-id/usb-NAME', '/dev'],
    ['/dev/shm/../sdz', '/dev'],
    ['/proc/mkapkovl/out', '/proc'],
    ['/sys/x', '/sys'],
  ])('%s is one', (place, folder) => {
    expect(systemFolderOf(place)).toBe(folder);
  });

  test('by way of a link is one, also where nothing is yet', () => {
    const folder = folderWith();
    symlinkSync('/dev', path.join(folder, 'link'));
    expect(systemFolderOf(path.join(folder, 'link/mkapkovl-none/out'))).toBe('/dev');
  });

  test.each(['/devices', '/home/you/dev/sdz', '/dev/shm/out', '/srv/proc'])('%s is none', (place) => {
    expect(systemFolderOf(place)).toBeUndefined();
  });
});

describe('nothing is written there', () => {
  const nothing = '/dev/mkapkovl-none';
  const script = { 'least.yaml': leastProfile, 'facts.json': '{ "schema": 1 }' };

  test.each([
    ['build', ['build', 'least.yaml', '--out', nothing], 'out-unwritable'],
    ['report of a page', ['report', 'least.yaml', '--out', `${nothing}.html`], 'out-unwritable'],
    ['report of a folder', ['report', 'least.yaml', '--out', nothing], 'out-unwritable'],
    ['init', ['init', '--facts', 'facts.json', '--out', nothing], 'out-unwritable'],
    ['try', ['try', 'least.yaml', '--out', nothing], 'out-unwritable'],
  ])('by %s', async (_, argv, code) => {
    const { status, stderr } = await run(argv, { cwd: folderWith(script) });
    expect([status, stderr.includes(`[${code}]`)], stderr).toEqual([3, true]);
    expect(stderr).toContain('it is in /dev, which keeps no files');
    expect([nothing, `${nothing}.html`].filter((file) => existsSync(file))).toEqual([]);
  });

  test('by media, in the words for a device that exists', () => {
    const medium = { absolute: '/nowhere/alpine.iso' } as never;
    const { refused } = destination(medium, [], { kind: 'usb', out: '/dev/mkapkovl-none', cwd: '/' });
    expect(refused).toMatchObject({
      code: 'out-unwritable',
      message: expect.stringContaining('it is no file; write a file first, and that to the stick'),
    });
  });

  test('by lock and probe, which write one file whole, in place of what is there', async () => {
    await expect(writeWhole(nothing, 'text')).rejects.toThrow('it is in /dev, which keeps no files');
    await expect(writeWhole('/dev/null', 'text')).rejects.toThrow('it is in /dev, which keeps no files');
    expect(statSync('/dev/null').isFile()).toBe(false);
    expect(existsSync(nothing)).toBe(false);
  });
});
