import { rmSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { describeWith } from '../../support/tools.ts';
import type { FakeRoot } from '../support.ts';
import { callsOf, withDisks } from './bundle.ts';
import { converge, records } from './machine.ts';

const mounts = '1 0 0:2 / / rw - tmpfs tmpfs rw\n7 1 8:1 / /media/sda1 ro shared:1 - vfat /dev/sda1 ro\n';
const ownMedium = {
  'sys/class/block/sda1/dev': '8:1\n',
  'media/sda1/alpha.apkovl.tar.gz': '',
  'proc/mounts': 'tmpfs / tmpfs rw 0 0\n',
  'proc/self/mountinfo': mounts,
};

/** A disk with these files at its top, not mounted. */
const attached = (disk: string, number: string, ...names: string[]) => ({
  ...Object.fromEntries(names.map((name) => [`fake/disks/${disk}/${name}`, ''])),
  [`fake/disks/${disk}.type`]: 'vfat\n',
  [`sys/class/block/${disk}/dev`]: `${number}\n`,
});

const stray = attached('sdb1', '8:17', 'other.apkovl.tar.gz');

/** A diskless host, and what the log of its kernel has. */
function diskless(
  files: Record<string, string>,
  log = 'Loading user settings from /media/sda1/alpha.apkovl.tar.gz...',
) {
  const root = withDisks({ ...ownMedium, ...files });
  root.stub('dmesg', `echo '[    1.234567] Alpine Init 3.9.1-r2'\necho '[    4.567890] ${log}'`);
  return root;
}

/** What verify finds of overlays. */
function verified(root: FakeRoot): string[] {
  const { stdout, status } = root.run('usr/local/bin/mkapkovl-host', { arguments: ['verify', '--json'] });
  const all: { code: string; severity: string; message: string; remedy: string }[] = JSON.parse(stdout);
  const found = all.filter(({ code }) => code === 'overlay-stray');
  expect(status === 0 || all.some(({ severity }) => severity === 'error')).toBe(true);
  for (const { severity, remedy } of found) {
    expect(severity).toBe('warning');
    expect(remedy).toContain('Unplug the medium');
  }
  return found.map(({ message }) => /another overlay, (.*): Alpine/.exec(message)![1]!);
}

const remove = (root: FakeRoot, name: string) => rmSync(path.join(root.folder, name), { recursive: true });

const reasonOf = (root: FakeRoot): string => JSON.parse(root.read('var/lib/mkapkovl/steps/overlays.json')).reason;

const status = (root: FakeRoot) => root.run('usr/local/bin/mkapkovl-host', { arguments: ['status'] }).stdout;

const used = 'this start used alpha.apkovl.tar.gz of /dev/sda1';

describeWith(['applets', 'flock'], 'a diskless host whose overlay Alpine searched for', () => {
  test('reports another one on a medium that is not mounted: at the console, at login, in status and in verify', () => {
    const root = diskless(stray);
    const { said, calls } = converge(root);
    const reason = `${used}; the next one may use other.apkovl.tar.gz of /dev/sdb1 instead: see mkapkovl-host verify`;
    expect(said).toContain(`more than one overlay is attached: ${reason}`);
    expect(records(root).overlays).toBe('done');
    expect(status(root)).toContain(`done     overlays: ${reason}\n`);
    expect(root.read('etc/motd')).toContain('more than one overlay is attached');
    expect(verified(root)).toEqual([`other.apkovl.tar.gz of /dev/sdb1, and ${used}`]);
    expect(callsOf(root, calls, 'mount', 'umount')).toEqual([
      'mount -t vfat -o ro,nosuid,nodev,noexec /dev/sdb1 /run/mkapkovl/medium',
      'umount /run/mkapkovl/medium',
    ]);
  });

  test.each<[string, Record<string, string>, string[]]>([
    [
      'on a mounted medium, whatever its file system, and where it is mounted',
      {
        'proc/self/mountinfo': `${mounts}8 1 8:17 / /mnt/my\\040stick rw - ext4 /dev/sdb1 rw\n`,
        'sys/class/block/sdb1/dev': '8:17\n',
        'mnt/my stick/beta.apkovl.tar.gz': '',
      },
      ['beta.apkovl.tar.gz of /dev/sdb1'],
    ],
    ['on its own medium', { 'media/sda1/beta.apkovl.tar.gz': '' }, ['beta.apkovl.tar.gz of /dev/sda1']],
    [
      'that lbu left half written, or macOS beside the other',
      { 'media/sda1/alpha.apkovl.tar.gz.new': '', 'media/sda1/._alpha.apkovl.tar.gz': '' },
      ['._alpha.apkovl.tar.gz of /dev/sda1', 'alpha.apkovl.tar.gz.new of /dev/sda1'],
    ],
    ['of the same name', attached('sdb1', '8:17', 'alpha.apkovl.tar.gz'), ['alpha.apkovl.tar.gz of /dev/sdb1']],
    [
      'on each of several media',
      { ...stray, ...attached('sr0', '11:0', 'x.apkovl.tar.gz.aes-256-cbc') },
      ['other.apkovl.tar.gz of /dev/sdb1', 'x.apkovl.tar.gz.aes-256-cbc of /dev/sr0'],
    ],
  ])('reports one %s', (_, files, expected) => {
    const root = diskless(files);
    converge(root);
    expect(verified(root)).toEqual(expected.map((each) => `${each}, and ${used}`));
  });

  test('reports its own overlay if Alpine took that of another medium', () => {
    const root = diskless(
      {
        'proc/self/mountinfo': `${mounts}8 1 8:17 / /media/sdb1 ro - vfat /dev/sdb1 ro\n`,
        ...stray,
        'media/sdb1/other.apkovl.tar.gz': '',
      },
      'Loading user settings from /media/sdb1/other.apkovl.tar.gz...',
    );
    converge(root);
    expect(verified(root)).toEqual([
      'alpha.apkovl.tar.gz of /dev/sda1, and this start used other.apkovl.tar.gz of /dev/sdb1',
    ]);
  });

  test('names them all if the log of the kernel does not say which was used', () => {
    const root = diskless(stray, 'something else');
    converge(root);
    const unknown = 'this start used one that the log of the kernel does not name any more';
    expect(verified(root)).toEqual([
      `alpha.apkovl.tar.gz of /dev/sda1, and ${unknown}`,
      `other.apkovl.tar.gz of /dev/sdb1, and ${unknown}`,
    ]);
  });

  test('knows which was used also after the log of the kernel has forgotten it', () => {
    const root = diskless(stray);
    converge(root);
    root.stub('dmesg', 'echo later');
    converge(root);
    expect(reasonOf(root)).toContain(used);
  });

  test('prints no character that controls a terminal', () => {
    const root = diskless(attached('sdb1', '8:17', 'a\x1b[2Jb.apkovl.tar.gz'));
    const { said } = converge(root);
    expect(verified(root)).toEqual([`a?[2Jb.apkovl.tar.gz of /dev/sdb1, and ${used}`]);
    expect(said.join('\n')).not.toContain('\x1b');
  });

  test('does not report one that has been deleted, or whose medium was unplugged', () => {
    const root = diskless({ ...stray, 'media/sda1/beta.apkovl.tar.gz': '' });
    converge(root);
    expect(verified(root)).toHaveLength(2);
    remove(root, 'media/sda1/beta.apkovl.tar.gz');
    expect(verified(root)).toHaveLength(1);
    remove(root, 'sys/class/block/sdb1');
    expect(verified(root)).toEqual([]);
    converge(root);
    expect([records(root).overlays, reasonOf(root), root.read('etc/motd')]).toEqual([
      'done',
      '',
      expect.not.stringContaining('more than one overlay'),
    ]);
  });

  test.each<[string, Record<string, string>]>([
    ['no other is there', {}],
    [
      'the other is in a folder, or is one',
      { 'media/sda1/old/a.apkovl.tar.gz': '', 'media/sda1/b.apkovl.tar.gz/x': '' },
    ],
    ['other names only look like it', { 'media/sda1/alpha.20260101.tar.gz': '', 'media/sda1/apkovl.tar.gz': '' }],
    [
      'lbu has encrypted its own',
      {
        'media/usb/alpha.apkovl.tar.gz.aes-256-cbc': '',
        'proc/self/mountinfo': mounts.replace('/media/sda1', '/media/usb'),
      },
    ],
    [
      'its medium is at another port now',
      {
        'proc/self/mountinfo': '1 0 0:2 / / rw - tmpfs tmpfs rw\n',
        ...attached('sdc1', '8:33', 'alpha.apkovl.tar.gz'),
      },
    ],
  ])('reports nothing if %s', (_, files) => {
    const root = diskless(files);
    const { said } = converge(root);
    expect(said.filter((line) => line.includes('more than one overlay'))).toEqual([]);
    expect(verified(root)).toEqual([]);
  });
});

describeWith(['applets', 'flock'], 'a host whose overlay was not searched for', () => {
  test.each([
    ['apkovl= names it', { 'proc/cmdline': 'quiet apkovl=/mkapkovl/host.apkovl.tar.gz\n' }],
    ['it is installed on a disk', { 'proc/mounts': '/dev/vda2 / ext4 rw 0 0\n' }],
  ])('mounts nothing, and reports nothing: %s', (_, files) => {
    const root = diskless({ ...stray, ...files });
    const { calls } = converge(root);
    expect(callsOf(root, calls, 'blkid', 'mount')).toEqual([]);
    expect([records(root).overlays, verified(root)]).toEqual([undefined, []]);
  });
});
