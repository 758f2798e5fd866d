import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { indexBody, leastPackages, signed, testKey } from '../support/apk-repository.ts';
import { redirect, status, webPage } from '../support/faulty-server.ts';
import { diskDigest, fleet, mainIndex, releases } from '../support/fleet.ts';

describe('mkapkovl lock writes nothing', () => {
  test('if an index has a wrong signature', async () => {
    const { lock, server, text, key } = await fleet();
    server.files[mainIndex] = signed(indexBody(leastPackages), { ...testKey(key.name), name: key.name });
    const { status, stderr } = await lock('a.yaml');
    expect([status, stderr, text()]).toEqual([3, expect.stringContaining('[index-signature-wrong]'), '']);
  });

  test('if nobody knows the key of an index, which is a mistake of the profile', async () => {
    const { lock, server, text } = await fleet();
    server.files[mainIndex] = signed(indexBody(leastPackages), testKey('stranger.rsa.pub'));
    const { status, stderr } = await lock('a.yaml');
    expect([status, text()]).toEqual([1, '']);
    expect(stderr).toContain('[index-key-unknown]');
    expect(stderr).toContain('/etc/apk/keys/stranger.rsa.pub');
  });

  test.each([
    ['index-unsigned', indexBody(leastPackages)],
    ['index-unreadable', Buffer.from('<!DOCTYPE html>')],
  ])('if an index is none that apk would take: %s', async (code, bytes) => {
    const { lock, server, text } = await fleet();
    server.files[mainIndex] = bytes;
    const { status, stderr } = await lock('a.yaml');
    expect([status, stderr, text()]).toEqual([3, expect.stringContaining(`[${code}]`), '']);
  });

  test.each([
    ['is not there', mainIndex, status(404)],
    ['redirects without end', mainIndex, redirect(mainIndex)],
    ['gives a page for the list of releases', `${releases}/latest-releases.yaml`, webPage],
  ])('if the mirror %s', async (_, file, fault) => {
    const { lock, server, text } = await fleet();
    server.faults[file] = [fault];
    expect([(await lock('a.yaml')).status, text()]).toEqual([3, '']);
  });

  test('if an image is a web page, and names its line', async () => {
    const { lock, server, write, profile, image, text } = await fleet();
    write('a.yaml', profile('a', image()));
    server.faults['/disk.qcow2'] = [webPage];
    const { status, stderr } = await lock('a.yaml');
    expect([status, text()]).toEqual([3, '']);
    expect(stderr).toMatch(/a\.yaml:\d+.*\n?.*\[download-not-the-file\]/);
  });

  test('if two profiles give different digests for an image', async () => {
    const { lock, write, profile, image, text } = await fleet();
    write('a.yaml', profile('a', image(diskDigest)));
    write('b.yaml', profile('b', image('0'.repeat(64))));
    const { status, stderr } = await lock('a.yaml', 'b.yaml');
    expect([status, stderr, text()]).toEqual([1, expect.stringContaining('[lock-image-twice]'), '']);
  });

  test('if a package does not exist, and names similar ones at its line', async () => {
    const { lock, write, profile, text } = await fleet();
    write('a.yaml', profile('a', 'packages: [opnssh, base]\n'));
    const { status, stderr } = await lock('a.yaml');
    expect([status, text()]).toEqual([1, '']);
    expect(stderr).toContain('no repository of Alpine 3.23 that the profile names has a package opnssh');
    expect(stderr).toContain('Similar: openssh.');
    expect(stderr).toContain('Similar: alpine-base.');
    expect(stderr).toContain('[package-unknown]');
  });

  test('if a profile is wrong, or one of the hosts that are locked already', async () => {
    const { lock, write, profile, text } = await fleet();
    write('b.yaml', profile('b'));
    expect((await lock('a.yaml', 'b.yaml')).status).toBe(0);
    const before = text();
    write('b.yaml', 'hostname: 1');
    expect((await lock('a.yaml')).status).toBe(1);
    expect(text()).toBe(before);
  });

  test('next to none of the profiles: they are in several folders', async () => {
    const { lock, cwd, profile } = await fleet();
    mkdirSync(path.join(cwd, 'other'));
    writeFileSync(path.join(cwd, 'other/b.yaml'), profile('b'));
    const { status, stderr } = await lock('a.yaml', 'other/b.yaml');
    expect([status, stderr]).toEqual([3, expect.stringContaining('[lock-several-folders]')]);
    expect((await lock('a.yaml', 'other/b.yaml', '--out', 'fleet.json')).status).toBe(0);
    expect(existsSync(path.join(cwd, 'fleet.json'))).toBe(true);
  });

  test('in place of a lock that cannot be read', async () => {
    const { lock, write, text } = await fleet();
    write('mkapkovl.lock.json', '{ "schema": 2');
    const { status, stderr } = await lock('a.yaml');
    expect([status, stderr, text()]).toEqual([3, expect.stringContaining('[lock-invalid]'), '{ "schema": 2']);
  });

  test('where it may not, and leaves nothing half written', async () => {
    const { lock } = await fleet();
    const { status, stderr } = await lock('a.yaml', '--out', 'a.yaml/lock.json');
    expect([status, stderr]).toEqual([3, expect.stringMatching(/\[(out-unwritable|file-unreadable)\]/)]);
  });

  test('for something to update that it does not have', async () => {
    const { lock, text } = await fleet();
    const { status, stderr } = await lock('a.yaml', '--update', 'b.yaml');
    expect([status, stderr, text()]).toEqual([3, expect.stringContaining('[lock-update-unknown]'), '']);
  });
});

test('a copy of a mirror that lacks a file is said to lack it, and where it goes', async () => {
  const { lock, cwd, text } = await fleet();
  const { status, stderr } = await lock('a.yaml', '--mirror', 'copy');
  expect([status, text()]).toEqual([3, '']);
  const file = path.join(cwd, 'copy/v3.23/releases/x86_64/latest-releases.yaml');
  expect(stderr).toContain(`cannot be taken from the copy of the mirror: ${file}: no such file or directory`);
  expect(stderr).toContain(`Put the file of that address there as ${file}`);
  expect(stderr).not.toContain('the proxy');
});
