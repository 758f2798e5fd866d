import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { type BundleRoom, bundleRoom } from '../support/bundle-room.ts';
import { faultyServer } from '../support/faulty-server.ts';
import { isoTools } from '../support/iso/alpine-iso.ts';
import { smallDisk } from '../support/small-disk.ts';
import { describeWith } from '../support/tools.ts';

const nobody = 'nobody but root can mount a small file system';
const kibibytesOf = (file: string) => Math.ceil(statSync(file).size / 1024);

/** A bundle whose image has so many MiB. */
async function roomWith(mebibytes: number): Promise<BundleRoom> {
  const room = await bundleRoom();
  const image = Buffer.alloc(mebibytes * 2 ** 20, 'QFI\u00fb');
  writeFileSync(room.at('mirror/disk.qcow2'), image);
  const sha256 = createHash('sha256').update(image).digest('hex');
  room.relock(({ images }) => Object.assign(Object.values(images)[0]!, { sha256, size: image.length }));
  return room;
}

/** Ends with 3, says that the disk is full, and leaves what was there, and nothing else. */
async function refusedOn(room: BundleRoom, kind: 'iso' | 'usb', reason: string | RegExp): Promise<void> {
  writeFileSync(room.at('out/earlier.txt'), 'earlier');
  const { status, stdout, stderr } = await room.media(kind);
  expect([status, stdout]).toEqual([3, '']);
  expect(stderr).toMatch(reason);
  expect(readdirSync(room.at('out'))).toEqual(['earlier.txt']);
}

describeWith(isoTools, 'on a full disk, media iso --bundle leaves no medium', () => {
  const full = /out\/alpha\.iso cannot be written: no space left on the device \[out-unwritable\]/;

  test('where not even the ISO of Alpine has room', async ({ skip }) => {
    const room = await roomWith(1);
    if (!smallDisk(room.at('out'), kibibytesOf(room.at('alpine.iso')) / 2)) return skip(nobody);
    await refusedOn(room, 'iso', full);
  });

  test('where the bundle has no room', async ({ skip }) => {
    const room = await roomWith(8);
    if (!smallDisk(room.at('out'), kibibytesOf(room.at('alpine.iso')) + 2048)) return skip(nobody);
    await refusedOn(room, 'iso', full);
  });

  test('and an earlier medium of that name stays as it was', async ({ skip }) => {
    const room = await roomWith(8);
    if (!smallDisk(room.at('out'), 2 * kibibytesOf(room.at('alpine.iso')))) return skip(nobody);
    writeFileSync(room.at('out/alpha.iso'), 'an earlier medium');
    const { status } = await room.media('iso');
    expect(status).toBe(3);
    expect(readdirSync(room.at('out'))).toEqual(['alpha.iso']);
    expect(statSync(room.at('out/alpha.iso')).size).toBe('an earlier medium'.length);
  });

  test('where what is downloaded has no room, and the incomplete download is gone', async ({ skip }) => {
    const room = await roomWith(4);
    const folder = room.at('mirror/v3.23/main/x86_64');
    const served = readdirSync(folder).map((name) => [
      `/alpine/v3.23/main/x86_64/${name}`,
      readFileSync(path.join(folder, name)),
    ]);
    const image = readFileSync(room.at('mirror/disk.qcow2'));
    const server = await faultyServer({ ...Object.fromEntries(served), '/alpine/disk.qcow2': image });
    if (!smallDisk(room.at('cache'), 1024)) return skip(nobody);
    const { status, stderr } = await room.mediaFrom(`${server.address}/alpine`, 'iso');
    expect([status, stderr]).toEqual([3, expect.stringContaining('[download-no-space]')]);
    expect(readdirSync(room.at('cache/mkapkovl/partial'))).toEqual([]);
    expect(readdirSync(room.cwd)).not.toContain('out');
  });
});

describeWith(
  [...isoTools, 'mcopy', 'syslinux', '/usr/lib/syslinux/mbr'],
  'on a full disk, media usb --bundle leaves no stick',
  () => {
    test.for([
      ['mformat', 256],
      ['mcopy', 6 * 1024],
    ] as const)('where there is no more room while %s writes', async ([program, kibibytes], { skip }) => {
      const room = await roomWith(8);
      if (!smallDisk(room.at('out'), kibibytes)) return skip(nobody);
      await refusedOn(room, 'usb', new RegExp(`${program} could not write the stick.*\\[media-usb-failed\\]`));
    });
  },
);
