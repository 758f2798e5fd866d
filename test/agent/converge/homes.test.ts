import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { applet } from '../../support/alpine/userland.ts';
import { describeWith } from '../../support/tools.ts';
import type { FakeRoot } from '../support.ts';
import { converge, machine, records, waits } from './machine.ts';

const keys = 'home/ana/.ssh/authorized_keys';
const key = 'ssh-ed25519 AAAA ana\n';

/** /home on a file system of its own: what was in the folder is hidden while that is mounted. */
function target(options = 'defaults', changes: Record<string, string> = {}): FakeRoot {
  const root = machine({
    'etc/mkapkovl/fstab': `LABEL=home\t/home\text4\t${options}\t0\t2\n`,
    'etc/mkapkovl/waits': waits.replace('pool\tdefault\tmount\t/srv/guests\n', ''),
    'home/.keep': '',
    ...changes,
  });
  root.write('fake/volume/.keep', '');
  root.stub(
    'mount',
    `R=$MKAPKOVL_ROOT
echo "mount $*" >> "$R/fake/calls"
[ -d "$R/fake/volume" ] || { echo "mount: can't find LABEL=home" >&2; exit 255; }
mv "$R/home" "$R/fake/hidden" && mv "$R/fake/volume" "$R/home"
echo "LABEL=home /home ext4 rw 0 0" >> "$R/proc/mounts"`,
  );
  return root;
}

function unplug(root: FakeRoot): void {
  root.stub('mount', 'echo "mount: can\'t find LABEL=home" >&2; exit 255');
}

/** An account that the installer made, with its home in the folder that the mount hides. */
const older = {
  'etc/passwd': 'root:x:0:0:root:/root:/bin/sh\nana:x:1000:1000::/home/ana:/bin/sh\n',
  'etc/shadow': 'root:*:0:::::\nana:*:0:::::\n',
  'home/ana/.keep': '',
};

const at = (root: FakeRoot, name: string) => existsSync(path.join(root.folder, name));

describeWith(['applets', 'setsid'], 'a home on a file system of the profile', () => {
  test('is made there, and the keys with it, by the first run', () => {
    const root = target();
    expect(converge(root).status).toBe(0);
    expect(root.read(keys)).toBe(key);
    expect(at(root, 'fake/hidden/ana')).toBe(false);
  });

  test('is made when the account is older than the mount', () => {
    const root = target('defaults', older);
    expect(converge(root).status).toBe(0);
    expect(root.read(keys)).toBe(key);
    expect(statSync(path.join(root.folder, 'home/ana')).mode & 0o022).toBe(0);
  });

  test('that is not there keeps no one out: the keys go below the mount point', () => {
    const root = target();
    unplug(root);
    expect(converge(root).status).toBe(1);
    expect(records(root)).toMatchObject({ users: 'done' });
    expect(records(root).mounts).toMatch(/^failed: cannot mount \/home/);
    expect(root.read(keys)).toBe(key);
  });

  test('that may be missing (nofail) does not even fail', () => {
    const root = target('defaults,nofail');
    unplug(root);
    expect(converge(root).status).toBe(0);
    expect(root.read(keys)).toBe(key);
  });

  test('that comes late gets home and keys by the next run', () => {
    const root = target('defaults,nofail');
    const mount = root.read('fake/programs/mount');
    unplug(root);
    converge(root);
    root.write('fake/programs/mount', mount, 0o755);
    expect(converge(root).status).toBe(0);
    expect(at(root, 'fake/hidden/ana/.ssh/authorized_keys')).toBe(true);
    expect(root.read(keys)).toBe(key);
  });

  test('that no run can make is reported with its reason', () => {
    const root = target('defaults', older);
    expect(converge(root, { FAIL: 'chown 1000:1000' }).said).toContain(
      'Users: FAILED: cannot make /home/ana, the home of ana',
    );
  });

  test('of another machine, whose owner has another number, is reported with the remedy', () => {
    const root = target('defaults', { 'fake/volume/ana/.keep': '' });
    root.stub('stat', `case "$2 $3" in "%u "*/home/ana) echo 1001 ;; *) exec ${applet('stat')} "$@" ;; esac`);
    expect(converge(root, { FAIL: 'su ' }).said).toContain(
      'Users: FAILED: cannot write the SSH keys of ana: /home/ana belongs to user 1001 instead of 1000; run chown -R ana: /home/ana',
    );
  });
});
