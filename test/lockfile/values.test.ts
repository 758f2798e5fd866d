import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { readLock } from '#src/lockfile/read.ts';
import { folderWith } from '../support/run.ts';

const sha256 = 'ab'.repeat(32);
const locked = (name: string, version: string) => ({
  schema: 2,
  ...{ hosts: {}, media: {}, images: {}, keys: {} },
  packages: [
    {
      ...{ release: '3.23', arch: 'x86_64', world: ['vim'] },
      repositories: [{ url: 'http://mirror.example/alpine/v3.23/main', sha256, key: 'a.rsa.pub' }],
      closure: { [name]: { version, checksum: 'Q1AAA=', size: 1, repository: 'http://mirror.example' } },
    },
  ],
});

async function reasonFor(lock: unknown): Promise<string | undefined> {
  const cwd = folderWith();
  writeFileSync(path.join(cwd, 'lock.json'), JSON.stringify(lock));
  const { problems } = await readLock(cwd, 'lock.json');
  return problems[0]?.message;
}

describe('what the table of packages on the target could not have', () => {
  test.each(['', 'a b', 'a\tb', 'a\nb', '\0', '\u001b[31m'])('a version %j is refused', async (version) => {
    expect(await reasonFor(locked('vim', version))).toBe(
      'lock.json is not a lock file: packages.0.closure.vim.version does not have the form that such a value has',
    );
  });

  test.each(['', 'a b', 'a\nb', '\0'])('a package named %j is refused', async (name) => {
    expect(await reasonFor(locked(name, '1-r0'))).toContain('lock.json is not a lock file: ');
  });

  test('names and versions of Alpine are not', async () => {
    for (const name of ['libstdc++', 'py3-zope.interface', 'R', 'font_x'])
      expect(await reasonFor(locked(name, '1.2.3_git20240101-r10'))).toBeUndefined();
  });
});

test.each([
  [{ schema: 2, media: {} }, 'hosts is missing'],
  [{ ...locked('a', '1'), hosts: [] }, 'hosts should be a map'],
  [{ ...locked('a', '1'), packages: {} }, 'packages should be a list'],
  [{ ...locked('a', '1'), images: { a: { sha256, size: -1 } } }, 'images.a.size should be at least 0'],
  [{ ...locked('a', '1'), images: { a: { sha256, size: 'large' } } }, 'images.a.size should be a number'],
  [{ ...locked('a', '1'), images: { a: { sha256: 'ab' } } }, 'images.a.sha256 does not have the form'],
])('says in plain words what is wrong: %j', async (lock, reason) => {
  expect(await reasonFor(lock)).toContain(`lock.json is not a lock file: ${reason}`);
});
