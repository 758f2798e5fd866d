import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { describeWith } from '../../support/tools.ts';
import { fakeRoot } from '../support.ts';

/** Starts the service in a root with these settings, and tells what it ran. */
function started(mode: string, rootType: string): string {
  const root = fakeRoot({
    'etc/mkapkovl/install.conf': `INSTALL_MODE='${mode}'\n`,
    'proc/mounts': `none / ${rootType} rw 0 0\n`,
  });
  const setsid = 'setsid() { echo "$*" > "$MKAPKOVL_ROOT/fake/ran"; }';
  const service = readFileSync('overlays/agent/etc/init.d/mkapkovl-converge', 'utf8');
  root.write(
    'fake/start',
    `ebegin() { :; }\neinfo() { :; }\neend() { return "$1"; }\n${setsid}\n${service}\nstart\nwait\n`,
  );
  root.write('fake/ran', '');
  const { status, stderr } = root.run('fake/start');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return root.read('fake/ran').trim().replace(root.folder, '');
}

describeWith(['applets'], 'the service mkapkovl-converge', () => {
  const runs = 'sh /etc/mkapkovl/agent/converge.sh';

  test('runs on an installed target, on a diskless one, and on an Alpine that was there before', () => {
    expect(started('sys', 'ext4')).toBe(runs);
    expect(started('diskless', 'tmpfs')).toBe(runs);
    expect(started('existing', 'ext4')).toBe(runs);
  });

  test('does nothing while the machine is being installed', () => {
    expect(started('sys', 'tmpfs')).toBe('');
  });
});
