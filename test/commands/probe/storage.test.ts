import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { treeOf } from '../../support/machines/describe.ts';
import { type DescribedDisk, readDescription } from '../../support/machines/description.ts';
import { plainMachine } from '../../support/machines/plain.ts';
import { probed } from '../../support/machines/probed.ts';
import { layOut } from '../../support/machines/tree.ts';
import { folderWith } from '../../support/run.ts';
import { describeWith } from '../../support/tools.ts';

const plain = `${plainMachine}  00:02.0 010000 1af4:1004 - virtio-pci -
  00:03.0 010000 1af4:1001 - virtio-pci -
  00:1f.1 010180 8086:7010 - ata_piix -
  00:1f.2 010601 8086:2922 - ahci -
  00:1f.3 080501 8086:31cc - sdhci-pci -
  01:00.0 010802 144d:a824 - nvme -
  02:00.0 010802 144d:a824 - nvme -
`;

/** A machine with these disks, and what else is put into its tree. */
function machine(disks: DescribedDisk[], mounts = '', more: (root: string) => void = () => {}) {
  const root = path.join(folderWith(), 'root');
  layOut(treeOf({ ...readDescription(plain), disks, mounts: mounts || '0:1 / tmpfs tmpfs' }), root);
  more(root);
  return probed(root);
}

const scsi = 'host0/target0:0:0/0:0:0:0';
const disk = (name: string, at: string, number = '8:0'): DescribedDisk => ({ name, at, number, bytes: 1024 });

describeWith(['applets'], 'how a disk is connected', () => {
  test.each([
    ['sda', `0000:00:02.0/virtio0/${scsi}`, 'scsi'],
    ['vda', '0000:00:03.0/virtio1', 'virtio'],
    ['sda', `0000:00:1f.1/ata1/${scsi}`, 'ata'],
    ['sda', `0000:00:1f.2/ata1/${scsi}`, 'sata'],
    ['mmcblk0', '0000:00:1f.3/mmc_host/mmc0/mmc0:0001', 'mmc'],
    ['nvme0n1', '0000:01:00.0/nvme/nvme0', 'nvme'],
    ['sda', `0000:00:02.0/host0/rport-0:0-1/target0:0:0/0:0:0:0`, 'fc'],
    ['sda', `0000:00:02.0/host0/session1/target0:0:0/0:0:0:0`, 'iscsi'],
  ])('%s at %s: %s', (name, at, transport) => {
    const { facts } = machine([disk(name, at)]);
    expect(facts.disks).toMatchObject([{ name, transport, controllers: [at.slice(0, 12)] }]);
  });
});

