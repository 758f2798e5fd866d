import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { commandOnTarget, debian } from '../../support/alpine/userland.ts';
import { folderWith } from '../../support/run.ts';
import { describeWith } from '../../support/tools.ts';
import { type Entry, repacked } from './archive.ts';
import { applied, machine, overlay, profile, refused } from './machine.ts';

const renamed = (name: string) => profile.replace('kvm1', name);
const inMode = (mode: string) =>
  profile.replace('mode: existing', mode === 'sys' ? 'disk: { serial: ABC1 }' : `mode: ${mode}`);

describeWith(['applets'], 'mkapkovl-host apply refuses, and changes nothing', () => {
  test.each<[string, string, string]>([
    ['what is not there', 'none.apkovl.tar.gz', 'apply-unreadable'],
    ['what is no overlay', 'profile.yaml', 'apply-damaged'],
  ])('%s', (_, name, code) => {
    const folder = folderWith({ 'profile.yaml': profile });
    expect(refused(machine(), [path.join(folder, name)])).toBe(code);
  });

  test('an overlay that is cut off', async () => {
    const file = await overlay(profile);
    const whole = readFileSync(file);
    writeFileSync(file, whole.subarray(0, whole.length - 100));
    expect(refused(machine(), [file])).toBe('apply-damaged');
  });

  const withEntry = (entry: Entry) => (entries: Entry[]) => [...entries, entry];
  test.each<[string, (entries: Entry[]) => Entry[], string]>([
    ['a name that leads out of the archive', withEntry({ name: 'etc/../../x', content: '' }), 'apply-unsafe'],
    ['an absolute name', withEntry({ name: '/etc/x', content: '' }), 'apply-unsafe'],
    ['a name with ./', withEntry({ name: './etc/x', content: '' }), 'apply-unsafe'],
    ['a device', withEntry({ name: 'etc/x', type: 'block-device', devmajor: 8, devminor: 0 }), 'apply-unsafe'],
    ['a hard link', withEntry({ name: 'etc/x', type: 'link', linkname: '/etc/shadow' }), 'apply-unsafe'],
    ['a name that comes twice', withEntry({ name: 'etc/hostname', content: 'kvm1\n' }), 'apply-unsafe'],
    ['a file behind a link', withEntry({ name: 'etc/runlevels/default/sshd/x', content: '' }), 'apply-unsafe'],
    ['a file that its table lacks', withEntry({ name: 'etc/zzz', content: '' }), 'apply-mismatch'],
    ['a file that is gone', (entries) => entries.filter(({ name }) => name !== 'etc/hosts'), 'apply-mismatch'],
    [
      'a file that was changed',
      (entries) => entries.map((entry) => (entry.name === 'etc/hosts' ? { ...entry, content: '6.6.6.6 x\n' } : entry)),
      'apply-mismatch',
    ],
    [
      'a link that was changed',
      (entries) => entries.map((entry) => (entry.type === 'symlink' ? { ...entry, linkname: '/tmp/x' } : entry)),
      'apply-mismatch',
    ],
    [
      'a table that was changed, by the build id',
      (entries) =>
        entries.map((entry) =>
          entry.name === 'etc/mkapkovl/files'
            ? { ...entry, content: entry.content!.replace('file\t0644\t0:0', 'file\t4755\t0:0') }
            : entry,
        ),
      'apply-mismatch',
    ],
    [
      'an overlay without the agent that could apply it',
      (entries) => entries.filter(({ name }) => name !== 'etc/mkapkovl/agent/apply.sh'),
      'apply-without-agent',
    ],
  ])('%s', async (_, change, code) => {
    const file = await repacked(await overlay(profile), change);
    expect(refused(machine(), [file])).toBe(code);
  });

  test("another host's overlay, --rename or not, once this machine has one", async () => {
    const on = machine();
    const other = await overlay(renamed('kvm2'));
    expect(refused(on, [other])).toBe('apply-other-host');
    applied(on, await overlay(profile));
    expect(refused(on, [other, '--rename'])).toBe('apply-other-host');
  });

  test('an overlay for another release, also one whose number begins alike', async () => {
    const file = await overlay(profile);
    expect(refused(machine({ 'etc/alpine-release': '3.22.1\n' }), [file])).toBe('apply-release');
    expect(refused(machine({ 'etc/alpine-release': '3.230.1\n' }), [file])).toBe('apply-release');
    expect(refused(machine({ 'etc/alpine-release': '3.23_alpha\n' }), [file])).toBe('apply-release');
  });

  test('a live system, which is gone when it is restarted', async () => {
    const live = { 'proc/mounts': 'tmpfs / tmpfs rw 0 0\n' };
    expect(refused(machine(live), [await overlay(profile)])).toBe('apply-live');
    expect(refused(machine(live), [await overlay(inMode('sys'))])).toBe('apply-live');
    expect(refused(machine(live), [await overlay(inMode('diskless'))])).toBe('apply-live');
  });

  test('to take over a machine by a profile that would install or run from memory', async () => {
    expect(refused(machine(), [await overlay(inMode('sys'))])).toBe('apply-first');
    expect(refused(machine(), [await overlay(inMode('diskless'))])).toBe('apply-diskless');
  });

  test('a file in the place of a folder, and the other way round', async () => {
    const on = machine({ 'etc/hosts/mine': '' });
    expect(refused(on, [await overlay(profile)])).toBe('apply-blocked');
    expect(refused(machine({ 'etc/ssh': '' }), [await overlay(profile)])).toBe('apply-blocked');
  });

  test('while another apply is under way', async () => {
    const on = machine({ 'run/mkapkovl/apply.lock': '' });
    const file = await overlay(profile);
    on.write(
      'fake/both',
      `exec 5> "$MKAPKOVL_ROOT/run/mkapkovl/apply.lock"; flock -n 5; . "$MKAPKOVL_ROOT/fake/mkapkovl-host"`,
    );
    const { status, stderr } = on.run('fake/both', { arguments: ['apply', file] });
    expect({ status, stderr }).toMatchObject({ status: 1, stderr: expect.stringContaining('[apply-running]') });
  });

  test('anybody but root', async () => {
    const on = machine();
    on.stub('id', 'echo 1000');
    expect(refused(on, [await overlay(profile)])).toBe('apply-not-root');
  });

  test.each([[[]], [['a', 'b']], [['--force', 'a']], [['a', '--seconds', '0']], [['a', '--seconds', 'soon']]])(
    'words that it does not know: %j',
    (words) => {
      expect(machine().host(['apply', ...words])).toMatchObject({ status: 2, stdout: '' });
    },
  );
});

