import { chmodSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { describeWithApk } from '../support/apk-program.ts';
import { leastPackages } from '../support/apk-repository.ts';
import { type Fleet, fleet } from '../support/fleet.ts';

/** A program in place of apk, which says what a broken or another one might. */
async function withProgram(script: string): Promise<Fleet> {
  const made = await fleet();
  made.write('apk', `#!/bin/sh\n${script}\n`);
  chmodSync(path.join(made.cwd, 'apk'), 0o755);
  return made;
}

describe('an apk that fails', () => {
  test.each([
    ['another program of that name', 'echo "unknown command add" >&2; exit 1', 'unknown command add'],
    ['one that is killed', 'kill -9 $$', 'SIGKILL'],
    ['one that chooses what no index has', 'echo "(1/1) Installing evil (6.6.6-r0)"', 'evil 6.6.6-r0'],
  ])('%s', async (_, script, reason) => {
    const { lock, text } = await withProgram(script);
    const { status, stderr } = await lock('a.yaml', '--apk', './apk');
    expect([status, stderr, text()]).toEqual([3, expect.stringContaining('[lock-apk-failed]'), '']);
    expect(stderr).toContain(reason);
  });

  test('one that cannot solve what the profile demands is a mistake of the profile', async () => {
    const script =
      'case "$*" in *simulate*) echo "ERROR: unable to select packages:" >&2; echo "  a conflicts b" >&2; exit 2;; esac';
    const { lock } = await withProgram(script);
    const { status, stderr } = await lock('a.yaml', '--apk', './apk');
    expect([status, stderr]).toEqual([1, expect.stringContaining('[packages-unsolvable]')]);
    expect(stderr).toContain('a conflicts b');
  });
});

describeWithApk('a closure by the real apk', (program) => {
  const apk = ['--apk', program];
  const packages = [
    ...leastPackages,
    { name: 'vim', version: '9.0-r1', depends: 'so:libvim.so.1' },
    { name: 'libvim', version: '9.0-r1', provides: 'so:libvim.so.1=1' },
    { name: 'unwanted' },
  ];

  test('has what the packages need, by what they provide, with version and checksum', async () => {
    const { lock, index, write, profile, read, server } = await fleet();
    index(packages);
    write('a.yaml', profile('a', 'packages: [vim]\n'));
    const { status, stderr } = await lock('a.yaml', '--packages', ...apk);
    expect(status, stderr).toBe(0);
    const { closure } = read().packages[0]!;
    expect(closure?.libvim).toEqual({
      ...{ version: '9.0-r1', checksum: expect.stringMatching(/^Q1/), size: 1000 },
      repository: `${server.address}/alpine/v3.23/main`,
    });
    expect(Object.keys(closure!)).toEqual(expect.arrayContaining(['alpine-base', 'busybox', 'vim']));
    expect(closure).not.toHaveProperty('unwanted');
    expect((await lock('a.yaml', '--check', '--packages')).status).toBe(0);
  });

  test('stays as it is although the mirror has a newer index, until it is updated', async () => {
    const { lock, index, read, text } = await fleet();
    index(packages);
    await lock('a.yaml', ...apk);
    const before = text();
    index(packages.map((each) => (each.name === 'busybox' ? { ...each, version: '2.0-r0' } : each)));
    await lock('a.yaml', ...apk);
    expect(text()).toBe(before);
    await lock('a.yaml', '--update', 'packages', ...apk);
    expect(read().packages[0]!.closure?.busybox?.version).toBe('2.0-r0');
  });

  test('is refused for a version that is not there, and nothing is written', async () => {
    const { lock, write, profile, text } = await fleet();
    write('a.yaml', profile('a', 'packages: ["busybox=9"]\n'));
    const { status, stderr } = await lock('a.yaml', ...apk);
    expect([status, stderr, text()]).toEqual([1, expect.stringContaining('[packages-unsolvable]'), '']);
    expect(stderr).toContain('busybox=9');
  });
});
