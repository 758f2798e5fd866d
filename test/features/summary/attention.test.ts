import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { textOf } from '../../report/html.ts';
import { folderWith, leastProfile, run } from '../../support/run.ts';

const key = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPxRL8yTvT1GeL1Hj0kVHmGfFeyTWsQy7RlBvbrAfNfC you@home';
const root = 'root: { password: { prompt: true } }';
const facts = (disk: object, hostname?: string) =>
  JSON.stringify({ schema: 1, system: { hostname }, disks: [{ name: 'sda', serial: 'SERIAL1', ...disk }] });

/** The notes after a build for a person, and those of the page of the host. */
async function notes(profile: string, machine?: string): Promise<{ built: string[]; page: string }> {
  const cwd = folderWith({
    'least.yaml': machine ? `${profile}facts: facts.json\n` : profile,
    ...(machine ? { 'facts.json': machine } : {}),
  });
  const { status, stderr } = await run(['build', 'least.yaml'], {
    cwd,
    env: { CI: '', HASH: '$6$salt$0123456789012345678901' },
  });
  expect(status, stderr).toBe(0);
  await run(['report', 'least.yaml', '--out', 'page.html'], { cwd });
  return {
    built: [...stderr.matchAll(/^Note: (.*)$/gm)].map(([, note]) => note!),
    page: textOf(readFileSync(path.join(cwd, 'page.html'), 'utf8')),
  };
}

const withAccess = (access: string) => leastProfile.replace(root, access);

describe('build and report say that no one can log in by ssh', () => {
  const said = expect.stringContaining('least: no account has an ssh key, so you can log in only at a screen');

  test.each([
    ['root has a password only', withAccess(root)],
    ['ssh accepts passwords, but not of root', withAccess(`${root}, ssh: { passwords: true }`)],
    ['users have passwords, which ssh does not accept', withAccess('users: { ana: { password: { env: HASH } } }')],
  ])('where %s', async (_, profile) => {
    const { built, page } = await notes(profile);
    expect(built).toEqual([said]);
    expect(page).toContain('no account has an ssh key');
  });

  test.each([
    ['root has a key', withAccess(`root: { authorized_keys: ["${key}"] }`)],
    ['a user has a key', withAccess(`${root}, users: { ana: { authorized_keys: ["${key}"] } }`)],
    [
      'users have passwords that ssh accepts',
      withAccess('ssh: { passwords: true }, users: { ana: { password: { env: HASH } } }'),
    ],
  ])('and do not where %s', async (_, profile) => {
    const { built, page } = await notes(profile);
    expect(built).toEqual([]);
    expect(page).not.toContain('no account has an ssh key');
  });
});

describe('build and report say that the disk was not blank', () => {
  const profile = withAccess(`root: { authorized_keys: ["${key}"] }`);
  const erased = profile.replace('serial: SERIAL1', 'serial: SERIAL1, wipe: SERIAL1');
  const said = 'the disk sda was not blank when the facts were collected (mounted at /)';

  test.each([undefined, 'least', 'LEAST.my.domain'])('where the machine was called %s', async (hostname) => {
    const { built, page } = await notes(profile, facts({ mounts: ['/'] }, hostname));
    expect(built).toEqual([expect.stringContaining(said)]);
    expect(built[0]).toContain('to have it erased: install.disk.wipe: "SERIAL1"; to keep it, choose another disk');
    expect(page).toContain(said);
  });

  test('once, as a finding, where it was another machine', async () => {
    const { built, page } = await notes(profile, facts({ mounts: ['/'] }, 'old-server'));
    expect(built).toEqual([]);
    expect(page).toContain('install-disk-not-blank');
  });

  test('also where it may be erased, and the host is perhaps installed there already', async () => {
    const { built } = await notes(erased, facts({ mounts: ['/'] }, 'least'));
    expect(built).toEqual([expect.stringContaining('not blank when the facts were collected (mounted at /)')]);
    expect(built[0]).toContain('the installation erases it, unless this host is installed there already');
    expect(built[0]).toContain('to keep it, choose another disk, or remove install.disk.wipe');
  });

  test('once, as a finding, where it may be erased, and is not known to be of this host', async () => {
    const { built, page } = await notes(erased, facts({ signatures: ['ext4'] }));
    expect(built).toEqual([]);
    expect(page).toContain('install-wipe-content');
  });

  test('and do not where it was, and where that is not known', async () => {
    expect((await notes(profile, facts({ mounts: [], held_by: [], signatures: [] }))).built).toEqual([]);
    expect((await notes(profile, facts({}))).built).toEqual([]);
    expect((await notes(erased, facts({ mounts: [], held_by: [], signatures: [] }))).built).toEqual([]);
  });
});
