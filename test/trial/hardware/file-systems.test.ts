import { execFileSync } from 'node:child_process';
import { chmodSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { creatableFileSystems, type FileSystemPlan, makeFileSystem } from '#src/trial/hardware/file-systems.ts';
import { folderWith } from '../../support/run.ts';
import { describeWith } from '../../support/tools.ts';

/** What blkid says of a disk on which the file system was made. */
async function made(filesystem: FileSystemPlan): Promise<string> {
  const image = path.join(folderWith(), 'disk.raw');
  writeFileSync(image, '');
  truncateSync(image, 2 ** 26);
  await makeFileSystem(filesystem, image, process.env);
  const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` };
  return execFileSync('blkid', ['-p', '-o', 'export', image], { env, encoding: 'utf8' });
}

describe('the file systems that can be made', () => {
  test('are those whose programs are there', () => {
    const folder = folderWith({ 'mkfs.btrfs': '', 'mkfs.xfs': '' });
    chmodSync(path.join(folder, 'mkfs.btrfs'), 0o755);
    const [without, withOne] = [creatableFileSystems({ PATH: '' }), creatableFileSystems({ PATH: folder })];
    expect(withOne).toEqual(new Set([...without, 'btrfs']));
  });
});

describeWith(['mke2fs', 'blkid'], 'a blank file system', () => {
  test('has the label that the profile mounts it by', async () => {
    expect(await made({ type: 'ext4', label: 'guests' })).toMatch(/^LABEL=guests$/m);
  });

  test('is refused in the words of its program if it cannot be called so', async () => {
    const image = path.join(folderWith(), 'disk.raw');
    writeFileSync(image, '');
    truncateSync(image, 2 ** 26);
    const refused = await makeFileSystem({ type: 'ext4', uuid: 'no-uuid' }, image, process.env);
    expect([refused?.code]).toEqual(['trial-no-file-system']);
    expect(refused?.message).toMatch(/^mkfs\.ext4 cannot create the file system "no-uuid" for the trial: \S/);
  });

  test('or the UUID', async () => {
    const uuid = '0b1e5e9c-2f6f-4d3c-9a53-0f7d3c5f8a11';
    expect(await made({ type: 'ext4', uuid })).toMatch(new RegExp(`^UUID=${uuid}$`, 'm'));
  });
});
