import { rmSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { diskDigest, type Fleet, fleet } from '../support/fleet.ts';

/** What --check finds, after a change of a lock or profile that were right. */
async function found(change: (fleet: Fleet) => void, before = '') {
  const made = await fleet();
  made.write('a.yaml', made.profile('a', before));
  expect((await made.lock('a.yaml')).status).toBe(0);
  change(made);
  made.server.requests.length = 0;
  const lock = made.text();
  const { status, stdout } = await made.lock('a.yaml', '--check', '--format', 'json');
  expect(made.text(), 'nothing is written').toBe(lock);
  expect(made.server.requests, 'nobody is asked').toEqual([]);
  const { findings } = JSON.parse(stdout) as { findings: { code: string; message: string; path: string }[] };
  const errors = findings.filter(({ code }) => code.startsWith('lock-') && code !== 'lock-without-packages');
  return { status, errors: errors.map(({ code, path, message }) => [code, path, message]) };
}

describe('mkapkovl lock --check', () => {
  test('finds nothing in a lock that was just made', async () => {
    expect(await found(() => undefined)).toEqual({ status: 0, errors: [] });
  });

  test('finds nothing if the profile changed in what is no matter of the lock', async () => {
    expect(await found(({ write, profile }) => write('a.yaml', profile('a', 'system: { keymap: de de }\n')))).toEqual({
      status: 0,
      errors: [],
    });
  });

  test('finds a lock that is missing', async () => {
    const { status, errors } = await found(({ cwd }) => rmSync(path.join(cwd, 'mkapkovl.lock.json')));
    expect([status, errors]).toEqual([1, [['lock-missing', '', 'there is no lock file mkapkovl.lock.json']]]);
  });

  test('finds each package and image that was added, at its line', async () => {
    const { status, errors } = await found(({ write, profile, image }) =>
      write('a.yaml', profile('a', `packages: [busybox, chrony-x]\n${image()}`)),
    );
    expect(status).toBe(1);
    expect(errors.map(([code, at]) => [code, at])).toEqual(
      expect.arrayContaining([
        ['lock-lacks', '/packages/0'],
        ['lock-lacks', '/packages/1'],
        ['lock-lacks', '/libvirt/pools/p/volumes/d.qcow2/image'],
      ]),
    );
  });

  test('finds another digest of an image', async () => {
    const change = ({ write, profile, image }: Fleet) => write('a.yaml', profile('a', image('0'.repeat(64))));
    const made = await fleet();
    made.write('a.yaml', made.profile('a', made.image(diskDigest)));
    await made.lock('a.yaml');
    change(made);
    const { status, stderr } = await made.lock('a.yaml', '--check');
    expect([status, stderr]).toEqual([1, expect.stringContaining('[lock-differs]')]);
    expect(stderr).toContain(`has ${diskDigest} for ${made.server.address}/disk.qcow2, but the profile has 0000`);
  });

  test('finds another release', async () => {
    const { errors } = await found(({ write, profile }) => write('a.yaml', profile('a').replace('3.23', '3.22')));
    expect(errors.map(([code]) => code)).toEqual(['lock-lacks', 'lock-lacks', 'lock-superfluous', 'lock-superfluous']);
    expect(errors.join()).toContain('the ISO alpine-standard-3.22-x86_64');
  });

  test('finds a change for which there is no thing to name', async () => {
    const { errors } = await found(({ write, profile }) => write('a.yaml', profile('a')), 'packages: [busybox]\n');
    expect(errors).toEqual([
      ['lock-outdated', '/hostname', 'mkapkovl.lock.json was made for other settings of a than its profile has now'],
    ]);
  });

  test('finds a change in what profiles extend, once', async () => {
    const made = await fleet();
    made.write('base.yaml', 'abstract: true\npackages: []\n');
    for (const name of ['a', 'b']) made.write(`${name}.yaml`, `extends: [base.yaml]\n${made.profile(name)}`);
    await made.lock('a.yaml', 'b.yaml');
    made.write('base.yaml', 'abstract: true\npackages: [busybox]\n');
    const { status, stderr } = await made.lock('a.yaml', 'b.yaml', '--check');
    expect([status, stderr]).toEqual([1, expect.stringContaining('base.yaml:2')]);
    expect(stderr.match(/lacks the package busybox/g)).toHaveLength(1);
  });

  test('finds hosts that are not locked, and those whose profile is gone', async () => {
    const made = await fleet();
    made.write('b.yaml', made.profile('b'));
    await made.lock('a.yaml', 'b.yaml');
    rmSync(path.join(made.cwd, 'b.yaml'));
    made.write('c.yaml', made.profile('c'));
    const { status, stderr } = await made.lock('a.yaml', 'c.yaml', '--check');
    expect(status).toBe(1);
    expect(stderr).toContain('lacks the host c');
    expect(stderr).toContain('has the host b, which no profile asks for any more');
  });

  test('takes the lock by the option of build, too, and not by both', async () => {
    const made = await fleet();
    expect((await made.lock('a.yaml', '--lock', 'other.lock.json')).stdout).toBe('other.lock.json\n');
    expect((await made.lock('a.yaml', '--check', '--lock', 'other.lock.json')).status).toBe(0);
    expect((await made.lock('a.yaml', '--check', '--lock', 'a.json', '--out', 'b.json')).status).toBe(2);
  });

  test('with --packages finds that the versions are missing', async () => {
    const made = await fleet();
    await made.lock('a.yaml');
    expect((await made.lock('a.yaml', '--check')).status).toBe(0);
    expect((await made.lock('a.yaml', '--check', '--packages')).status).toBe(3);
  });
});
