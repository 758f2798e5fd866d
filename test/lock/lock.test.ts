import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { indexBody, leastPackages, signed } from '../support/apk-repository.ts';
import { disk, diskDigest, fleet, isoDigest, mainIndex, releases } from '../support/fleet.ts';
import { run } from '../support/run.ts';

describe('mkapkovl lock', () => {
  test('writes what the profile takes from the network, without apk all but the versions', async () => {
    const { lock, write, profile, image, read, key, server } = await fleet();
    write('a.yaml', profile('a', image()));
    const { status, stdout, stderr } = await lock('a.yaml');
    expect([status, stdout], stderr).toEqual([0, 'mkapkovl.lock.json\n']);
    expect(stderr).toContain('[lock-without-packages]');
    expect(stderr).toContain('written; commit it next to the profiles: 1 host, alpine-standard-3.23-x86_64, 1 image');
    const { address } = server;
    expect(read()).toMatchObject({
      schema: 2,
      hosts: { a: { profile: 'a.yaml' } },
      media: {
        'alpine-standard-3.23-x86_64': {
          version: '3.23.2',
          url: `${address}${releases}/alpine-standard-3.23.2-x86_64.iso`,
          size: 7,
          sha256: isoDigest,
        },
      },
      images: { [`${address}/disk.qcow2`]: { sha256: diskDigest, size: disk.length, compression: 'none' } },
      packages: [
        {
          ...{ release: '3.23', arch: 'x86_64' },
          repositories: ['main', 'community'].map((name) => ({
            url: `${address}/alpine/v3.23/${name}`,
            key: key.name,
          })),
        },
      ],
      keys: { [key.name]: key.public },
    });
    expect(read().packages[0]).toMatchObject({
      closure: null,
      world: expect.arrayContaining(['openssh', 'linux-lts']),
    });
  });

  test('with --packages fails without apk, and names it', async () => {
    const { lock, text, server } = await fleet();
    for (const more of [['--packages'], ['--packages', '--apk', './no-apk'], ['--apk', './no-apk']]) {
      const { status, stderr } = await lock('a.yaml', ...more);
      expect([status, stderr, text()]).toEqual([3, expect.stringContaining('[lock-no-apk]'), '']);
      expect(server.requests, 'before anything is downloaded').toEqual([]);
    }
  });

  test('is used by build: the image has a digest then', async () => {
    const { lock, write, profile, image, cwd } = await fleet();
    write('a.yaml', profile('a', image()));
    const check = () => run(['check', 'a.yaml'], { cwd });
    expect((await check()).stdout).toContain('[image-without-digest]');
    await lock('a.yaml');
    expect((await check()).stdout).not.toContain('[image-without-digest]');
  });

  test('takes the place of a digest that an example left open, as the finding says', async () => {
    const { lock, write, profile, image, read, cwd } = await fleet();
    write('a.yaml', profile('a', image('CHANGE-ME')));
    const refused = await lock('a.yaml');
    expect(refused).toMatchObject({ status: 1, stderr: expect.stringContaining('[invalid-value]') });
    expect(refused.stderr).toContain('or remove the line and run mkapkovl lock PROFILE');
    write('a.yaml', profile('a', image('CHANGE-ME').replace(/,? ?sha256: "?CHANGE-ME"?/, '')));
    expect((await lock('a.yaml')).status).toBe(0);
    expect(Object.values(read().images)).toMatchObject([{ sha256: diskDigest }]);
    expect((await run(['check', 'a.yaml'], { cwd })).stdout).not.toContain('[image-without-digest]');
  });

  test('does not download an image whose digest the profile has, but says its size', async () => {
    const { lock, write, profile, image, read, server } = await fleet();
    write('a.yaml', profile('a', image(diskDigest)));
    expect((await lock('a.yaml')).status).toBe(0);
    expect(server.requests.filter((line) => line.includes('disk'))).toEqual(['HEAD /disk.qcow2']);
    expect(Object.values(read().images)).toEqual([{ sha256: diskDigest, size: disk.length, compression: 'none' }]);
  });

  test('keeps what is locked, until --update names it', async () => {
    const { lock, write, profile, image, read, text, server } = await fleet();
    write('a.yaml', profile('a', image()));
    await lock('a.yaml');
    const before = text();
    server.files['/disk.qcow2'] = 'another disk';
    server.files[`${releases}/latest-releases.yaml`] =
      '- flavor: alpine-standard\n  version: 3.23.3\n  iso: alpine-standard-3.23.3-x86_64.iso\n';
    server.files[`${releases}/alpine-standard-3.23.3-x86_64.iso.sha256`] = `${'cd'.repeat(32)}  x\n`;
    expect((await lock('a.yaml')).stderr).toContain('up to date');
    expect(text()).toBe(before);
    await lock('a.yaml', '--update', 'disk.qcow2');
    expect(Object.values(read().images)[0]).toMatchObject({ size: 12 });
    expect(Object.values(read().media)[0]).toMatchObject({ version: '3.23.2' });
    await lock('a.yaml', '--update', 'media');
    expect(Object.values(read().media)[0]).toMatchObject({ version: '3.23.3' });
  });

  test('is one for a fleet: to lock one host keeps the others, whose profiles are there', async () => {
    const { lock, write, profile, read, cwd } = await fleet();
    write('b.yaml', profile('b', 'packages: [busybox]\n'));
    await lock('a.yaml', 'b.yaml');
    await lock('a.yaml');
    expect(Object.keys(read().hosts)).toEqual(['a', 'b']);
    expect(read().packages[0]!.world).toContain('busybox');
    rmSync(path.join(cwd, 'b.yaml'));
    await lock('a.yaml');
    expect(Object.keys(read().hosts)).toEqual(['a']);
    expect(read().packages[0]!.world).not.toContain('busybox');
  });

  test('gives the same text for the profiles in any order', async () => {
    const { lock, write, profile, text, cwd } = await fleet();
    write('b.yaml', profile('b'));
    await lock('b.yaml', 'a.yaml');
    const before = text();
    rmSync(path.join(cwd, 'mkapkovl.lock.json'));
    await lock('.');
    expect(text()).toBe(before);
  });

  test('continues a lock of schema 1', async () => {
    const { lock, write, profile, image, read, server } = await fleet();
    write('a.yaml', profile('a', image()));
    const url = `${server.address}/disk.qcow2`;
    write('mkapkovl.lock.json', JSON.stringify({ schema: 1, images: { [url]: '12'.repeat(32) } }));
    expect((await lock('a.yaml')).status).toBe(0);
    expect(read().images[url]).toMatchObject({ sha256: '12'.repeat(32) });
  });

  test('takes all from a folder with a copy of the mirror', async () => {
    const { lock, server, cwd, read } = await fleet();
    for (const [file, content] of Object.entries(server.files)) {
      const copy = path.join(cwd, file.replace('/alpine/', 'copy/'));
      mkdirSync(path.dirname(copy), { recursive: true });
      writeFileSync(copy, content);
    }
    expect((await lock('a.yaml', '--mirror', 'copy')).status).toBe(0);
    expect(server.requests).toEqual([]);
    expect(read().packages[0]!.repositories[0]!.url).toBe(`${server.address}/alpine/v3.23/main`);
  });

  test('says which repositories it cannot read, because they are folders of the target', async () => {
    const { lock, write, profile } = await fleet();
    write('a.yaml', profile('a', 'packages: [only-there]\n').replace('[main, ', '[main, /srv/apks, '));
    const { status, stderr } = await lock('a.yaml');
    expect([status, stderr]).toEqual([0, expect.stringContaining('[lock-repository-on-target]')]);
  });

  test('never lets an overlay replace a key of Alpine', async () => {
    const { lock, write, profile, server, key } = await fleet();
    const alpine = 'alpine-devel@lists.alpinelinux.org-6165ee59.rsa.pub';
    server.files[mainIndex] = signed(indexBody(leastPackages), { ...key, name: alpine });
    write('a.yaml', profile('a').replace(key.name, alpine));
    expect((await lock('a.yaml')).stderr).toContain('[index-signature-wrong]');
  });

  test('as JSON says what it locked', async () => {
    const { lock } = await fleet();
    const { stdout } = await lock('a.yaml', '--format', 'json');
    expect(JSON.parse(stdout).result).toEqual({
      ...{ file: 'mkapkovl.lock.json', changed: true, hosts: 1, images: 0, packages: null },
      media: ['alpine-standard-3.23-x86_64'],
    });
  });
});
