import path from 'node:path';
import { expect, test } from 'vitest';
import { emptyLock, type PackageGroup } from '#src/lockfile/schema.ts';
import { lockText } from '#src/lockfile/text.ts';
import { folderWith, leastProfile } from '../../support/run.ts';
import { filesFrom } from '../../support/target.ts';

const main = 'https://dl-cdn.alpinelinux.org/alpine/v3.23/main';
const digest = '0'.repeat(64);
const locked = (version: string) => ({ version, checksum: 'Q1x', size: 1, repository: main });

const group: PackageGroup = {
  release: '3.23',
  arch: 'x86_64',
  repositories: [main, main.replace('main', 'community')].map((url) => ({ url, sha256: digest, key: 'a.rsa.pub' })),
  world: [],
  closure: { vim: locked('9.0-r1'), 'Zed-lib': locked('1.2_rc1-r0'), busybox: locked('1.36.1-r19') },
};

/** The file on the target of the least profile, with that group in the lock next to it; undefined if it has none. */
async function packagesLock(groups: PackageGroup[], profile = leastProfile): Promise<string | undefined> {
  const lock = lockText({ ...emptyLock, packages: groups });
  const folder = folderWith({ 'a.yaml': profile, 'mkapkovl.lock.json': lock });
  return (await filesFrom(path.join(folder, 'a.yaml')))['etc/mkapkovl/packages.lock'];
}

test('the target has the locked version of every package, sorted by bytes', async () => {
  expect(await packagesLock([group])).toBe('Zed-lib 1.2_rc1-r0\nbusybox 1.36.1-r19\nvim 9.0-r1\n');
});

test('it has those of hosts with its own release and repositories', async () => {
  const closure = { vim: locked('8.0-r0') };
  expect(await packagesLock([{ ...group, release: '3.22', closure }, group])).toContain('vim 9.0-r1\n');
  expect(await packagesLock([{ ...group, repositories: group.repositories.slice(0, 1), closure }])).toBeUndefined();
});

test('a folder of the target among the repositories, whose index is not locked, makes no other group', async () => {
  const repositories = 'repositories: [main, community, /media/sda1/apks]';
  const profile = leastProfile.replace('release: "3.23"', `release: "3.23", ${repositories}`);
  expect(await packagesLock([group], profile)).toContain('vim 9.0-r1\n');
});

test.each<[string, PackageGroup[]]>([
  ['without packages in the lock', []],
  ['if there was no apk to find the closure', [{ ...group, closure: null }]],
])('there is no such file %s', async (_, groups) => {
  expect(await packagesLock(groups)).toBeUndefined();
});
