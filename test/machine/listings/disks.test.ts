import { describe, expect, test } from 'vitest';
import { factsFromText } from '#src/machine/listings/read-facts-text.ts';
import { hostNeeds } from '#src/machine/needs/host-needs.ts';
import { read } from './support.ts';

const machine = `00:00.0 Host bridge [0600]: Intel Corporation Host Bridge [8086:3ec2]
00:14.0 USB controller [0c03]: Intel Corporation xHCI [8086:a2af]
00:17.0 SATA controller [0106]: Intel Corporation SATA Controller [8086:a282]
00:1f.0 ISA bridge [0601]: Intel Corporation LPC [8086:a2c9]
03:00.0 Ethernet controller [0200]: Intel Corporation I211 [8086:1539]
04:00.1 Ethernet controller [0200]: Intel Corporation I350 [8086:1521]
05:00.0 Non-Volatile memory controller [0108]: Sandisk Corp SN850 [15b7:5011]
06:00.0 Non-Volatile memory controller [0108]: Samsung PM9A3 [144d:a80a]
`;

const disksIn = (text: string) =>
  read(`${machine}\n${text}\n`).facts?.disks?.map(({ name, mounts, held_by, controllers }) => ({
    name,
    mounts,
    held_by,
    controllers,
  }));

const proxmox = {
  name: 'sda',
  mounts: ['/boot/efi', '[SWAP]', '/'],
  held_by: ['pve-swap', 'pve-root'],
  controllers: ['0000:00:17.0'],
};

const table = `NAME         MAJ:MIN RM   SIZE RO TYPE TRAN MOUNTPOINTS
sda            8:0    0 119.2G  0 disk sata
├─sda1         8:1    0  1007K  0 part
├─sda2         8:2    0   512M  0 part      /boot/efi
└─sda3         8:3    0 118.7G  0 part
  ├─pve-swap 253:0    0     8G  0 lvm       [SWAP]
  └─pve-root 253:1    0  29.5G  0 lvm       /
sr0           11:0    1  1024M  0 rom  sata`;

const json = JSON.stringify(
  {
    blockdevices: [
      {
        name: 'sda',
        type: 'disk',
        tran: 'sata',
        mountpoints: [null],
        children: [
          { name: 'sda2', type: 'part', mountpoints: ['/boot/efi'] },
          {
            name: 'sda3',
            type: 'part',
            mountpoints: [null],
            children: [
              { name: 'pve-swap', type: 'lvm', mountpoints: ['[SWAP]'] },
              { name: 'pve-root', type: 'lvm', mountpoints: ['/'] },
            ],
          },
        ],
      },
    ],
  },
  null,
  3,
);

const pairs = `NAME="sda" TYPE="disk" TRAN="sata" MOUNTPOINT=""
NAME="sda2" TYPE="part" TRAN="" MOUNTPOINT="/boot/efi"
NAME="pve-swap" TYPE="lvm" TRAN="" MOUNTPOINT="[SWAP]"
NAME="pve-root" TYPE="lvm" TRAN="" MOUNTPOINT="/"`;

describe('lsblk', () => {
  test.each([
    ['as a table', table],
    ['as a table in ASCII', table.replaceAll('├─', '|-').replaceAll('└─', '`-')],
    ['with -J', json],
    ['with -P', pairs],
  ])('%s shows the mounts and the layers of each disk', (_, text) => expect(disksIn(text)).toEqual([proxmox]));

  test('before the JSON and behind it, other listings are read', () => {
    expect(read(`${json}\n${machine}`).facts?.disks).toHaveLength(1);
  });

  test('without a column of mounts says nothing about them', () => {
    expect(disksIn('NAME   SIZE TYPE TRAN\nsda  119.2G disk sata')).toEqual([
      { ...proxmox, mounts: null, held_by: null },
    ]);
  });

  test('does not say which of two NVMe controllers a disk is at, and a member of ZFS may be in use', () => {
    const text =
      'NAME        TYPE FSTYPE     TRAN MOUNTPOINTS\nnvme0n1     disk            nvme\n└─nvme0n1p1 part zfs_member nvme';
    expect(disksIn(text)).toEqual([{ name: 'nvme0n1', mounts: null, held_by: null, controllers: null }]);
  });

  const signaturesIn = (text: string) =>
    read(`${machine}\n${text}\n`).facts?.disks?.map(({ name, signatures }) => [name, signatures]);

  test('shows what is on a disk and its partitions, not what is on volumes, and of an empty column nothing', () => {
    const rows = [
      'NAME         TYPE  FSTYPE',
      'sda          disk',
      '├─sda1       part  vfat',
      '└─sda2       part  LVM2_member',
      '  └─vg0-root lvm   ext4',
      'sdb          disk  linux_raid_member',
      '└─md0        raid1 xfs',
      'sdc          disk',
    ].join('\n');
    const expected = [
      ['sda', ['vfat', 'LVM2_member']],
      ['sdb', ['linux_raid_member']],
      ['sdc', null],
    ];
    expect(signaturesIn(rows)).toEqual(expected);
    const json = {
      blockdevices: [
        { name: 'sda', type: 'disk', fstype: null, children: [{ name: 'sda1', type: 'part', fstype: 'crypto_LUKS' }] },
      ],
    };
    expect(signaturesIn(JSON.stringify(json))).toEqual([['sda', ['crypto_LUKS']]]);
    expect(signaturesIn('NAME="sda" FSTYPE="bcache" TYPE="disk" PKNAME=""')).toEqual([['sda', ['bcache']]]);
    expect(signaturesIn('NAME TYPE SIZE\nsda  disk 10G')).toEqual([['sda', null]]);
  });

  test.each(['LVM2_member', 'linux_raid_member', 'crypto_LUKS', 'bcache', 'zfs_member'])(
    'with %s on a disk that nothing holds says what is on it',
    (type) => {
      const rows = `NAME TYPE FSTYPE            TRAN MOUNTPOINTS\nsda  disk ext4              sata /\nnvme0n1 disk ${type.padEnd(17)} nvme`;
      const { facts } = read(`${machine}\n${rows}`);
      const placed = {
        ...facts!,
        disks: facts!.disks!.map((each) => (each.name === 'sda' ? each : { ...each, controllers: ['0000:06:00.0'] })),
      };
      const found = hostNeeds(placed, ['0000:06:00.0']).filter(({ kind }) => kind === 'maybe-used-disk');
      expect(found.map(({ detail }) => detail)).toEqual([`nvme0n1 has the signature ${type}`]);
    },
  );

  test('whose JSON is cut off is reported', () => {
    expect(read(`${machine}\n{\n"blockdevices": [\n{"name": "sda"},\n`).problems.join()).toContain(
      'listing-line-unreadable',
    );
  });
});

