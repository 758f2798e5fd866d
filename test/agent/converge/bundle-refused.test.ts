import { mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { describeWith } from '../../support/tools.ts';
import {
  attached,
  callsOf,
  image,
  mediumFiles,
  mounted,
  otherBuild,
  sha256,
  wantsImage,
  wantsPackages,
} from './bundle.ts';
import { converge, records } from './machine.ts';

const noNetwork = { FAIL: 'apk --quiet update' };
const silent = 'failed: the repositories do not answer: apk ended with 1: apk: out of order';

describeWith(['applets', 'flock'], 'without a network', () => {
  test('and without a bundle, the repositories do not answer', () => {
    const root = wantsPackages();
    converge(root, noNetwork);
    expect(records(root)).toMatchObject({ repositories: silent, packages: expect.stringMatching(/^failed/) });
  });

  test('a bundle that lacks a package is part of the reason', () => {
    const root = wantsPackages(mounted('media/sdb1'));
    root.stub(
      'apk',
      'case "$*" in *--simulate*) echo "WARNING: opening from cache x"; echo "ERROR: vim (no such package)" ;; *update*) echo "apk: out of order" ;; esac; exit 1',
    );
    converge(root);
    const reason = '; the bundle of the medium does not have all packages: ERROR: vim (no such package)';
    expect(records(root).repositories).toBe(`${silent}${reason}`);
  });

  test('the bundle of a medium for other builds is reported and not used', () => {
    const root = wantsPackages(mounted('media/sdb1', otherBuild));
    const { said, calls } = converge(root, noNetwork);
    expect(said.filter((line) => line.includes('the medium at /media/sdb1 holds other builds'))).toHaveLength(1);
    expect(records(root).repositories).toBe(silent);
    expect(callsOf(root, calls, 'apk').filter((call) => call.includes('/media'))).toEqual([]);
  });
});

describeWith(['applets', 'flock'], 'an image in the bundle', () => {
  test('with another digest than its name is reported, and the network is asked', () => {
    const root = wantsImage(mounted('media/sdb1', undefined, { [`images/${sha256}`]: 'damaged\n' }));
    const { said, calls } = converge(root);
    expect(said).toContainEqual(
      expect.stringMatching(/web\.qcow2: its copy in the bundle .* has not the sha256 of its/),
    );
    expect(callsOf(root, calls, 'wget')).toHaveLength(1);
    expect(root.read('srv/web.qcow2')).toBe(image);
  });

  test('with another digest is part of the reason if the network does not have it either', () => {
    const root = wantsImage(mounted('media/sdb1', undefined, { [`images/${sha256}`]: 'damaged\n' }));
    converge(root, { FAIL: 'wget' });
    const reason = records(root)['volume-default-web.qcow2'];
    expect(reason).toMatch(/^failed: cannot download http:.*; its copy in the bundle at .* cannot be read, or has not/);
    expect(Object.keys(root.snapshot()).filter((name) => name.startsWith('srv/web'))).toEqual([]);
  });
});

describeWith(['applets', 'flock'], 'no disk is mounted to look for a bundle', () => {
  const disk = { 'fake/disks/sdb1.type': 'vfat\n', 'sys/class/block/sdb1/dev': '8:17\n' };
  const cases: [string, Record<string, string>][] = [
    ['with another file system', { ...disk, 'fake/disks/sdb1.type': 'ext4\n' }],
    ['on which another device lies', { ...disk, 'sys/class/block/sdb1/holders/dm-0': '' }],
    ['that is mounted', { ...disk, ...mounted('srv/stick', otherBuild) }],
    ['that is a volume', { 'fake/disks/dm-0.type': 'vfat\n', 'sys/class/block/dm-0/dev': '253:0\n' }],
    ['of a guest', { ...disk, 'etc/mkapkovl/libvirt/domains/web.xml': "<source dev='/dev/sdb1'/>\n", 'dev/sdb1': '' }],
    [
      'that is a partition of a guest’s',
      {
        ...disk,
        'sys/class/block/sdb/dev': '8:16\n',
        'sys/class/block/sdb/sdb1/dev': '8:17\n',
        'etc/mkapkovl/libvirt/domains/web.xml': "<source dev='/dev/disk/by-id/usb-1'/>\n",
        'dev/sdb': '',
      },
    ],
  ];
  test.each(cases)('%s', (_, files) => {
    const root = wantsPackages({ ...mediumFiles('fake/disks/sdb1'), ...mediumFiles('fake/disks/dm-0'), ...files });
    if ('dev/sdb' in files) {
      mkdirSync(path.join(root.folder, 'dev/disk/by-id'), { recursive: true });
      symlinkSync('../../sdb', path.join(root.folder, 'dev/disk/by-id/usb-1'));
    }
    const { calls } = converge(root, noNetwork);
    expect(callsOf(root, calls, 'mount')).toEqual([]);
    expect(records(root).repositories).toBe(silent);
  });

  test('if nothing is wanted from a bundle', () => {
    const root = wantsPackages({ ...attached('sdb1', '8:17'), 'etc/mkapkovl/packages': '' });
    const { calls } = converge(root);
    expect(callsOf(root, calls, 'blkid', 'mount', 'umount')).toEqual([]);
  });
});
