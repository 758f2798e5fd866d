import { expect, test } from 'vitest';
import { describeWith } from '../../support/tools.ts';
import { diskDigests, type FakeDisk, type FakeMachine, fakeMachine, MiB, mark } from './machine.ts';

/** What the contract makes of a machine. Whatever that is, choosing only reads: no byte of any disk may change. */
function chosen(machine: FakeMachine) {
  const fake = fakeMachine(machine);
  const before = diskDigests(fake);
  const { stdout, stderr } = fake.run(`
    . "$MKAPKOVL_ROOT/etc/mkapkovl/agent/common.sh"
    . "$MKAPKOVL_ROOT/etc/mkapkovl/agent/disk.sh"
    . "$MKAPKOVL_ROOT/etc/mkapkovl/agent/mark.sh"
    . "$MKAPKOVL_ROOT/etc/mkapkovl/agent/choose.sh"
    if choose_disk; then echo "$disk $plan"; elif [ $? = 10 ]; then echo "nothing to do: $reason"; else echo "refused: $reason"; fi`);
  expect(diskDigests(fake)).toEqual(before);
  expect(stderr).toBe('');
  return stdout.trimEnd();
}

const sda = (more: Partial<FakeDisk> = {}): FakeDisk => ({ name: 'sda', serial: 'SERIAL1', ...more });
const other = (more: Partial<FakeDisk> = {}): FakeDisk => ({ name: 'sdb', serial: 'OTHER', ...more });
const one = (more: Partial<FakeDisk> = {}, install: Record<string, string> = {}): FakeMachine => ({
  disks: [sda(more), other()],
  install,
});
const armed = { DISK_WIPE: 'SERIAL1' };
const bootSector = { 510: Buffer.from([0x55, 0xaa]) };
const end = 12 * MiB;

/** Where the first disk is in /sys. */
const home = 'sys/devices/pci0000:00/0000:00:17.0/ata1/host0/block/sda';

