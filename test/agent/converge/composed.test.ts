import { renameSync, statSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { applet } from '../../support/alpine/userland.ts';
import { describeWith } from '../../support/tools.ts';
import type { FakeRoot } from '../support.ts';
import { converge, machine, records, waits } from './machine.ts';

const secret = 'a\'b"c\\d $planted `f` &%';
const at = 'etc/wireguard/wg0.conf';
const whole = `[Interface]\nPrivateKey = ${secret}\n`;

function target(changes: Record<string, string> = {}): FakeRoot {
  const root = machine({
    'etc/mkapkovl/composed': `${at}\t0600\t0:0\tpieces/1.1,secrets/file.1.key,pieces/1.2\n`,
    'etc/mkapkovl/pieces/1.1': '[Interface]\nPrivateKey = ',
    'etc/mkapkovl/pieces/1.2': '\n',
    'etc/mkapkovl/secrets/file.1.key': secret,
    ...changes,
  });
  root.stub('chown', 'exit 0');
  root.stub(
    'stat',
    `case $2 in "%a %u:%g") echo "$(${applet('stat')} -c %a "$3") 0:0" ;; *) exec ${applet('stat')} "$@" ;; esac`,
  );
  return root;
}

/** The service that runs before networking. */
const start = (root: FakeRoot) => root.run('etc/mkapkovl/agent/compose.sh', { env: { MKAPKOVL_HERE: 'yes' } });
const inode = (root: FakeRoot) => statSync(path.join(root.folder, at)).ino;
const mode = (root: FakeRoot) => statSync(path.join(root.folder, at)).mode & 0o7777;

describeWith(['applets', 'setsid'], 'a file with a secret', () => {
  test('is put together when the machine starts, and no one else can read it', () => {
    const root = target();
    const { status, stdout, stderr } = start(root);
    expect({ status, content: root.read(at), mode: mode(root) }).toEqual({ status: 0, content: whole, mode: 0o600 });
    expect(stdout + stderr + root.read('var/log/mkapkovl.log')).not.toContain('$planted');
    expect(records(root)).toEqual({ files: 'done' });
    const holding = Object.entries(root.snapshot()).filter(([, content]) => content.includes('$planted'));
    expect(holding.map(([name]) => name)).toEqual(['etc/mkapkovl/secrets/file.1.key', at]);
  });

  test('is left alone while it is right', () => {
    const root = target();
    start(root);
    const before = inode(root);
    expect(start(root).status).toBe(0);
    expect(inode(root)).toBe(before);
    expect(records(root)).toEqual({ files: 'skipped' });
  });

  test('follows a secret that changes, and gets its mode back', () => {
    const root = target();
    start(root);
    root.write('etc/mkapkovl/secrets/file.1.key', 'new');
    start(root);
    expect(root.read(at)).toBe('[Interface]\nPrivateKey = new\n');
    root.write(at, root.read(at), 0o644);
    start(root);
    expect(mode(root)).toBe(0o600);
  });

  test('is the old one or the new one, whenever the power fails', () => {
    for (const program of ['chown', 'sync', 'mv']) {
      const root = target({ [at]: 'old' });
      root.stub(program, `[ ! -e "$MKAPKOVL_ROOT/fake/power-fails" ] || kill -KILL 0; exec /bin/${program} "$@"`);
      root.write('fake/power-fails', '');
      start(root);
      expect(['old', whole]).toContain(root.read(at));
      root.stub(program, program === 'chown' ? 'exit 0' : `exec /bin/${program} "$@"`);
      expect(start(root).status).toBe(0);
      expect(root.read(at)).toBe(whole);
      expect(Object.keys(root.snapshot()).filter((name) => /wireguard\/\..*/.test(name))).toEqual([]);
    }
  });

  test('stays as it is when a piece is missing, and the record says which', () => {
    const root = target({
      [at]: 'old',
      'etc/mkapkovl/composed': `${at}\t0600\t0:0\tpieces/1.1,secrets/file.1.other\n`,
    });
    expect(start(root).status).toBe(1);
    expect(root.read(at)).toBe('old');
    expect(records(root).files).toBe('failed: /etc/wireguard/wg0.conf: the overlay contains no secrets/file.1.other');
  });

  test('replaces a link, and does not write through it', () => {
    const root = target({ 'srv/elsewhere': 'other' });
    root.write('etc/wireguard/.keep', '');
    symlinkSync(path.join(root.folder, 'srv/elsewhere'), path.join(root.folder, at));
    symlinkSync(path.join(root.folder, 'srv/elsewhere'), path.join(root.folder, 'etc/wireguard/.mkapkovl-secret'));
    start(root);
    expect(root.read('srv/elsewhere')).toBe('other');
    expect(root.read(at)).toBe(whole);
  });

  test('does not take the place of a folder', () => {
    const root = target({ [`${at}/inside`]: '' });
    expect(start(root).status).toBe(1);
    expect(records(root).files).toContain('is a folder');
  });

  test('of the machine itself is kept in the backups, once', () => {
    const root = target({ [at]: 'by hand' });
    start(root);
    expect(root.read(at)).toBe(whole);
    const kept = Object.entries(root.snapshot()).filter(([, content]) => content.endsWith('by hand'));
    expect(kept.map(([name]) => name)).toEqual([`var/lib/mkapkovl/backups/composed/${at}`]);
    root.write('etc/mkapkovl/secrets/file.1.key', 'new');
    start(root);
    expect(root.read(`var/lib/mkapkovl/backups/composed/${at}`)).toBe('by hand');
  });

  test('on a file system that is not mounted yet is not written below it', () => {
    const late = 'srv/guests/app.conf';
    const rows = {
      'etc/mkapkovl/composed': `${late}\t0600\t0:0\tsecrets/file.1.key\n`,
      'etc/mkapkovl/waits': `${waits}file\t/${late}\tmount\t/srv/guests\n`,
    };
    const root = target(rows);
    expect(start(root).status).toBe(0);
    expect(Object.keys(root.snapshot())).not.toContain(late);
    // The converge stage mounts it.
    expect(converge(root).status).toBe(0);
    expect(root.read(late)).toBe(secret);
  });

  test('is checked again by every run, after mounts', () => {
    const root = target();
    const { said } = converge(root);
    expect(said.findIndex((line) => line.startsWith('Mounts'))).toBeLessThan(
      said.findIndex((line) => line.startsWith('Files with secrets')),
    );
    expect(root.read(at)).toBe(whole);
  });

  test('goes when the profile drops it, unless the overlay has a plain file of that name', () => {
    const root = target();
    start(root);
    root.write('etc/mkapkovl/composed', '');
    converge(root);
    expect(Object.keys(root.snapshot())).not.toContain(at);
    const plain = target();
    start(plain);
    plain.write('etc/mkapkovl/composed', '');
    plain.write('etc/mkapkovl/files', `file\t0644\t0:0\t1234\t${at}\n`);
    plain.write(at, 'plain');
    converge(plain);
    expect(plain.read(at)).toBe('plain');
  });

  test('of another name in the folder is not touched', () => {
    const root = target({ 'etc/wireguard/wg1.conf': 'by hand' });
    start(root);
    expect(root.read('etc/wireguard/wg1.conf')).toBe('by hand');
  });

  test.each([
    ['a link that a user made in place of its folder', true],
    ['a folder of a user', false],
  ])('is not written below %s', (_, linked) => {
    const root = target({
      'etc/modprobe.d/.keep': '',
      'etc/mkapkovl/composed': 'srv/app/db.conf\t0600\t0:0\tsecrets/file.1.key\n',
    });
    root.write('srv/.keep', '');
    if (linked) symlinkSync(path.join(root.folder, 'etc/modprobe.d'), path.join(root.folder, 'srv/app'));
    else root.write('srv/app/.keep', '');
    root.stub('stat', `case "$*" in *"%u "*/srv/app) echo 1000 ;; *) exec ${applet('stat')} "$@" ;; esac`);
    expect(start(root).status).toBe(1);
    expect(records(root).files).toBe('failed: /srv/app/db.conf: /srv/app belongs to user 1000, not to root');
    expect(Object.keys(root.snapshot()).filter((name) => name.endsWith('/db.conf'))).toEqual([]);
  });

  test('that was right already is removed, too, when the profile drops it', () => {
    const root = target();
    root.write(at, whole, 0o600);
    start(root);
    root.write('etc/mkapkovl/composed', '');
    converge(root);
    expect(Object.keys(root.snapshot())).not.toContain(at);
  });

  test('on a file system that is not there is removed once it is', () => {
    const root = target({ 'etc/mkapkovl/composed': 'srv/app/key\t0600\t0:0\tsecrets/file.1.key\n' });
    start(root);
    renameSync(path.join(root.folder, 'srv/app'), path.join(root.folder, 'fake/app'));
    root.write('etc/mkapkovl/composed', '');
    start(root);
    converge(root);
    renameSync(path.join(root.folder, 'fake/app'), path.join(root.folder, 'srv/app'));
    converge(root);
    expect(Object.keys(root.snapshot())).not.toContain('srv/app/key');
  });

  test('is there even if nothing can be recorded, which is reported', () => {
    const root = target({ 'var/lib/mkapkovl/composed': 'no folder' });
    expect(start(root).status).toBe(1);
    expect(root.read(at)).toBe(whole);
    expect(records(root).files).toBe(
      'failed: /etc/wireguard/wg0.conf is in place, but cannot be recorded: is /var full?',
    );
  });

  test('that no one may read is left alone while it is right', () => {
    const root = target({ 'etc/mkapkovl/composed': `${at}\t0000\t0:0\tsecrets/file.1.key\n` });
    start(root);
    expect(start(root).status).toBe(0);
    expect(records(root)).toEqual({ files: 'skipped' });
  });
});