/** A machine with the package openssl, whose program is Debian's. */
function withOpenssl() {
  const on = machine();
  on.stub('openssl', `exec ${debian('openssl')} "$@"`);
  return on;
}

describeWith(['applets', 'openssl'], 'mkapkovl-host apply with an encrypted overlay', () => {
  test('refuses without openssl, which Alpine has in a package of its own', async () => {
    expect(refused(machine(), [await overlay(profile, {}, '--encrypt')])).toBe('apply-no-openssl');
  });

  test('asks for the passphrase, and refuses without a terminal', async () => {
    expect(refused(withOpenssl(), [await overlay(profile, {}, '--encrypt')])).toBe('apply-no-passphrase');
  });

  test('refuses a wrong one', async () => {
    const file = await overlay(profile, {}, '--encrypt');
    expect(refused(withOpenssl(), [file], { MKAPKOVL_PASSPHRASE: 'wrong' })).toBe('apply-passphrase');
  });

  test('opens it as the initramfs would', async () => {
    const on = withOpenssl();
    const { status, stderr } = on.host(['apply', await overlay(profile, {}, '--encrypt')], {
      MKAPKOVL_PASSPHRASE: 'correct horse',
    });
    expect({ status, stderr }).toMatchObject({ status: 0 });
    expect(on.read('etc/ssh/sshd_config.d/mkapkovl.conf')).toContain('PasswordAuthentication no');
  });
});

describeWith(['applets', 'openssl', 'python3'], 'mkapkovl-host apply on a terminal', () => {
  test.each([
    ['correct horse', 0, 'Nothing was changed: --dry-run.'],
    ['wrong horse', 1, 'The passphrase does not decrypt the overlay.'],
  ])('asks for the passphrase without showing it: %s', async (passphrase, status, said) => {
    const on = withOpenssl();
    const file = await overlay(profile, {}, '--encrypt');
    const asked = [path.resolve('test/support/terminal.py'), `of the overlay: =${passphrase}\\r`, '--'];
    const { words, env } = commandOnTarget(['ash', path.join(on.folder, 'fake/mkapkovl-host')], {
      cwd: on.folder,
      packages: [path.join(on.folder, 'fake/programs')],
      env: { TERM: 'dumb', MKAPKOVL_ROOT: on.folder },
    });
    const command = [...words, 'apply', file, '--dry-run'];
    const ran = spawnSync('/usr/bin/python3', [...asked, ...command], { cwd: on.folder, encoding: 'utf8', env });
    expect(ran.stdout).toContain(said);
    expect(ran.stdout).not.toContain('horse');
    expect(ran.status).toBe(status);
  });
});
