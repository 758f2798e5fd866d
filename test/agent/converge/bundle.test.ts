import { expect, test } from 'vitest';
import { describeWith } from '../../support/tools.ts';
import { attached, callsOf, image, mounted, otherBuild, sha256, wantsImage, wantsPackages } from './bundle.ts';
import { converge, records } from './machine.ts';

const own = '/run/mkapkovl/medium';
const readOnly = (disk: string) => `mount -t vfat -o ro,nosuid,nodev,noexec /dev/${disk} ${own}`;
const withImage = { [`images/${sha256}`]: image };

describeWith(['applets', 'flock'], 'the bundle of a medium', () => {
  test('has the packages, and the repositories are not asked', () => {
    const root = wantsPackages(mounted('media/sdb1'));
    const { calls } = converge(root);
    const from = '--no-network --repository /media/sdb1/bundle';
    expect(callsOf(root, calls, 'apk').filter((call) => !call.includes('info'))).toEqual([
      `apk add --simulate ${from} vim`,
      `apk --no-progress --wait 120 ${from} add vim`,
    ]);
    expect(records(root)).toMatchObject({ repositories: 'done', packages: 'done' });
    expect(callsOf(root, calls, 'mount', 'umount')).toEqual([]);
  });

  test('that lacks some is taken together with the repositories', () => {
    const root = wantsPackages(mounted('media/sdb1'));
    const { calls } = converge(root, { FAIL: 'apk add --simulate' });
    expect(callsOf(root, calls, 'apk').filter((call) => !call.includes('info'))).toEqual([
      'apk add --simulate --no-network --repository /media/sdb1/bundle vim',
      'apk --quiet update',
      'apk --no-progress --wait 120 --repository /media/sdb1/bundle add vim',
    ]);
    expect(records(root)).toMatchObject({ repositories: 'done', packages: 'done' });
  });

  test('has the image, which is not downloaded', () => {
    const root = wantsImage(mounted('media/sdb1', undefined, withImage));
    const { calls } = converge(root);
    expect(callsOf(root, calls, 'wget')).toEqual([]);
    expect(root.read('srv/web.qcow2')).toBe(image);
    expect(root.read(`media/sdb1/bundle/images/${sha256}`)).toBe(image);
  });

  test.each([
    ['another image', sha256, '0'.repeat(64)],
    ['an image, but the profile has no digest', '-', '-'],
  ])('has %s: that of the profile is downloaded', (_, digest, name) => {
    const root = wantsImage(mounted('media/sdb1', undefined, { [`images/${name}`]: 'other\n' }), digest);
    const { calls, said } = converge(root);
    expect(callsOf(root, calls, 'wget')).toHaveLength(1);
    expect(root.read('srv/web.qcow2')).toBe(image);
    expect(said.filter((line) => line.includes('bundle'))).toEqual([]);
  });

  test('is not there: everything is as without a medium', () => {
    const root = wantsPackages();
    const { calls, said } = converge(root);
    expect(callsOf(root, calls, 'apk').filter((call) => !call.includes('info'))).toEqual([
      'apk --quiet update',
      'apk --no-progress --wait 120 add vim',
    ]);
    expect(said.filter((line) => /medium|bundle/.test(line))).toEqual([]);
  });
});

describeWith(['applets', 'flock'], 'a medium that is attached and not mounted', () => {
  test('is mounted read-only for the run, and released', () => {
    const root = wantsPackages(attached('sdb1', '8:17'));
    const { calls } = converge(root);
    expect(callsOf(root, calls, 'mount', 'umount')).toEqual([readOnly('sdb1'), `umount ${own}`]);
    expect(callsOf(root, calls, 'apk')).toContain(
      `apk --no-progress --wait 120 --no-network --repository ${own}/bundle add vim`,
    );
    expect(root.read('proc/self/mountinfo')).not.toContain(own);
  });

  test('for other builds is released at once and named, and the next one is looked at', () => {
    const root = wantsPackages({ ...attached('sdb1', '8:17', otherBuild), ...attached('sdc1', '8:33') });
    const { calls, said } = converge(root);
    expect(callsOf(root, calls, 'mount', 'umount')).toEqual([
      ...[readOnly('sdb1'), `umount ${own}`],
      ...[readOnly('sdc1'), `umount ${own}`],
    ]);
    expect(said).toContainEqual(expect.stringMatching(/^the medium at \/dev\/sdb1 holds other builds/));
    expect(records(root)).toMatchObject({ packages: 'done' });
  });

  test('is an ISO on a whole disk, whose partition is not mounted as well', () => {
    const root = wantsPackages({
      ...attached('sdb', '8:16', otherBuild),
      ...attached('sdb1', '8:17', otherBuild),
      'sys/class/block/sdb/sdb1/dev': '8:17\n',
    });
    const { calls } = converge(root);
    expect(callsOf(root, calls, 'mount')).toEqual([readOnly('sdb')]);
  });

  test('is released first if an earlier run was cut off', () => {
    const root = wantsPackages({
      ...attached('sdb1', '8:17'),
      'proc/self/mountinfo': `1 0 8:2 / / rw - ext4 /dev/sda2 rw\n7 1 8:17 / ${own} ro - vfat /dev/sdb1 ro\n`,
      [`${own.slice(1)}/x`]: '',
    });
    const { calls } = converge(root);
    expect(callsOf(root, calls, 'mount', 'umount')).toEqual([`umount ${own}`, readOnly('sdb1'), `umount ${own}`]);
  });
});