describeWith(['applets'], 'the disk that is written', () => {
  test.each<[string, FakeMachine, string]>([
    ['is the blank one with the serial number', one(), 'sda fresh'],
    ['may be an NVMe disk', { disks: [{ name: 'nvme0n1', serial: 'SERIAL1             ' }] }, 'nvme0n1 fresh'],
    ['may be a virtio disk', { disks: [{ name: 'vda', serial: 'SERIAL1' }] }, 'vda fresh'],
    ['may be an MMC', { disks: [{ name: 'mmcblk0', serial: 'SERIAL1' }] }, 'mmcblk0 fresh'],
    ['has its serial in blanks', one({ serial: '     SERIAL1  ' }), 'sda fresh'],
    [
      'has blanks inside its serial, which are written as underscores',
      one({ serial: '  SER IAL  1 ' }, { DISK_SERIAL: 'SER_IAL_1' }),
      'sda fresh',
    ],
    [
      'is found by its world wide name, however that is written',
      one({ wwid: 'naa.5002538d40a1b2c3' }, { DISK_SERIAL: '', DISK_WWN: '0x5002538D40A1B2C3' }),
      'sda fresh',
    ],
    [
      'is found by the EUI of NVMe',
      {
        disks: [{ name: 'nvme0n1', wwid: 'eui.002538b571b0c1d2' }],
        install: { DISK_SERIAL: '', DISK_WWN: 'eui.002538b571b0c1d2' },
      },
      'nvme0n1 fresh',
    ],
    [
      'is behind USB, whose bridge has the serial',
      { disks: [{ name: 'sda', usbSerial: 'SERIAL1', at: 'pci0000:00/0000:00:14.0/usb1/1-1/1-1:1.0' }] },
      'sda fresh',
    ],
    ['is as large as the bounds say', one({}, { DISK_MIN_BYTES: `${end}`, DISK_MAX_BYTES: `${end}` }), 'sda fresh'],
    ['is armed, whatever is on it', one({ content: bootSector, partitions: ['sda1'] }, armed), 'sda wipe'],
    [
      'is armed by its world wide name',
      one({ content: bootSector, wwid: 'naa.5002538d40a1b2c3' }, { DISK_WIPE: 'naa.5002538d40a1b2c3' }),
      'sda wipe',
    ],
    [
      'is armed and of a lower generation, finished',
      one({ content: mark('finished', { generation: 1 }) }, armed),
      'sda wipe',
    ],
    [
      'is armed and of a lower generation, begun',
      one({ content: mark('started', { generation: 1 }) }, armed),
      'sda wipe',
    ],
    ['was begun in this generation', one({ content: mark('started') }), 'sda resume'],
    [
      'was begun in this generation, and has the partitions that the installer makes',
      {
        ...one({ content: mark('started'), partitions: ['sda1', 'sda2'] }),
        files: { [`${home}/sda1/start`]: '2048\n', [`${home}/sda1/size`]: '1048576\n' },
      },
      'sda resume',
    ],
    [
      'was begun in this generation, and is armed, as its old partitions may still be there',
      one({ content: mark('started'), partitions: ['sda1'] }, armed),
      'sda resume',
    ],
    ['bears the mark of what was installed, but is blank beside it', one({ content: mark('installed') }), 'sda resume'],
    [
      'was begun by another build of this generation',
      one({ content: mark('started', { id: 'cd'.repeat(32) }) }),
      'sda resume',
    ],
    ['may be removable if it is armed', one({ removable: true }, armed), 'sda wipe'],
    [
      'is not confused with the boot areas of an MMC',
      {
        disks: [
          { name: 'mmcblk0', serial: 'SERIAL1' },
          { name: 'mmcblk0boot0', serial: 'SERIAL1' },
        ],
      },
      'mmcblk0 fresh',
    ],
    [
      'is not confused with the hidden paths of NVMe',
      {
        disks: [
          { name: 'nvme0n1', serial: 'SERIAL1' },
          { name: 'nvme0c0n1', serial: 'SERIAL1', hidden: true },
        ],
      },
      'nvme0n1 fresh',
    ],
    [
      'is the only one that counts: others may be mounted',
      { ...one(), mounts: ['2 1 9:16 / /mnt rw - ext4 /dev/sdb rw'] },
      'sda fresh',
    ],
  ])('%s', (_, machine, expected) => {
    expect(chosen(machine)).toBe(expected);
  });

  test('is left alone once it is finished, so that a medium left in does nothing', () => {
    const machine = one({ content: mark('finished') }, armed);
    expect(chosen(machine)).toMatch(/^nothing to do: sda .*finished.*generation 2.*remove the medium/);
  });
});

