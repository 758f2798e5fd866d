import { describe, expect, test } from 'vitest';
import { told } from '../../support/reported.ts';

const system = { name: 'sda', serial: 'SERIAL1', wwn: '0x5000000000000001', model: 'System Disk' };
const data = { name: 'sdb', serial: 'SERIAL2', wwn: '0x5000000000000002', model: 'Data Disk' };
const disks = [system, data];

async function mounting(device: string, facts?: object): Promise<string[]> {
  const named = facts ? 'facts: facts.json\n' : '';
  const findings = await told(`${named}storage: { mounts: { /srv: { device: ${device} } } }\n`, facts ?? {});
  return findings.filter(({ path }) => path === '/storage/mounts/~1srv/device').map(({ code }) => code);
}

describe('the device of a mount', () => {
  test.each(['/dev/sdb', '/dev/sdb1', '/dev/nvme0n1p1', '/dev/mmcblk0p2', '/dev/vdb'])(
    '%s, a name that the kernel counts, is reported',
    async (device) => expect(await mounting(device)).toEqual(['mount-name-not-stable']),
  );

  test.each([
    'LABEL=guests',
    'UUID=0a1b-2c3d',
    '/dev/disk/by-id/ata-Data_Disk_SERIAL9',
    '/dev/disk/by-id/usb-JMicron_Generic_0123456789ABCDEF-0:0-part1',
    '/dev/disk/by-id/ata-A+B=C@D#E',
    '/dev/disk/by-path/pci-0000:00:14.0-usb-0:1:1.0-scsi-0:0:0:0-part1',
    '/dev/vg0/data',
    '/dev/mapper/data',
    '/dev/md0',
    'nas:/data',
  ])('%s, a name that lasts, is not', async (device) => expect(await mounting(device)).toEqual([]));

  test('that the facts lack is reported by its name in by-id, and also by the name of the kernel', async () => {
    expect(await mounting('/dev/disk/by-id/ata-Data_Disk_SERIAL9-part1', { disks })).toEqual(['mount-not-in-facts']);
    expect(await mounting('/dev/disk/by-id/wwn-0x5000000000000009', { disks })).toEqual(['mount-not-in-facts']);
    const findings = await told('facts: facts.json\nstorage: { mounts: { /srv: { device: /dev/sdc1 } } }\n', { disks });
    expect(findings.find(({ code }) => code === 'mount-name-not-stable')?.message).toContain(
      'the facts have no such disk, but sda',
    );
  });

  test('that the facts have is not reported, and neither is one where a serial number is not known', async () => {
    expect(await mounting('/dev/disk/by-id/ata-Data_Disk_SERIAL2-part1', { disks })).toEqual([]);
    expect(await mounting('/dev/disk/by-id/wwn-0x5000000000000002', { disks })).toEqual([]);
    const unknown = [system, { name: 'sdb' }];
    expect(await mounting('/dev/disk/by-id/ata-Data_Disk_SERIAL9', { disks: unknown })).toEqual([]);
    expect(await mounting('/dev/disk/by-id/wwn-0x5000000000000009', { disks: unknown })).toEqual([]);
    expect(await mounting('/dev/disk/by-id/dm-name-data', { disks })).toEqual([]);
    expect(await mounting('/dev/disk/by-id/ata-Data_Disk_SERIAL9', { disks: [] })).toEqual([]);
  });

  test('a stick without a serial number is another disk, unless the name is of its model', async () => {
    const stick = { name: 'sdc', serial: '', model: 'Flash Disk' };
    expect(await mounting('/dev/disk/by-id/ata-Data_Disk_SERIAL9', { disks: [...disks, stick] })).toEqual([
      'mount-not-in-facts',
    ]);
    expect(await mounting('/dev/disk/by-id/usb-Flash_Disk-part1', { disks: [...disks, stick] })).toEqual([]);
  });

  test('on the disk to install to is refused: the installer makes its partitions', async () => {
    expect(await mounting('/dev/sda3', { disks })).toEqual(['mount-of-the-system-disk']);
    expect(await mounting('/dev/disk/by-id/ata-System_Disk_SERIAL1-part3')).toEqual(['mount-of-the-system-disk']);
    expect(await mounting('/dev/disk/by-id/wwn-0x5000000000000001', { disks })).toEqual(['mount-of-the-system-disk']);
    expect(await mounting('/dev/sda3')).toEqual(['mount-name-not-stable']);
  });
});
