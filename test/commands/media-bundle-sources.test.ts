import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { describeWithApk } from '../support/apk-program.ts';
import { bundleRoom, disk, diskDigest } from '../support/bundle-room.ts';
import { cutAfter, faultyServer, webPage } from '../support/faulty-server.ts';
import { isoTools } from '../support/iso/alpine-iso.ts';
import { describeWith } from '../support/tools.ts';

const vim = '/alpine/v3.23/main/x86_64/vim-9.1-r0.apk';

/** The same room, whose mirror is a server. */
async function served() {
  const room = await bundleRoom();
  const repository = '/alpine/v3.23/main/x86_64';
  const names = readdirSync(room.at('mirror/v3.23/main/x86_64'));
  const server = await faultyServer({
    ...Object.fromEntries(
      names.map((name) => [
        `${repository}/${name}`,
        readFileSync(path.join(room.at('mirror/v3.23/main/x86_64'), name)),
      ]),
    ),
    '/alpine/disk.qcow2': disk,
  });
  return {
    ...room,
    server,
    media: (...more: string[]) => room.mediaFrom(`${server.address}/alpine`, 'iso', ...more),
  };
}

describeWith(isoTools, 'the packages of a bundle, from a server', () => {
  test('are downloaded once, and then need no network', async () => {
    const { media, server, at } = await served();
    const first = await media();
    expect(first.status, first.stderr).toBe(0);
    const before = server.requests.length;
    expect(server.requests.filter((each) => each === `GET ${vim}`)).toHaveLength(1);
    for (const name of Object.keys(server.files)) server.faults[name] = [webPage];
    const again = await media('--out', 'again.iso');
    expect([again.status, server.requests.length], again.stderr).toEqual([0, before]);
    expect(readFileSync(at('again.iso')).equals(readFileSync(at('out/alpha.iso')))).toBe(true);
  });

  test('are downloaded again if what was kept is damaged', async () => {
    const { media, server, at } = await served();
    await media();
    const kept = at('cache/mkapkovl/sha256');
    for (const name of readdirSync(kept)) truncateSync(path.join(kept, name), 10);
    const { status, stderr } = await media('--out', 'again.iso');
    expect(status, stderr).toBe(0);
    expect(server.requests.filter((each) => each === `GET ${vim}`)).toHaveLength(2);
  });

  test('are what the lock says, whatever a note of the cache says', async () => {
    const { media, at } = await served();
    await media();
    const notes = at('cache/mkapkovl/known');
    const digests = readdirSync(notes).map((name) => readFileSync(path.join(notes, name), 'utf8'));
    for (const [index, name] of readdirSync(notes).entries())
      writeFileSync(path.join(notes, name), digests[(index + 1) % digests.length]!);
    const { status, stderr } = await media('--out', 'again.iso');
    expect(status, stderr).toBe(0);
    expect(readFileSync(at('again.iso')).equals(readFileSync(at('out/alpha.iso')))).toBe(true);
  });

  test('that are of another build are refused by their address, and are not kept', async () => {
    const { media, server, at } = await served();
    const bytes = Buffer.from(server.files[vim]!);
    bytes[bytes.length - 30]! ^= 1;
    server.files[vim] = bytes;
    const { status, stderr } = await media();
    expect([status, stderr]).toEqual([3, expect.stringContaining('[bundle-package-differs]')]);
    expect(stderr).toContain(`${server.address}${vim} is not the package vim 9.1-r0 of the lock`);
    const kept = readdirSync(at('cache/mkapkovl/sha256')).map((name) =>
      readFileSync(at('cache/mkapkovl/sha256', name)),
    );
    expect(kept.some((each) => each.equals(bytes))).toBe(false);
  });

  test('continue where the connection was cut', async () => {
    const { media, server } = await served();
    server.faults[vim] = [cutAfter(100), undefined];
    const { status, stderr } = await media();
    expect(status, stderr).toBe(0);
  });

  test('that are a web page with status 200 make no medium, and are not kept', async () => {
    const { media, server, at } = await served();
    server.faults[vim] = [webPage];
    const { status, stderr } = await media();
    expect([status, stderr]).toEqual([3, expect.stringContaining('[bundle-package-missing]')]);
    expect(stderr).toContain('[download-not-the-file]');
    server.faults[vim] = [undefined];
    expect((await media()).status).toBe(0);
    const kept = readdirSync(at('cache/mkapkovl/sha256')).map((name) =>
      readFileSync(at('cache/mkapkovl/sha256', name), 'latin1'),
    );
    expect(kept.filter((text) => text.startsWith('<!DOCTYPE'))).toEqual([]);
  });
});

const stickTools = [...isoTools, 'mcopy', 'syslinux', '/usr/lib/syslinux/mbr', 'fsck.vfat'];

describeWith(stickTools, 'media usb --bundle', () => {
  test('has the same bundle in FAT32, and the list next to it', async () => {
    const room = await bundleRoom();
    const { status, stderr } = await room.media('usb');
    expect(status, stderr).toBe(0);
    const image = room.at('out/alpha.img');
    const copied = (name: string) =>
      execFileSync('mcopy', ['-i', `${image}@@1048576`, `::/bundle/${name}`, '-'], {
        env: { ...process.env, MTOOLS_SKIP_CHECK: '1' },
      });
    expect(copied(`images/${diskDigest}`).equals(disk)).toBe(true);
    expect(copied('x86_64/vim-9.1-r0.apk').equals(readFileSync(room.apk('vim')))).toBe(true);
    expect(readdirSync(room.at('out')).sort()).toEqual(['alpha.img', 'alpha.img.spdx.json']);
  });

  test('refuses an image that FAT32 cannot hold before it is downloaded', async () => {
    const room = await bundleRoom();
    room.relock((lock) => Object.assign(Object.values(lock.images)[0]!, { size: 2 ** 32 }));
    rmSync(room.at('mirror/disk.qcow2'));
    const { status, stderr } = await room.media('usb');
    expect([status, stderr]).toEqual([3, expect.stringContaining('[media-usb-cannot-hold]')]);
    expect(stderr).not.toContain('download');
  });
});

describeWithApk('a bundle, by the real apk', (program) => {
  describeWith(isoTools, 'of an ISO', () =>
    test('is all that an installation needs, with no network and only its key', async () => {
      const room = await bundleRoom();
      const { status, stderr } = await room.media('iso');
      expect(status, stderr).toBe(0);
      const words = ['-osirrox', 'on', '-indev', 'out/alpha.iso', '-extract', '/bundle', 'unpacked'];
      execFileSync('xorriso', words, { cwd: room.cwd, stdio: 'ignore' });
      mkdirSync(room.at('root'));
      writeFileSync(room.at('repositories'), `${room.at('unpacked')}\n`);
      const where = ['--root', 'root', '--keys-dir', room.at('unpacked/keys'), '--repositories-file', 'repositories'];
      const world = room.lock.packages[0]!.world;
      const added = spawnSync(program, [...where, '--no-network', '--no-progress', 'add', '--initdb', ...world], {
        cwd: room.cwd,
        encoding: 'utf8',
      });
      expect(added.status, added.stdout + added.stderr).toBe(0);
      expect(readFileSync(room.at('root/usr/share/libvim'), 'utf8')).toBe('libvim');
    }),
  );
});
