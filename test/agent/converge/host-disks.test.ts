import { mkdirSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { describeWith } from '../../support/tools.ts';
import { converge, machine, object, records } from './machine.ts';

/**
 * sda has the system: sda1 is /boot, sda2 holds LUKS, on it LVM with the root, swap and a volume for guests. sdb and sdc
 * are a mirror with a file system. sdd is a pool's, sde is mounted by the profile, and nobody uses sdf.
 */
function target(given: string, changes: Record<string, string> = {}) {
  const root = machine({
    'proc/self/mountinfo': [
      '1 0 253:1 / / rw - ext4 /dev/mapper/vg0-root rw',
      '2 1 8:1 / /boot rw - ext4 /dev/sda1 rw',
      '3 1 9:0 / /srv/mirror rw - xfs /dev/md0 rw',
      '',
    ].join('\n'),
    'proc/swaps': 'Filename Type Size Used Priority\n/dev/mapper/vg0-swap partition 1 0 -2\n',
    'etc/mkapkovl/fstab': 'UUID=e1\t/srv/e\text4\tnoauto\t0\t2\nLABEL=guests\t/srv/guests\text4\tdefaults\t0\t2\n',
    'etc/mkapkovl/libvirt/pools.table': 'bulk\tdisk\t/dev\tyes\n',
    'etc/mkapkovl/libvirt/pools/bulk.xml': object('pool', 'bulk', 1, "  <source><device path='/dev/sdd'/></source>\n"),
    'etc/mkapkovl/libvirt/networks.table': '',
    'etc/mkapkovl/libvirt/volumes.table': '',
    'etc/mkapkovl/libvirt/guests.table': 'web\tyes\t-\nspare\tyes\t-\n',
    'etc/mkapkovl/libvirt/domains/web.xml': object('domain', 'web', 3, `  ${given}\n`),
    'etc/mkapkovl/libvirt/domains/spare.xml': object('domain', 'spare', 5, disk('/dev/sdf')),
    ...changes,
  });
  const disk8 = ['sda', 'sdb', 'sdc', 'sdd', 'sde', 'sdf'];
  for (const [index, name] of disk8.entries()) block(root.folder, name, `8:${index * 16}`);
  for (const [whole, number, numbers] of [
    ['sda', 1, '8:1'],
    ['sda', 2, '8:2'],
    ['sda', 3, '8:3'],
    ['sdd', 1, '8:49'],
    ['sde', 1, '8:65'],
  ] as const)
    block(root.folder, `${whole}${number}`, numbers, { whole, number });
  block(root.folder, 'md0', '9:0', { slaves: ['sdb', 'sdc'] });
  block(root.folder, 'dm-0', '253:0', { slaves: ['sda2'], mapped: 'crypt' });
  for (const [index, name] of ['root', 'swap', 'guest'].entries())
    block(root.folder, `dm-${index + 1}`, `253:${index + 1}`, { slaves: ['dm-0'], mapped: `vg0-${name}` });
  for (const [link, to] of [
    ['disk/by-id/wwn-0x5000-part1', 'sda1'],
    ['disk/by-id/wwn-0x5000', 'sda'],
    ['disk/by-id/ata-A+B=C@D#E-0:0', 'sda'],
    ['disk/by-uuid/e1', 'sde1'],
    ['vg0/guest', 'mapper/vg0-guest'],
    ['vg0/root', 'mapper/vg0-root'],
  ] as const) {
    mkdirSync(path.dirname(path.join(root.folder, 'dev', link)), { recursive: true });
    symlinkSync(path.join(root.folder, 'dev', to), path.join(root.folder, 'dev', link));
  }
  return root;
}

interface Block {
  whole?: string;
  number?: number;
  slaves?: string[];
  mapped?: string;
}

/** A block device as /sys and /dev show it; Alpine's mdev makes nodes, not links, for what the device mapper has. */
function block(folder: string, name: string, numbers: string, { whole = '', number, slaves = [], mapped }: Block = {}) {
  const place = path.join(folder, 'sys/devices/virtual/block', whole, name);
  mkdirSync(path.join(place, 'slaves'), { recursive: true });
  const put = (file: string, content: string) => write(folder, path.relative(folder, path.join(place, file)), content);
  put('dev', `${numbers}\n`);
  if (number) put('partition', `${number}\n`);
  if (mapped) put('dm/name', `${mapped}\n`);
  for (const slave of slaves)
    symlinkSync(path.join(folder, 'sys/class/block', slave), path.join(place, 'slaves', slave));
  for (const link of [`sys/class/block/${name}`, `sys/dev/block/${numbers}`]) {
    mkdirSync(path.dirname(path.join(folder, link)), { recursive: true });
    symlinkSync(place, path.join(folder, link));
  }
  write(folder, `dev/${mapped ? `mapper/${mapped}` : name}`, '');
}

function write(folder: string, name: string, content: string) {
  mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  writeFileSync(path.join(folder, name), content);
}

const disk = (source: string) => `<disk type='block' device='disk'><source dev='${source}'/></disk>`;

describeWith(['applets', 'setsid'], 'a guest whose disk the host uses', () => {
  describe.each([
    ['/dev/sda', 'it is mounted at /'],
    ['/dev/disk/by-id/ata-A+B=C@D#E-0:0', 'it is mounted at /'],
    ['/dev/disk/by-id/wwn-0x5000', 'it is mounted at /'],
    ['/dev/sda1', 'it is mounted at /boot'],
    ['/dev/disk/by-id/wwn-0x5000-part1', 'it is mounted at /boot'],
    ['/dev/sda2', 'it is mounted at /'],
    ['/dev/mapper/crypt', 'it is mounted at /'],
    ['/dev/vg0/root', 'it is mounted at /'],
    ['/dev/mapper/vg0-swap', 'it is used as swap'],
    ['/dev/md0', 'it is mounted at /srv/mirror'],
    ['/dev/sdb', 'it is mounted at /srv/mirror'],
    ['/dev/sdd', 'it belongs to the pool bulk'],
    ['/dev/sde', 'the profile mounts it at /srv/e'],
    ['/dev/sde1', 'the profile mounts it at /srv/e'],
  ])('%s', (source, why) => {
    test('is neither defined nor started, and others are', () => {
      const root = target(disk(source));
      const { calls } = converge(root);
      expect(records(root).guests).toBe(`failed: web: the host itself uses the disk ${source}: ${why}`);
      expect(calls.filter((call) => /(define|start) .*web/.test(call))).toEqual([]);
      expect(calls).toContainEqual(expect.stringMatching(/define .*spare\.xml/));
    });
  });

  test.each([
    `<qemu:arg value='file=/dev/sda,format=raw'/>`,
    `<disk type='file'><source file='/dev/sda1'/></disk>`,
    `<hub/><disk type='block'><source dev="/dev/sda"/></disk>`,
  ])('is seen by any name in the definition: %s', (given) => {
    const root = target(given);
    converge(root);
    expect(records(root).guests).toMatch(/^failed: web: the host itself uses the disk \/dev\/sda1?:/);
  });
});

describeWith(['applets', 'setsid'], 'a guest whose disk nobody else uses', () => {
  test.each(['/dev/sdf', '/dev/vg0/guest', '/dev/sda3', '/dev/sdd1', '/dev/disk/by-id/not-there', '/dev/net/tun'])(
    'is defined: %s',
    (source) => {
      const root = target(disk(source));
      converge(root);
      expect(records(root).guests).toBe('done');
    },
  );

  test('is not started any more once its name means the disk of the host', () => {
    const root = target(disk('/dev/disk/by-id/x'));
    const link = path.join(root.folder, 'dev/disk/by-id/x');
    symlinkSync(path.join(root.folder, 'dev/sdf'), link);
    write(root.folder, 'etc/mkapkovl/libvirt/guests.table', 'web\tno\t-\n');
    converge(root);
    expect(records(root).guests).toBe('done');
    unlinkSync(link);
    symlinkSync(path.join(root.folder, 'dev/sda'), link);
    write(root.folder, 'etc/mkapkovl/libvirt/guests.table', 'web\tyes\t-\n');
    const { calls } = converge(root);
    expect(calls.filter((call) => /start web/.test(call))).toEqual([]);
    expect(records(root)['guest-web']).toMatch(/^failed: /);
  });
});
