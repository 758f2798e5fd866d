import { expect, test } from 'vitest';
import { describeWith } from '../../support/tools.ts';
import { ends, install, installedFiles, liveSystem, markOf, powerCut } from './programs.ts';

/** What fails or is cut off: the program, with as much of its words as tells it apart. */
const points = [
  'setup-alpine',
  'apk add --quiet',
  'sfdisk',
  'mkfs.ext4 -q -F -O',
  'mkfs.ext4 -q -F -U',
  'mount -t ext4 */sda2',
  'mount -t ext4 */sda1',
  'setup-disk',
  'mount --bind /proc',
  'mount --bind /dev',
  'chroot * adduser',
  'chroot * chpasswd',
  'chroot * mkinitfs',
  'chroot * update-extlinux',
  'umount */mnt/boot',
  'umount */mnt',
];
/** Moments between programs, seen by the records that are written there. */
const moments = ['install-disk', 'install-system', 'install-target', 'install-finish'].map(
  (step) => `sync */var/lib/mkapkovl/steps/${step}.json.new`,
);

const pattern = (point: string) => `"${point}"*`.replaceAll('*', '"*"').replace(/"\*"$/, '*').replaceAll('""', '');
const when = (point: string, script: string) => `case "\${0##*/} $*" in ${pattern(point)}) ${script} ;; esac`;
const machine = () => liveSystem({ files: { 'etc/mkapkovl/users': 'root\tlocked\t-\nana\tlocked\twheel\n' } });
/** The archive of the initramfs has times in it; what it must hold the installer itself looks for. */
const state = (live: ReturnType<typeof machine>) => {
  const files = installedFiles(live);
  return { disk: ends(live), files: { ...files, 'sda1/initramfs-lts': files['sda1/initramfs-lts']?.slice(0, 2) } };
};

describeWith(['applets', 'setsid'], 'an installation', () => {
  let known: ReturnType<typeof state> | undefined;
  const undisturbed = () => {
    if (known) return known;
    const live = machine();
    install(live);
    known = state(live);
    return known;
  };

  test.each(points)('in which %s fails says so, holds nothing open, and is completed by the next', (point) => {
    const live = machine();
    live.fault(when(point, 'exit 1'));
    const failed = install(live);
    expect(failed.status).not.toBe(0);
    expect(failed.stderr).toContain('FAILED');
    expect(live.calls()).not.toContain('reboot');
    expect(markOf(live)).not.toContain('finished');
    live.fault('');
    expect(install(live).status).toBe(0);
    expect(state(live)).toEqual(undisturbed());
    expect(live.read('proc/self/mountinfo')).not.toContain('/mnt');
  });

  test.each([...points, ...moments])('that the power cuts off at %s is completed after the next start', (point) => {
    const live = machine();
    live.fault(when(point, 'rm "$FAULTS"; kill -9 0'));
    expect(install(live).status).not.toBe(0);
    powerCut(live);
    expect(install(live).status).toBe(0);
    expect(state(live)).toEqual(undisturbed());
  });

  test.each(['mkfs.ext4 -q -F -U', 'setup-disk', 'chroot * mkinitfs'])(
    'that is killed at %s is completed by the next in the same live system',
    (point) => {
      const live = machine();
      live.fault(when(point, 'rm "$FAULTS"; kill -9 0'));
      expect(install(live).status).not.toBe(0);
      expect(install(live).status).toBe(0);
      expect(state(live)).toEqual(undisturbed());
    },
  );
});
