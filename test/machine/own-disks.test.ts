import { describe, expect, test } from 'vitest';
import { usedByHost } from '../../src/host/own-disks.ts';
import { diskName, namesIdentity } from '../../src/machine/disk-names.ts';
import { factsSchema } from '../../src/machine/schema.ts';

const disk = (name: string, serial: string, wwn: string, mounts: string[], controller: string) => ({
  name,
  serial,
  wwn,
  mounts,
  controllers: [controller],
});
const machine = factsSchema.parse({
  schema: 1,
  disks: [
    disk('sda', 'S3Z9 NB0K1', 'naa.5002538d40a1b2c3', ['/', '[SWAP]'], '0000:00:17.0'),
    disk('sdb', 'WD-1', 'naa.50014ee2b1c2d3e4', [], '0000:00:17.0'),
    disk('nvme0n1', '21490F800500', 'nvme.15b7-323134393046383030353030-574453-00000001', ['/srv'], '0000:01:00.0'),
    disk('nvme1n1', '21490F800501', 'eui.e8238fa6bf530001', [], '0000:02:00.0'),
  ],
});
const host = (changes = {}) => ({
  machine,
  install: { mode: 'sys', disk: { serial: '21490F800501', generation: 1 } } as never,
  storage: { mounts: { '/data': { device: '/dev/sdb1', type: 'ext4', options: [] } } } as never,
  libvirt: undefined,
  ...changes,
});

describe('a disk that the host uses', () => {
  test.each([
    ['/dev/sda', /^sda is mounted at \/ and has swap$/],
    ['/dev//sda3', /^sda is mounted/],
    ['/dev/disk/by-id/ata-Samsung_S3Z9_NB0K1', /^sda is mounted/],
    ['/dev/disk/by-id/wwn-0x5002538D40A1B2C3-part2', /^sda is mounted/],
    ['/dev/disk/by-id/scsi-35002538d40a1b2c3', /^sda is mounted/],
    ['/dev/disk/by-id/nvme-nvme.15b7-323134393046383030353030-574453-00000001', /^nvme0n1 is mounted at \/srv$/],
    ['/dev/disk/by-id/nvme-WDS_21490F800500_1', /^nvme0n1 is mounted/],
    ['/dev/disk/by-path/pci-0000:01:00.0-nvme-1-part1', /^nvme0n1 is mounted/],
    ['/dev/nvme1n1p9', /^nvme1n1 is the installation disk \(install\.disk\)$/],
    ['/dev/disk/by-id/nvme-eui.e8238fa6bf530001', /^nvme1n1 is the installation disk \(install\.disk\)$/],
    ['/dev/sdb', /mounted at \/data/],
    ['/dev/sdb1', /mounted at \/data/],
    ['/dev/disk/by-id/ata-WDC_WD-1-part1', /mounted at \/data/],
  ])('%s', (path, why) => {
    expect(usedByHost(host(), path)?.why).toMatch(why);
  });

  test('is known without facts by what the profile says of the installation disk', () => {
    const path = '/dev/disk/by-id/nvme-WDS_21490F800501';
    expect(usedByHost(host({ machine: null }), path)).toEqual({
      why: expect.stringContaining('install.disk'),
      path: ['install', 'disk'],
    });
    expect(
      usedByHost(host({ machine: null }), '/dev/disk/by-id/nvme-nvme.15b7-323134393046383030353031-57-1')?.why,
    ).toContain('install.disk');
  });
});

test.each([
  '/dev/sdb2',
  '/dev/disk/by-id/ata-WDC_WD-10',
  '/dev/disk/by-id/nvme-WDS_21490F8005009',
  // Two disks hang on this controller.
  '/dev/disk/by-path/pci-0000:00:17.0-ata-2',
  '/dev/disk/by-uuid/0a1b',
  '/dev/vg0/guest',
  '/dev/sdz',
])('%s is not known to be one', (path) => {
  expect(usedByHost(host(), path)).toBeUndefined();
});

test.each(['/dev/sr0', '/dev/net/tun', '/dev/dri/renderD128', '/dev/input/by-id/usb-kbd', '/srv/sda'])(
  '%s is no disk by its name',
  (path) => {
    expect(diskName(path)).toBeUndefined();
  },
);

test('a serial number is a word of a name, not a part of one', () => {
  expect(namesIdentity('ata-X_ABC123', { serial: 'ABC123' })).toBe(true);
  expect(namesIdentity('ata-X_ABC1234', { serial: 'ABC123' })).toBe(false);
  expect(namesIdentity('ata-X_AbC1-2', { serial: 'AB' })).toBe(false);
});

describe('a serial number with other characters than letters and digits', () => {
  test.each([
    // udev keeps # + - . : = @ _ (systemd, src/shared/udev-util.c: udev_replace_chars).
    ['S3+XYZ9', 'ata-Foo_S3+XYZ9'],
    ['A.B#1:2=3@4', 'ata-Foo_A.B#1:2=3@4'],
    ['A*B', 'ata-Foo_A_B'],
    ['AB(12', 'ata-Foo_AB_12'],
    ['AB12)', 'ata-Foo_AB12_'],
    ['[AB\\12]', 'ata-Foo__AB_12_'],
    ['AB/12', 'ata-Foo_AB_12'],
    ['AB  12', 'ata-Foo_AB_12'],
    ['AB__12', 'ata-Foo_AB__12'],
    ['{AB}$12?', 'nvme-Foo__AB__12_'],
  ])('%s is the disk %s', (serial, name) => {
    expect(namesIdentity(name, { serial })).toBe(true);
    expect(namesIdentity(`${name}-0:0`, { serial })).toBe(true);
  });

  test.each([
    ['S3+XYZ9', 'ata-Foo_S333XYZ9'],
    ['A.B', 'ata-Foo_AxB'],
    ['A*B', 'ata-Foo_AAB'],
    ['A|B', 'ata-Foo_A'],
    ['AB[12]', 'ata-Foo_AB1'],
  ])('%s is not the disk %s', (serial, name) => {
    expect(namesIdentity(name, { serial })).toBe(false);
  });

  test('is that of the disk with the host on it', () => {
    const mounted = factsSchema.parse({
      schema: 1,
      disks: [disk('sda', 'S3+XYZ9', 'naa.5002538d40a1b2c3', ['/', '/srv'], '0000:00:17.0')],
    });
    expect(usedByHost(host({ machine: mounted }), '/dev/disk/by-id/ata-Foo_S3+XYZ9-part1')?.why).toBe(
      'sda is mounted at / and /srv',
    );
  });
});
