import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { describeWith } from '../../support/tools.ts';
import { applied, hash, type Machine, machine, overlay, profile } from './machine.ts';

const withFiles = `${profile}overlays: [./tree]\n`;
const tree = { 'tree/etc/mine.conf': 'one\n', 'tree/etc/other.conf': 'other\n' };

/** The folder of what the last run replaced, as paths and contents. */
function kept(on: Machine): Record<string, string> {
  const all = on.snapshot(['fake']);
  const within = readdirSync(path.join(on.folder, 'var/lib/mkapkovl/backups')).sort().at(-1);
  const start = `var/lib/mkapkovl/backups/${within}/`;
  return Object.fromEntries(
    Object.entries(all)
      .filter(([name, content]) => name.startsWith(start) && !content.endsWith('/'))
      .map(([name, content]) => [name.slice(start.length), content.replace(/^\d+ /, '')]),
  );
}

function codes(on: Machine, file: string, ...words: string[]) {
  const { stdout } = on.host(['apply', file, '--json', ...words]);
  const { result, findings } = JSON.parse(stdout);
  return { result, codes: findings.map(({ code, target }: Record<string, string>) => `${code} ${target}`) };
}

describeWith(['applets'], 'mkapkovl-host apply on an Alpine that is already there', () => {
  test('works by the one file that was taken out of the overlay, and leaves what is the owner’s', async () => {
    const on = machine({ 'etc/fstab': 'UUID=1\t/\text4\trw\t0\t1\n' });
    const owners = [
      'etc/passwd',
      'etc/shadow',
      'etc/group',
      'etc/fstab',
      'etc/update-extlinux.conf',
      'boot/initramfs-lts',
    ];
    const before = owners.map(on.read);
    const printed = applied(on, await overlay(profile));
    expect(owners.map(on.read)).toEqual(before);
    expect(on.read('etc/apk/world')).toBe('alpine-base\nopenssh\nvim\n');
    expect(printed).toContain('+ /etc/ssh/sshd_config.d/mkapkovl.conf\n');
    expect(printed).toContain('\nApplied.\n');
    expect(on.host(['status'])).toMatchObject({ status: 0 });
    const { stdout } = on.run('usr/local/bin/mkapkovl-host', { arguments: ['status'] });
    expect(stdout).toMatch(/^done +apply-files: \d+ changed; replaced files are in \/var\/lib\/mkapkovl\/backups\//m);
  });

  test('leaves nothing of what it unpacked', async () => {
    const on = machine();
    applied(on, await overlay(`${profile}`));
    expect(
      Object.keys(on.snapshot()).filter((name) => /staged|mkapkovl-new|run\/mkapkovl\/overlay/.test(name)),
    ).toEqual([]);
  });

  test('lays nothing that only a start from a medium needs', async () => {
    const on = machine();
    applied(on, await overlay(profile));
    const names = Object.keys(on.content());
    expect(names).not.toContain('etc/.default_boot_services');
    expect(names.filter((name) => name.endsWith('/mkapkovl-install'))).toEqual([]);
  });

  test('says which files of the owner it replaces, and keeps them', async () => {
    const on = machine({ 'etc/hosts': '10.0.0.9 mine\n' });
    const { result, codes: found } = codes(on, await overlay(profile));
    expect(found).toEqual(['apply-replaces etc/hosts']);
    expect(result).toMatchObject({ outcome: 'applied', reboot: null, confirm_within: null });
    expect(kept(on)['root/etc/hosts']).toBe('10.0.0.9 mine\n');
  });

  test('takes another name with --rename alone, and has the machine know it', async () => {
    const on = machine();
    applied(on, await overlay(profile.replace('kvm1', 'kvm2')), '--rename');
    expect(on.calls()).toContain(`hostname -F ${on.folder}/etc/hostname`);
    expect(on.read('proc/sys/kernel/hostname')).toBe('kvm2\n');
  });

  test('finds the overlay by a name relative to the folder that it is started in', async () => {
    const encrypted = profile.replace(
      'install: { mode: existing }',
      'install: { disk: { serial: ABC1 }, encrypt: { passphrase: { env: HASH }, overlay: plain } }',
    );
    const on = machine();
    applied(on, await overlay(profile));
    expect(applied(on, path.relative(on.folder, await overlay(encrypted)), '--dry-run')).toContain('--dry-run.');
  });

  test('reads the overlay from standard input, too', async () => {
    const on = machine();
    const file = await overlay(profile);
    on.write('fake/piped', `. "$MKAPKOVL_ROOT/fake/mkapkovl-host" < '${file}'`);
    expect(on.run('fake/piped', { arguments: ['apply', '-'] })).toMatchObject({ status: 0 });
    expect(on.read('etc/mkapkovl/install.conf')).toContain('existing');
  });
});

describeWith(['applets'], 'mkapkovl-host apply of a newer overlay', () => {
  /** A machine with a first overlay. */
  async function updated(text = withFiles, files: Record<string, string> = tree): Promise<Machine> {
    const on = machine();
    applied(on, await overlay(text, files));
    on.write('fake/calls', '');
    return on;
  }

  test('touches nothing if it is the same', async () => {
    const on = await updated();
    const before = on.snapshot(['fake', 'run']);
    const printed = applied(on, await overlay(withFiles, tree));
    expect(printed).toMatch(/^Signature: not checked, .*\nNo change: this machine already matches the overlay\.\n$/);
    expect(on.snapshot(['fake', 'run'])).toEqual(before);
    expect(codes(on, await overlay(withFiles, tree)).result).toMatchObject({ outcome: 'unchanged', changes: [] });
  });

  test('only tells what differs with --dry-run', async () => {
    const on = await updated();
    const before = on.snapshot(['fake', 'run']);
    const printed = applied(on, await overlay(withFiles, { ...tree, 'tree/etc/mine.conf': 'two\n' }), '--dry-run');
    expect(printed).toContain('~ /etc/mine.conf\n  --- /etc/mine.conf, here\n');
    expect(printed).toContain('\n  -one\n  +two\n');
    expect(printed).toContain('\nNothing was changed: --dry-run.\n');
    expect(on.snapshot(['fake', 'run'])).toEqual(before);
  });

  test('changes, adds and removes what differs, and keeps what was there', async () => {
    const on = await updated();
    const newer = { 'tree/etc/mine.conf': 'two\n', 'tree/etc/new.conf': 'new\n' };
    const { result } = codes(on, await overlay(withFiles, newer));
    const table = ['/etc/mkapkovl/files', '/etc/mkapkovl/build-id'];
    expect(result.changes.filter((each: { path: string }) => !table.includes(each.path))).toEqual([
      { change: 'change', path: '/etc/mine.conf' },
      { change: 'add', path: '/etc/new.conf' },
      { change: 'remove', path: '/etc/other.conf' },
    ]);
    expect(on.read('etc/mine.conf')).toBe('two\n');
    expect(on.read('etc/new.conf')).toBe('new\n');
    expect(Object.keys(on.content())).not.toContain('etc/other.conf');
    expect(kept(on)).toMatchObject({
      'root/etc/mine.conf': 'one\n',
      'root/etc/other.conf': 'other\n',
      added: 'etc/new.conf\n',
    });
  });

  test('gives a file its mode back', async () => {
    const on = await updated();
    on.write('etc/mine.conf', 'one\n', 0o666);
    expect(applied(on, await overlay(withFiles, tree))).toContain('~ /etc/mine.conf: mode 0644, owner 0:0\n');
    expect(on.content()['etc/mine.conf']).toBe('644 one\n');
  });

  test('replaces a link that leads to a folder, and not what is in there', async () => {
    const on = machine({ 'srv/mine/x': '' });
    on.write('fake/link', 'ln -s "$MKAPKOVL_ROOT/srv/mine" "$MKAPKOVL_ROOT/etc/mine.conf"');
    on.run('fake/link');
    applied(on, await overlay(withFiles, tree));
    expect(on.content()['etc/mine.conf']).toBe('644 one\n');
    expect(Object.keys(on.content()).filter((name) => name.startsWith('srv/mine/'))).toEqual(['srv/mine/x']);
  });

  test('replaces what was changed by hand, says so, and keeps it', async () => {
    const on = await updated();
    on.write('etc/mine.conf', 'by hand\n');
    expect(codes(on, await overlay(withFiles, tree)).codes).toEqual(['apply-edited etc/mine.conf']);
    expect(on.read('etc/mine.conf')).toBe('one\n');
    expect(kept(on)['root/etc/mine.conf']).toBe('by hand\n');
  });

  test('removes nothing that was changed by hand', async () => {
    const on = await updated();
    on.write('etc/other.conf', 'by hand\n');
    const file = await overlay(withFiles, { 'tree/etc/mine.conf': 'one\n' });
    expect(codes(on, file).codes).toEqual(['apply-stays etc/other.conf']);
    expect(on.read('etc/other.conf')).toBe('by hand\n');
    expect(applied(on, file)).toMatch(
      /^Signature: not checked, .*\nNo change: this machine already matches the overlay\.\n$/,
    );
  });

  test('adds and removes services of runlevels, and ends none', async () => {
    const on = await updated(`${profile}services: { ntpd: default }\n`, {});
    const { codes: found } = codes(on, await overlay(profile));
    expect(found).toEqual(['apply-service-runs etc/runlevels/default/ntpd']);
    expect(Object.keys(on.content())).not.toContain('etc/runlevels/default/ntpd');
    expect(on.calls().filter((call) => / (stop|zap)$/.test(call))).toEqual([]);
  });

  test('adds packages to world, and says which are no longer asked for', async () => {
    const on = await updated();
    applied(on, await overlay(`${profile}packages: [doas, htop]\n`));
    expect(on.calls().find((call) => call.startsWith('apk') && call.includes('add doas'))).toBeDefined();
    expect(on.read('etc/apk/world').split('\n')).toEqual(expect.arrayContaining(['vim', 'doas', 'htop']));
    const { codes: found } = codes(on, await overlay(profile));
    expect(found).toContain('apply-package-stays undefined');
    expect(on.read('etc/apk/world')).toContain('htop');
  });

  test('is not done when packages cannot be had, and says no longer that nothing changes', async () => {
    const on = await updated();
    const file = await overlay(`${profile}packages: [doas]\n`);
    const { status, stdout } = on.host(['apply', file], { FAIL: ' add ' });
    expect({ status, stdout }).toMatchObject({
      status: 1,
      stdout: expect.stringContaining('NOT everything was applied'),
    });
    expect(applied(on, file)).toContain('Applied.');
    expect(on.read('etc/apk/world')).toContain('doas');
  });

  test('restarts sshd for its settings only if it can read them', async () => {
    const on = await updated();
    on.write('run/sshd.pid', '1\n');
    on.write('fake/age', 'touch -d "2001-01-01 00:00" "$MKAPKOVL_ROOT/run/sshd.pid"');
    on.run('fake/age');
    const file = await overlay(profile.replace('access: { ', 'access: { ssh: { forwarding: true }, '));
    const { status, stderr } = on.host(['apply', file], { FAIL: 'sshd -t' });
    expect({ status, stderr }).toMatchObject({ status: 1, stderr: expect.stringContaining('sshd: sshd ended with 1') });
    expect(on.calls()).not.toContain('rc-service sshd restart');
  });

  test.each([
    ['restarts what follows USB devices if it runs an older program', '2001-01-01', true],
    ['leaves what follows USB devices alone if its program is the same', '2100-01-01', false],
  ])('%s', async (_, started, restarted) => {
    const on = await updated();
    on.write('etc/init.d/mkapkovl-replug', '', 0o755);
    on.write('run/mkapkovl/replug.lock', '');
    on.write('fake/age', `touch -d "${started} 00:00" "$MKAPKOVL_ROOT/run/mkapkovl/replug.lock"`);
    on.run('fake/age');
    applied(on, await overlay(`${profile}packages: [doas]\n`));
    expect(on.calls().includes('rc-service mkapkovl-replug restart')).toBe(restarted);
  });

  test('restarts nothing that the profile no longer has', async () => {
    const on = await updated();
    on.write('run/mkapkovl/replug.lock', '');
    on.write('fake/age', 'touch -d "2001-01-01 00:00" "$MKAPKOVL_ROOT/run/mkapkovl/replug.lock"');
    on.run('fake/age');
    applied(on, await overlay(`${profile}packages: [doas]\n`));
    expect(on.calls()).not.toContain('rc-service mkapkovl-replug restart');
  });
});

describeWith(['applets'], 'what mkapkovl-host apply does with secrets', () => {
  const secret = profile.replace('root: {', 'root: { password: { env: HASH },');

  test('shows no difference of what not everybody may read', async () => {
    const on = machine({ 'etc/wireless.conf': 'psk=mine\n' });
    on.write('etc/wireless.conf', 'psk=mine\n', 0o600);
    const text = `${secret}overlays: [./tree]\nfiles: { /etc/wireless.conf: { mode: "0600" } }\n`;
    const file = await overlay(text, { 'tree/etc/wireless.conf': 'psk=theirs\n' });
    const printed = applied(on, file);
    expect(printed).toContain('~ /etc/wireless.conf\n  (not shown: the file is not world-readable)\n');
    expect(printed).not.toMatch(/psk|\$6\$/);
    expect(on.read('var/log/mkapkovl.log')).not.toMatch(/psk|\$6\$/);
    expect(on.read('fake/passwords')).toBe(`root:${hash}\n`);
  });

  test('keeps no passwords in its backups, and removes what the overlay no longer has', async () => {
    const on = machine();
    applied(on, await overlay(secret));
    applied(on, await overlay(profile));
    const all = Object.entries(on.snapshot(['fake'])).filter(([, content]) => content.includes('$6$salt'));
    expect(all).toEqual([]);
  });

  test.each(['srv/app.conf', 'etc/app.conf'])('puts %s together where a plain file was, and keeps it', async (name) => {
    const on = machine();
    const plain = `${profile}files: { /${name}: { content: "key = old\\n" } }\n`;
    const composed = `${profile}files: { /${name}: { content: ["key = ", { secret: k }, "\\n"], secrets: { k: { env: HASH } } } }\n`;
    applied(on, await overlay(plain));
    applied(on, await overlay(composed));
    expect(on.read(name)).toBe(`key = ${hash}\n`);
    rmSync(path.join(on.folder, name));
    expect(applied(on, await overlay(composed))).not.toContain('No change');
    expect(on.read(name)).toBe(`key = ${hash}\n`);
    const backups = Object.entries(on.snapshot(['fake'])).filter(([each]) => each.includes('/backups/'));
    expect(backups.filter(([, content]) => content.includes('$6$salt'))).toEqual([]);
  });

  test('takes an overlay whose secret is in a file of the user, and keeps its digest to root', async () => {
    const on = machine();
    const file = await overlay(`${profile}files: { /etc/app.conf: { source: app.conf } }\n`, {
      'app.conf': 'password=hunter22hunter22\n',
    });
    applied(on, file);
    expect(on.read('etc/app.conf')).toBe('password=hunter22hunter22\n');
    expect(statSync(path.join(on.folder, 'etc/mkapkovl/files')).mode & 0o777).toBe(0o600);
    const digest = createHash('sha256').update('password=hunter22hunter22\n').digest('hex');
    const open = Object.entries(on.snapshot(['fake'])).filter(
      ([, content]) => content.includes(digest) && !content.startsWith('600 '),
    );
    expect(open.map(([name]) => name)).toEqual([]);
    expect(applied(on, file)).toContain('No change');
  });

  test('never has on the disk what opens it', async () => {
    const text = profile
      .replace(
        'install: { mode: existing }',
        'install: { disk: { serial: ABC1 }, encrypt: { passphrase: { env: HASH }, overlay: plain } }',
      )
      .concat('packages: [htop]\n');
    const on = machine();
    applied(on, await overlay(profile));
    // At the latest moment before all that was unpacked is removed.
    on.stub(
      'apk',
      `grep -rl '6.salt.0123456789' "$MKAPKOVL_ROOT/var" "$MKAPKOVL_ROOT/etc" >> "$MKAPKOVL_ROOT/fake/found"; exit 0`,
    );
    on.write('fake/found', '');
    on.host(['apply', await overlay(text)]);
    expect(readFileSync(path.join(on.folder, 'fake/found'), 'utf8')).toBe('');
    expect(Object.entries(on.snapshot(['fake'])).filter(([, content]) => content.includes('$6$salt'))).toEqual([]);
    expect(Object.keys(on.content())).not.toContain('etc/runlevels/default/mkapkovl-install');
  });
});

describeWith(['applets'], 'docs/updates.md', () => {
  test('its commands for a machine that is already there work as they are written', async () => {
    const page = readFileSync('docs/updates.md', 'utf8');
    const section = page.slice(page.indexOf('## Take over'));
    const block = /<!-- no-run: on the target, .*? -->\n```sh\n([\s\S]*?)```/.exec(section)?.[1];
    const lines = block?.trim().split('\n') ?? [];
    expect(lines.length).toBeGreaterThan(2);
    const on = machine();
    on.write('fake/here/kvm1.apkovl.tar.gz', '');
    on.write('fake/copy', `cp '${await overlay(profile)}' "$MKAPKOVL_ROOT/fake/here/kvm1.apkovl.tar.gz"`);
    on.run('fake/copy');
    for (const [index, line] of lines.entries()) {
      // Sourced, so that it has the programs of this test.
      const command = line
        .replace(/^sh (\S+) (.*)$/, 'set -- $2; . "./$1"')
        .replace(/^mkapkovl-host (.*)$/, 'set -- $1; . "$MKAPKOVL_ROOT/usr/local/bin/mkapkovl-host"');
      on.write('fake/line', `cd "$MKAPKOVL_ROOT/fake/here"; ${command}`);
      const { status, stdout, stderr } = on.run('fake/line');
      // What is promised cannot all be kept in a fake root.
      if (line.endsWith(' verify')) expect({ index, status }).not.toMatchObject({ status: 2 });
      else expect({ index, status, stdout, stderr }).toMatchObject({ status: 0 });
    }
    expect(on.read('etc/mkapkovl/install.conf')).toContain('existing');
  });
});