describeWith(['applets'], 'what lies upon a disk', () => {
  test('a RAID of two disks is mounted from both', () => {
    const { facts } = machine(
      [disk('sda', `0000:00:1f.2/ata1/${scsi}`), disk('sdb', '0000:00:1f.2/ata2/host1/target1:0:0/1:0:0:0', '8:16')],
      '9:0 / ext4 /dev/md0',
      (root) => {
        const raid = path.join(root, 'sys/devices/virtual/block/md0');
        mkdirSync(path.join(raid, 'slaves'), { recursive: true });
        writeFileSync(path.join(raid, 'dev'), '9:0\n');
        for (const name of ['sda', 'sdb'])
          symlinkSync(path.join(root, 'sys/block', name), path.join(raid, 'slaves', name));
        symlinkSync('../devices/virtual/block/md0', path.join(root, 'sys/block/md0'));
      },
    );
    expect(facts.disks?.map(({ mounts }) => mounts)).toEqual([['/'], ['/']]);
  });

  test('a btrfs of two disks is mounted from both, though the kernel names one', () => {
    const { facts } = machine(
      [disk('sda', `0000:00:1f.2/ata1/${scsi}`), disk('sdb', '0000:00:1f.2/ata2/host1/target1:0:0/1:0:0:0', '8:16')],
      '0:40 /srv btrfs /dev/sda',
      (root) => {
        const members = path.join(root, 'sys/fs/btrfs/1b1b/devices');
        mkdirSync(members, { recursive: true });
        for (const name of ['sda', 'sdb']) symlinkSync(path.join(root, 'sys/block', name), path.join(members, name));
      },
    );
    expect(facts.disks?.map(({ mounts }) => mounts)).toEqual([['/srv'], ['/srv']]);
  });

  test('a bcachefs names all of its disks', () => {
    const { facts } = machine(
      [disk('sda', `0000:00:1f.2/ata1/${scsi}`), disk('sdb', '0000:00:1f.2/ata2/host1/target1:0:0/1:0:0:0', '8:16')],
      '0:41 /srv bcachefs /dev/sda:/dev/sdb',
    );
    expect(facts.disks?.map(({ mounts }) => mounts)).toEqual([['/srv'], ['/srv']]);
  });

  test('with ZFS, a disk that is not known to be mounted is unknown', () => {
    const { facts, notes } = machine(
      [disk('sda', `0000:00:1f.2/ata1/${scsi}`), disk('sdb', '0000:00:1f.2/ata2/host1/target1:0:0/1:0:0:0', '8:16')],
      '8:16 /boot ext4 /dev/sdb\n0:42 / zfs rpool/ROOT',
    );
    expect(facts.disks?.map(({ mounts }) => mounts)).toEqual([null, ['/boot']]);
    expect(notes).toContainEqual(expect.stringMatching(/^which disks ZFS has is unknown/));
  });

  test('an NVMe with two ways to it hangs on both controllers', () => {
    const { facts } = machine([], '', (root) => {
      const group = path.join(root, 'sys/devices/virtual/nvme-subsystem/nvme-subsys0');
      for (const folder of [path.join(group, 'nvme0n1'), path.join(root, 'sys/block')])
        mkdirSync(folder, { recursive: true });
      writeFileSync(path.join(group, 'nvme0n1/size'), '2048\n');
      symlinkSync('..', path.join(group, 'nvme0n1/device'));
      symlinkSync('../devices/virtual/nvme-subsystem/nvme-subsys0/nvme0n1', path.join(root, 'sys/block/nvme0n1'));
      for (const [index, address] of ['0000:01:00.0', '0000:02:00.0'].entries()) {
        const way = path.join(root, `sys/devices/pci0000:${address.slice(5, 7)}/${address}/nvme/nvme${index}`);
        mkdirSync(way, { recursive: true });
        symlinkSync(way, path.join(group, `nvme${index}`));
      }
    });
    expect(facts.disks).toMatchObject([
      { name: 'nvme0n1', transport: 'nvme', size: 1048576, controllers: ['0000:01:00.0', '0000:02:00.0'] },
    ]);
  });

  test('a card reader without a card has no size, and no serial number', () => {
    const { facts, notes } = machine([{ ...disk('sda', `0000:00:02.0/virtio0/${scsi}`), bytes: 0, removable: true }]);
    expect(facts.disks).toMatchObject([{ size: 0, serial: null, wwn: '', removable: true }]);
    expect(notes).toContainEqual('sda has no serial number');
  });
});

describeWith(['applets'], 'what is no disk, or not free', () => {
  test('flash memory with the firmware is left out', () => {
    const { facts } = machine([disk('mtdblock0', '0000:00:02.0/mtd/mtd0', '31:0')]);
    expect(facts.disks).toEqual([]);
  });

  test('a disk that bcache has and nothing uses yet', () => {
    const { facts } = machine([disk('sda', `0000:00:1f.2/ata1/${scsi}`)], '', (root) =>
      mkdirSync(path.join(root, 'sys/block/sda/bcache')),
    );
    expect(facts.disks?.map(({ held_by }) => held_by)).toEqual([['bcache']]);
  });

  test('what holds a disk is known also where what is mounted is not', () => {
    const holders = { 'dm-0': ['253:0', 'vg0-root', 'sda'] };
    const { facts } = machine([{ ...disk('sda', `0000:00:1f.2/ata1/${scsi}`), holders }], '', (root) =>
      rmSync(path.join(root, 'proc/self'), { recursive: true }),
    );
    expect(facts.disks).toMatchObject([{ mounts: null, held_by: ['dm-0 (vg0-root)'] }]);
  });
});
