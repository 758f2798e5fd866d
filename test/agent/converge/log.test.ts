import { existsSync, rmSync, statSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { applet } from '../../support/alpine/userland.ts';
import { describeWith } from '../../support/tools.ts';
import { install, liveSystem } from '../installer/programs.ts';
import { type FakeRoot, locks } from '../support.ts';
import { converge, machine, records } from './machine.ts';

const MiB = 1024 * 1024;
const log = 'var/log/mkapkovl.log';
const old = `${log}.old`;
/** A log of that many bytes, that ends in a line of its own. */
const filled = (bytes: number, last: string) =>
  [...Array(Math.ceil(bytes / 63)).fill('x'.repeat(62)), last, ''].join('\n');
const firstLine = (root: FakeRoot) => root.read(log).split('\n')[0];
const first = '2023-11-14T22:13:20Z Release of Alpine: not needed';

describeWith(['applets', 'flock'], 'the log of the agent', () => {
  test('goes on where it ended, as long as it has no more than 1 MiB', () => {
    const root = machine({ [log]: 'before\n' });
    converge(root);
    expect(firstLine(root)).toBe('before');
    expect(root.read(log)).toContain(`\n${first}\n`);
    expect(existsSync(path.join(root.folder, old))).toBe(false);
  });

  test.each([
    ['an installed', '/dev/vda2 / ext4 rw 0 0\n'],
    ['a diskless', 'tmpfs / tmpfs rw 0 0\n'],
  ])('begins again after more than 1 MiB on %s host, and keeps all that it had in one older file', (_, mounts) => {
    const root = machine({ 'proc/mounts': mounts, [log]: filled(MiB, 'newest'), [old]: 'oldest\n' });
    converge(root);
    expect(root.read(old)).toBe(filled(MiB, 'newest'));
    expect(firstLine(root)).toBe(first);
  });

  test('stays while somebody has it locked, as every user can, and holds up nothing', () => {
    const root = machine({ [log]: filled(MiB, 'newest') });
    root.stub('flock', 'case $* in 3) : > "$MKAPKOVL_ROOT/fake/waits" ;; "-n 3") exit 1 ;; esac\n');
    expect(converge(root).status).toBe(0);
    expect(existsSync(path.join(root.folder, 'fake/waits'))).toBe(false);
    expect(existsSync(path.join(root.folder, old))).toBe(false);
    expect(locks(root)).toEqual({ 'run/mkapkovl/converge.lock': '600' });
  });

  test('takes no more than a few MiB, however often the machine starts', () => {
    const root = machine();
    converge(root);
    // Each start adds more than all lines of a run.
    const size = (name: string) => statSync(path.join(root.folder, name), { throwIfNoEntry: false })?.size ?? 0;
    for (let start = 0; start < 6; start += 1) {
      root.write(log, filled(size(log) + MiB / 2, 'newest'));
      converge(root);
      expect(size(log) + size(old)).toBeLessThan(3.5 * MiB);
    }
    const names = Object.keys(root.snapshot()).filter((name) => name.startsWith('var/log/mkapkovl'));
    expect(names).toEqual([log, old]);
  });

  test('is not moved again by a stage that waited while another one moved it', () => {
    const root = machine({ [log]: filled(MiB, 'newest') });
    root.stub(
      'flock',
      `case $* in *3) cd "$MKAPKOVL_ROOT/var/log" && mv mkapkovl.log mkapkovl.log.old && echo another > mkapkovl.log ;; esac
exec ${applet('flock')} "$@"`,
    );
    converge(root);
    expect(root.read(old)).toBe(filled(MiB, 'newest'));
    expect(firstLine(root)).toBe('another');
  });
});

describeWith(['applets', 'flock'], 'a /var that is full', () => {
  const full = (root: FakeRoot) => {
    rmSync(path.join(root.folder, log), { force: true });
    symlinkSync('/dev/full', path.join(root.folder, log));
  };

  test('stops no step, and the older half of the log makes room for the newest lines', () => {
    const [root, other] = [machine({ [log]: '', [old]: 'old\n' }), machine()];
    full(root);
    const { status, said } = converge(root);
    expect({ status, records: records(root) }).toEqual({ status: converge(other).status, records: records(other) });
    expect(said).toContain('Packages: done');
    expect(existsSync(path.join(root.folder, old))).toBe(false);
  });

  test('takes away no output of a command: that is in memory until it is in the log', () => {
    const root = machine({ 'etc/modules': 'tun\n' });
    root.stub('modprobe', 'echo loading; ls "$MKAPKOVL_ROOT/run/mkapkovl" > "$MKAPKOVL_ROOT/fake/seen"');
    converge(root);
    expect(root.read('fake/seen')).toMatch(/^output$/m);
    expect(root.read(log)).toContain('\nloading\n');
    expect(Object.keys(root.snapshot()).filter((name) => name.includes('/output'))).toEqual([]);
  });
});

describeWith(['applets', 'setsid', 'flock'], 'the log of the installer', () => {
  test('is in the installed system, with what was moved away', () => {
    const live = liveSystem();
    live.stub('flock', `exec ${applet('flock')} "$@"`);
    live.fault(
      `case "\${0##*/}" in sfdisk) dd if=/dev/zero bs=1048577 count=1 2> /dev/null >> "$MKAPKOVL_ROOT/${log}" ;; esac`,
    );
    expect(install(live).stderr).not.toContain('FAILED');
    expect(live.read(`tmp/volumes/sda2/${old}`)).toContain('installing to sda (fresh)');
    expect(live.read(`tmp/volumes/sda2/${log}`)).toContain('Installing Alpine: done');
  });
});
