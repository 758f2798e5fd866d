import { describe, expect, test } from 'vitest';
import { importedFrom, leftOf } from './commands.ts';

describe('what cannot be imported unchanged is reported', () => {
  test.each([
    [
      'an unknown suboption',
      '--disk /a,chache=none',
      'lost: --disk chache (none): --disk has no suboption of that name. Did you mean cache?',
    ],
    ['a suboption without a value', '--disk /a,cache', 'lost: --disk cache: cache has no value. Write cache=VALUE.'],
    [
      'what is neither yes nor no',
      '--disk /a,readonly=maybe',
      'lost: --disk readonly (maybe): it is neither yes nor no. Write yes or no.',
    ],
    [
      'a value that no key can have',
      '--video model=qxl,heads=many',
      'lost: --video heads (many): it is not a valid value of heads',
    ],
    ['a value that the profile refuses', '--watchdog model=itxo', /^lost: --watchdog model \(itxo\): /],
    [
      'a password, which is not repeated',
      '--graphics vnc,password=tops3cret',
      /^lost: --graphics password \(\(not shown\)\): a profile must not contain passwords\. .*password:/,
    ],
    [
      'an attribute of an element that is written without it',
      '--disk /a,snapshot=no',
      /^lost: --disk snapshot \(no\): the profile has no key for it/,
    ],
    [
      'a memory with a unit',
      '--memory 2G',
      'lost: --memory memory (2G): it is not a number of MiB. Write a whole number without a unit, such as 2048.',
    ],
    [
      'a device by a name that its own host knows',
      '--hostdev net_eth0_aa',
      /^lost: --hostdev name \(net_eth0_aa\)|^lost: --hostdev net_eth0_aa/,
    ],
    [
      'a system that osinfo-db does not have',
      '--osinfo nosuch1',
      /^lost: --osinfo \(nosuch1\): osinfo-db 20250606 has no operating system of that name/,
    ],
    [
      'an XPath that is more than a path',
      '--xml "./devices/disk[last()]/@a=b"',
      /^lost: --xml .*this XPath contains more than names, numbers and attributes/,
    ],
    [
      'an edit of what is not there',
      '--xml xpath.delete=./clock/timer',
      /^lost: --xml .*it removes something that the command does not define/,
    ],
    [
      'variables of the emulator',
      '--qemu-commandline env=A=b',
      /^lost: --qemu-commandline .*there is no key for environment variables of QEMU/,
    ],
    [
      'a suboption that is kept under xml:',
      '--disk /a,iotune.total_iops_sec=5',
      'kept: --disk iotune.total_iops_sec (5): there is no key for it, so it was put under disks.0.xml',
    ],
    [
      'a whole device in xml:',
      '--shmem a',
      /^kept: --shmem \(a\): there are no keys for it, so it was put under xml\.devices$/,
    ],
    [
      'a guest that ends with its first run',
      '--transient',
      /^changed: --transient: the guest will be persistent: it remains defined/,
    ],
    [
      'a TPM that comes with UEFI',
      '--boot uefi',
      /^changed: --boot \(uefi\): virt-install adds a TPM to a guest with UEFI/,
    ],
    [
      'a pool of which nothing is known',
      '--disk vol=fast/a',
      /^changed: --disk vol \(fast\/a\): the command does not give the type of pool fast/,
    ],
    ['an emulator that Alpine has elsewhere', '--boot emulator=/opt/qemu', /^changed: --boot emulator \(\/opt\/qemu\)/],
  ])('%s', (_, options, expected) => {
    const lines = leftOf(options);
    if (typeof expected === 'string') expect(lines).toContain(expected);
    else expect(lines).toEqual(expect.arrayContaining([expect.stringMatching(expected)]));
  });

  test('no password is repeated anywhere', () => {
    const told = importedFrom(
      'virt-install --name g --memory 512 --disk none --import --graphics vnc,password=tops3cret',
    );
    expect(JSON.stringify(told)).not.toContain('tops3cret');
  });

  test('each with the place of the suboption, and in the order of the command', () => {
    const command =
      'virt-install --name g --memory 512 \\\n  --disk /a,chache=none \\\n  --shmem a --import --network none --graphics none';
    const offsets = importedFrom(command).leftovers.map(({ offset }) => command.slice(offset, offset! + 6));
    expect(offsets).toEqual(['virt-i', 'chache', '--shme'].slice(-offsets.length));
  });
});

describe('an installation is imported as the installed guest', () => {
  const guest = (options: string) =>
    importedFrom(`virt-install --name g --memory 512 --network none --graphics none ${options}`).vms.g!;

  test('the drive stays, without its medium', () => {
    expect(guest('--osinfo linux2020 --disk /a.img --cdrom /iso/a.iso').disks).toEqual([
      { path: '/a.img' },
      { device: 'cdrom' },
    ]);
  });

  test('Windows starts from the medium more than once, and keeps it', () => {
    expect(guest('--osinfo win10 --disk /a.img --cdrom /iso/a.iso').disks).toEqual([
      { path: '/a.img' },
      { path: '/iso/a.iso', device: 'cdrom' },
    ]);
  });

  test('the drive is in front of others, so that it is the one which is booted from', () => {
    const { disks } = guest('--osinfo win10 --disk /a.img --disk /virtio.iso,device=cdrom --cdrom /iso/a.iso');
    expect(disks).toMatchObject([{ path: '/a.img' }, { path: '/iso/a.iso' }, { path: '/virtio.iso' }]);
  });

  test('a live system starts from its medium', () => {
    expect(guest('--osinfo linux2020 --livecd --cdrom /a.iso --disk none')).toMatchObject({
      boot: { order: ['cdrom'] },
      disks: [{ path: '/a.iso', device: 'cdrom' }],
    });
  });

  test('without a disk it starts from the network', () => {
    expect(guest('--osinfo linux2020 --pxe --disk none').boot).toEqual({ order: ['network'] });
  });

  test('files of cloud-init keep their names', () => {
    expect(
      guest('--osinfo linux2020 --disk /a.img --cloud-init user-data=u.yaml,network-config=n.yaml').cloud_init,
    ).toEqual({
      user_data: { file: 'u.yaml' },
      network_config: { file: 'n.yaml' },
    });
  });

  test.each(['--cloud-init', '--cloud-init root-password-generate=yes,disable=yes'])(
    '%s generates data, which is reported',
    (options) => {
      const { leftovers } = importedFrom(`virt-install --name g --memory 512 --disk /a.img ${options}`);
      expect(leftovers).toMatchObject(
        expect.arrayContaining([
          expect.objectContaining({ kind: 'lost', where: expect.stringContaining('--cloud-init') }),
        ]),
      );
    },
  );
});