describeWith(['applets'], 'nothing is written', () => {
  test.each<[string, FakeMachine, RegExp]>([
    ['when the profile names no disk', one({}, { DISK_SERIAL: '' }), /names no disk/],
    ['when no disk matches, telling those there are', { disks: [other()] }, /no disk .*SERIAL1.*sdb \(serial OTHER/],
    ['when there is no disk at all', { disks: [] }, /no disk .*SERIAL1/],
    ['when only part of the serial matches', one({ serial: 'SERIAL12' }), /no disk/],
    ['when the serial matches in other letters', one({ serial: 'serial1' }), /no disk/],
    ['when a disk has no serial', { disks: [{ name: 'vda' }] }, /no disk/],
    ['when two disks match', { disks: [sda(), other({ serial: 'SERIAL1' })] }, /2 disks .*sda.*sdb/],
    [
      'when two name spaces of one NVMe match',
      {
        disks: [
          { name: 'nvme0n1', serial: 'SERIAL1' },
          { name: 'nvme0n2', serial: 'SERIAL1' },
        ],
      },
      /2 disks/,
    ],
    ['when the serial matches but not the name beside it', one({ wwid: 'naa.5' }, { DISK_WWN: 'naa.6' }), /no disk/],
    ['when the disk is too small', one({}, { DISK_MIN_BYTES: `${end + 1}` }), /12582912 bytes.*at least 12582913/],
    ['when the disk is too large', one({}, { DISK_MAX_BYTES: `${end - 1}` }), /12582912 bytes.*at most 12582911/],
    [
      'when what arms is only the prefix of a world wide name, which a disk without one would equal',
      one({ content: bootSector }, { DISK_WIPE: 'naa.' }),
      /not blank.*wipe: SERIAL1/,
    ],
    [
      'when the wanted world wide name is only a prefix',
      one({}, { DISK_SERIAL: '', DISK_WWN: 'eui.' }),
      /no disk has wwn eui\./,
    ],
    ['when a bound is no number', one({}, { DISK_MIN_BYTES: '8GB' }), /8GB/],
    ['when the generation is no number', one({}, { DISK_GENERATION: 'x' }), /generation/],
    ['when the disk has no size', one({ bytes: 0 }), /size/],
    ['when its size is not told', one({ without: ['size'] }), /size/],
    ['when it is read-only', one({ readOnly: true }), /read-only/],
    ['when whether it is read-only is not told', one({ without: ['ro'] }), /read-only/],
    ['when it is removable and not armed', one({ removable: true }), /removable.*wipe/],
    [
      'when it is mounted as a whole',
      { ...one(), mounts: ['2 1 8:0 / /mnt rw - ext4 /dev/sda rw'] },
      /sda .*mounted at \/mnt/,
    ],
    [
      'when a partition of it is mounted, even if armed',
      { ...one({ partitions: ['sda1'] }, armed), mounts: ['2 1 8:1 / /data rw shared:1 - ext4 /dev/sda1 rw'] },
      /sda1 .*mounted at \/data/,
    ],
    [
      'when its mount shows by name alone, as with btrfs',
      { ...one({ partitions: ['sda2'] }, armed), mounts: ['2 1 0:40 / /data rw - btrfs /dev/sda2 rw'] },
      /sda2 .*mounted at \/data/,
    ],
    [
      'when it is the medium, even if armed',
      { ...one({ partitions: ['sda1'] }, armed), mounts: ['2 1 8:1 / /media/usb ro - vfat /dev/sda1 ro'] },
      /sda1 .*medium/,
    ],
    [
      'when it holds an Alpine medium that is not mounted, even if armed',
      one({ content: { 32808: 'alpine-std 3.23.0 x86_64' } }, armed),
      /Alpine medium/,
    ],
    ['when it is swapped to', { ...one(), swaps: ['/dev/sda partition 1048572 0 -2'] }, /swap/],
    [
      'when a partition of it is swapped to',
      { ...one({ partitions: ['sda2'] }, armed), swaps: ['/dev/sda2 partition 1 0 -2'] },
      /swap/,
    ],
    ['when something holds it', one({ holders: { sda: ['md0'] } }, armed), /sda .*held by md0/],
    [
      'when something holds a partition of it',
      one({ partitions: ['sda1'], holders: { sda1: ['dm-0'] } }, armed),
      /sda1 .*held by dm-0/,
    ],
    ['when its holders are not told', one({ without: ['sda/holders'] }, armed), /cannot determine what uses/],
    ['when the mounts are not told', { ...one(), files: { 'proc/self/mountinfo': '' } }, /mount/],
    ['when the swaps are not told', { ...one(), files: { 'proc/swaps': '' } }, /swap/],
    ['when its node is that of another disk', one({ node: 'block special file 8:10' }), /\/dev\/sda/],
    ['when its node is no device', one({ node: 'regular file 0:0' }), /\/dev\/sda/],
    ['when it has a partition table', one({ content: bootSector }), /not blank.*wipe: SERIAL1/],
    [
      'when a disk without a serial has a partition table, telling what arms it instead',
      {
        disks: [{ name: 'nvme0n1', wwid: 'eui.002538b571b0c1d2', content: bootSector }],
        install: { DISK_SERIAL: '', DISK_WWN: 'eui.002538b571b0c1d2' },
      },
      /not blank.*wipe: eui\.002538b571b0c1d2$/,
    ],
    ['when it has a GPT only at its end', one({ content: { [end - 512]: 'EFI PART' } }), /not blank/],
    [
      'when a RAID has its superblock near the end',
      one({ content: { [end - 128 * 1024]: Buffer.from([0xfc, 0x4e, 0x2b, 0xa9]) } }),
      /not blank/,
    ],
    ['when ZFS has only its last labels', one({ content: { [end - 256 * 1024]: 'zfs' } }), /not blank/],
    ['when bcache has its superblock in the fifth KiB', one({ content: { 4096: 'bcache' } }), /not blank/],
    ['when only one byte of the first 4 MiB is set', one({ content: { [4 * MiB - 1]: '\x01' } }), /not blank/],
    ['when only one byte of the last 4 MiB is set', one({ content: { [end - 4 * MiB]: '\x01' } }), /not blank/],
    [
      'when the second superblock of btrfs is left',
      one({ bytes: 80 * MiB, content: { [64 * MiB + 64]: '_BHRfS_M' } }),
      /not blank.*btrfs/,
    ],
    [
      'when the first spare superblock of ext4 is left',
      one({ bytes: 144 * MiB, content: { [128 * MiB + 56]: Buffer.from([0x53, 0xef]) } }),
      /not blank.*ext/,
    ],
    [
      'when btrfs has left its second superblock where our first partition would be',
      one({ bytes: 80 * MiB, content: { ...mark('started'), [65 * MiB + 64]: '_BHRfS_M' } }),
      /holds something else since: there is a spare superblock of btrfs in the boot partition/,
    ],
    [
      'when ext4 has left a spare superblock where our first partition would be',
      one({ bytes: 144 * MiB, content: { ...mark('started'), [129 * MiB + 56]: Buffer.from([0x53, 0xef]) } }),
      /holds something else since: there is a spare superblock of ext2, ext3 or ext4 in the boot partition/,
    ],
    [
      'when somebody has partitioned it since our installation was cut off',
      one({ content: mark('started'), partitions: ['sda1', 'sda2'] }),
      /started, but has been partitioned by somebody else since/,
    ],
    [
      'when somebody has partitioned it since it was installed, though it is armed',
      one({ content: mark('installed'), partitions: ['sda1'] }, armed),
      /installed, but has been partitioned by somebody else since; .*raise install\.disk\.generation/,
    ],
    ['when the kernel still knows partitions of it', one({ partitions: ['sda1'] }), /not blank.*sda1/],
    ['when it cannot be read to its end', one({ content: { 0: '' } }, { FAKE: 'short' }), /not blank|read/],
    ['when another disk is armed', one({ content: bootSector }, { DISK_WIPE: 'OTHER' }), /not blank/],
    [
      'when it is of a lower generation and not armed',
      one({ content: mark('finished', { generation: 1 }) }),
      /generation 1.*wipe/,
    ],
    [
      'when it was begun in a lower generation and is not armed',
      one({ content: mark('started', { generation: 1 }) }),
      /generation 1.*wipe/,
    ],
    [
      'when it is finished in a higher generation',
      one({ content: mark('finished', { generation: 3 }) }, armed),
      /generation 3/,
    ],
    [
      'when it was begun in a higher generation',
      one({ content: mark('started', { generation: 3 }) }, armed),
      /generation 3/,
    ],
    [
      'when generations compare as numbers',
      one({ content: mark('finished', { generation: 10 }) }, armed),
      /generation 10/,
    ],
    [
      'when it is finished by another host, same generation',
      one({ content: mark('finished', { hostname: 'kvm2' }) }, armed),
      /kvm2.*generation/,
    ],
    [
      'when another host has begun on it, same generation',
      one({ content: mark('started', { hostname: 'kvm2' }) }, armed),
      /kvm2/,
    ],
    ['when the mark has a state that is unknown', one({ content: mark('half') }, armed), /mark/],
    ['when the mark is damaged', one({ content: { [MiB - 4096]: 'MKAPKOVL1 kvm1 2\n' } }, armed), /mark/],
    [
      'when the mark is of a later version',
      one({ content: { [MiB - 4096]: 'MKAPKOVL2 kvm1 1 x finished\n' } }, armed),
      /mark/,
    ],
    [
      'when something stands behind the mark in its sector',
      one({ content: { ...mark('started'), [MiB - 4096 + 400]: 'x' } }, armed),
      /mark/,
    ],
  ])('%s', (_, machine, expected) => {
    const fake = machine.install?.FAKE === 'short' ? shortened(machine) : machine;
    const result = chosen(fake);
    expect(result).toMatch(/^refused: /);
    expect(result).toMatch(expected);
  });
});

/** A disk that ends before its size says: reading its last part fails. */
function shortened(machine: FakeMachine): FakeMachine {
  const [first, ...rest] = machine.disks;
  return { ...machine, disks: [{ ...first!, saysBytes: 13 * MiB }, ...rest] };
}