test('ls -l /dev/disk/by-path names the controller', () => {
  const links = `lrwxrwxrwx 1 root root 13 Nov 1 10:00 pci-0000:06:00.0-nvme-1 -> ../../nvme0n1
lrwxrwxrwx 1 root root 15 Nov 1 10:00 pci-0000:06:00.0-nvme-1-part2 -> ../../nvme0n1p2
lrwxrwxrwx 1 root root 13 Nov 1 10:00 pci-10000:e1:00.0-nvme-1 -> ../../nvme1n1`;
  expect(disksIn(links)?.map(({ name, controllers }) => [name, controllers])).toEqual([
    ['nvme0n1', ['0000:06:00.0']],
    ['nvme1n1', ['10000:e1:00.0']],
  ]);
});

test.each([
  [
    'ls -l /sys/block',
    'lrwxrwxrwx 1 root root 0 Nov 1 10:00 sda -> ../devices/pci0000:00/0000:00:17.0/ata1/host0/target0:0:0/0:0:0:0/block/sda',
    ['sda', '0000:00:17.0'],
  ],
  [
    'find /sys -name nvme0n1',
    '/sys/devices/platform/a4.pcie/pci0000:00/0000:00:1b.0/0000:06:00.0/nvme/nvme0/nvme0n1',
    ['nvme0n1', '0000:06:00.0'],
  ],
])('%s names the controller', (_, text, [name, controller]) => {
  expect(disksIn(text)).toMatchObject([{ name, controllers: [controller] }]);
});

test('a mounted disk of unknown place may be at any controller that can hold it, wherever the system is', () => {
  const disks = 'NAME TYPE FSTYPE MOUNTPOINTS\nsda  disk ext4   /\nnvme0n1 disk ext4 /srv';
  const { facts } = read(`${machine}\n${disks}`);
  for (const address of ['0000:05:00.0', '0000:06:00.0'])
    expect(hostNeeds(facts!, [address]).map(({ kind }) => kind)).toContain('maybe-used-disk');
});

test('findmnt shows what is mounted', () => {
  const text =
    'TARGET       SOURCE         FSTYPE OPTIONS\n/            /dev/nvme0n1p2 ext4   rw,relatime\n└─/boot/efi  /dev/nvme0n1p1 vfat   rw';
  expect(disksIn(text)?.[0]?.mounts).toEqual(['/', '/boot/efi']);
});

describe('ip route', () => {
  const nicsIn = (text: string) =>
    read(`${machine}\n${text}\n`).facts?.nics?.map(({ name, controller, default_route }) => [
      name,
      controller,
      default_route,
    ]);

  test('names the card of the default route, where its name contains the address', () => {
    expect(nicsIn('default via 192.168.1.1 dev enp4s0f1 proto dhcp metric 100')).toEqual([
      ['enp4s0f1', '0000:04:00.1', true],
    ]);
  });

  test('or where /sys/class/net shows the address, and the other cards do not have it', () => {
    const link = (name: string, at: string) => `${name} -> ../../devices/pci0000:00/0000:00:1c.0/${at}/net/${name}`;
    const text = ['default via 10.0.0.1 dev eth1', link('eth0', '0000:03:00.0'), link('eth1', '0000:04:00.1')];
    expect(nicsIn(text.join('\n'))).toEqual([
      ['eth1', '0000:04:00.1', true],
      ['eth0', '0000:03:00.0', false],
    ]);
  });

  test('does not say which card a bridge has', () => {
    expect(nicsIn('default via 192.168.1.1 dev vmbr0 proto kernel\n')).toEqual([['vmbr0', null, true]]);
  });
});

test.each([
  ['df', 'Filesystem     1K-blocks    Used Available Use% Mounted on', 'findmnt'],
  ['fdisk -l', 'Disk /dev/sda: 931.5 GiB, 1000204886016 bytes, 1953525168 sectors', 'lsblk'],
  ['lshw', '  *-network:0', 'lspci -nnk'],
  ['lspci -t', '-[0000:00]-+-00.0', 'lspci -nnk'],
  ['networkctl', 'IDX LINK   TYPE     OPERATIONAL SETUP', 'ip addr'],
  ['pciconf of FreeBSD', 'igb0@pci0:3:0:0:  class=0x020000 card=0x00008086', 'booted with any Linux'],
])('output of %s is refused by name, once, and with what to paste instead', (command, text, instead) => {
  const { problems } = factsFromText(`${machine}\n${text}\n${text}\n`, 'x', { place: { file: 'x' } });
  expect(problems.map(({ code, message, remedy }) => [code, message, remedy])).toEqual([
    [
      'listing-form-not-read',
      `this looks like output of ${command}, which is not read`,
      expect.stringContaining(instead),
    ],
  ]);
});
