import { describe, expect, test } from 'vitest';
import { hostNeeds, isRefused } from '#src/machine/needs/host-needs.ts';
import { read } from './support.ts';

const machine = `00:00.0 Host bridge [0600]: Intel Corporation Host Bridge [8086:3ec2]
00:17.0 SATA controller [0106]: Intel Corporation SATA Controller [8086:a282]
00:1f.0 ISA bridge [0601]: Intel Corporation LPC [8086:a2c9]
05:00.0 Non-Volatile memory controller [0108]: Samsung PM9A3 [144d:a80a]
`;
const disks = `NAME        TYPE FSTYPE     TRAN MODEL                SERIAL       MOUNTPOINTS
sda         disk            sata Samsung SSD 860 EVO  S3YJNB0K     \x20
├─sda1      part vfat                                              \x20
└─sda2      part zfs_member                                        \x20
sdb         disk            sata WDC WD40EFRX         WD-WCC4E     \x20
nvme0n1     disk            nvme SAMSUNG MZQL23T8     S64HNE0R     \x20
`;
const status = (pool: string, ...members: string[]) =>
  `  pool: ${pool}\n state: ONLINE\n  scan: scrub repaired 0B\nconfig:\n\n\tNAME        STATE     READ WRITE CKSUM\n\t${pool}       ONLINE       0     0     0\n\t  mirror-0  ONLINE       0     0     0\n${members.map((each) => `\t    ${each}  ONLINE       0     0     0\n`).join('')}\nerrors: No known data errors\n`;

const heldIn = (text: string) =>
  Object.fromEntries(
    (read(`${machine}\n${text}\n`).facts?.disks ?? []).map(({ name, held_by, controllers }) => [
      name,
      [held_by, controllers?.[0]?.slice(5) ?? null],
    ]),
  );
const refused = (text: string, address: string) =>
  hostNeeds(read(`${machine}\n${text}\n`).facts!, [address])
    .filter(isRefused)
    .map(({ kind, detail }) => `${kind}: ${detail}`);

describe('the disks of an imported pool are in use', () => {
  test.each([
    ['the name of the kernel', 'sda2'],
    ['a path', '/dev/sda2'],
    ['the serial number', 'ata-Samsung_SSD_860_EVO_S3YJNB0K-part2'],
    ['a path in by-id', '/dev/disk/by-id/ata-Samsung_SSD_860_EVO_S3YJNB0K-part2'],
    ['what only lsblk shows to be a member', 'wwn-0x5002538e40000001-part2'],
  ])('by %s', (_, member) => {
    const text = `${disks}\n${status('tank', member)}`;
    expect(heldIn(text).sda).toEqual([['zfs (tank)'], '00:17.0']);
    expect(refused(text, '0000:00:17.0')).toContain('mounted-disk: sda is held by zfs (tank)');
  });

  test('also if nothing but the pool names them', () => {
    expect(heldIn(status('rpool', 'nvme-eui.002538b121b2aa10-part3'))).toEqual({
      'nvme-eui.002538b121b2aa10': [['zfs (rpool)'], '05:00.0'],
    });
    expect(refused(status('rpool', 'nvme-eui.002538b121b2aa10-part3'), '0000:05:00.0')).not.toEqual([]);
  });

  test('in the table of zpool list -v, which is no table of lsblk', () => {
    const table =
      'NAME        SIZE  ALLOC   FREE  CKPOINT  EXPANDSZ   FRAG    CAP  DEDUP    HEALTH  ALTROOT\nrpool       928G  2.94G   925G        -         -     0%     0%  1.00x    ONLINE  -\n  nvme0n1p3 928G  2.94G   925G        -         -     0%  0.31%      -    ONLINE\n';
    expect(heldIn(table)).toEqual({ nvme0n1: [['zfs (rpool)'], '05:00.0'] });
  });

  test('of cache and log devices too, and several pools are kept apart', () => {
    const log = '\tlogs\n\t  nvme0n1p1  ONLINE  0  0  0\n\nerrors';
    const text = `${disks}\n${status('rpool', 'sda2')}\n${status('tank', 'sdb').replace('\nerrors', log)}`;
    expect(heldIn(text)).toMatchObject({
      sda: [['zfs (rpool)'], '00:17.0'],
      sdb: [['zfs (tank)'], '00:17.0'],
      nvme0n1: [['zfs (tank)'], '05:00.0'],
    });
  });
});

describe('the root file system in a pool is found', () => {
  const pool = `${disks}\n${status('rpool', 'sda2')}\n`;
  test.each([
    ['by findmnt', '/  rpool/ROOT/pve-1 zfs rw,relatime,xattr'],
    ['by mount', 'rpool/ROOT/pve-1 on / type zfs (rw,relatime,xattr)'],
    ['by zfs list', 'NAME               USED  AVAIL  REFER  MOUNTPOINT\nrpool/ROOT/pve-1  2.90G   897G  2.90G  /'],
    ["by the kernel's command line", 'BOOT_IMAGE=/vmlinuz root=ZFS=rpool/ROOT/pve-1 boot=zfs'],
  ])('%s', (_, text) => {
    expect(refused(`${pool}${text}`, '0000:00:17.0')).toEqual(['root-disk: sda is mounted at /']);
    expect(refused(`${pool}${text}`, '0000:05:00.0')).toEqual([]);
  });

  test('if no listing shows the pool, by the only member in lsblk', () => {
    expect(refused(`${disks}\nroot=ZFS=rpool/ROOT/pve-1`, '0000:00:17.0')).toEqual(['root-disk: sda is mounted at /']);
  });
});

test.each([
  ['/proc/mdstat', 'md0 : active raid1 sdb1[1] sda1[0]', 'md0'],
  ['pvs', '  /dev/sda3  pve lvm2 a--  <118.74g 14.00g', 'LVM (pve)'],
])('%s shows what holds a disk', (_, text, holder) => {
  expect(heldIn(`${disks}\n${text}`).sda).toEqual([[holder], '00:17.0']);
});

test('an export of NFS is no pool', () => {
  expect(heldIn('/mnt nas:/export/media nfs4 rw,relatime')).toEqual({});
});
