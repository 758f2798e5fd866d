import { describe, expect, test } from 'vitest';
import { disksInstead } from '../../src/machine/absent-disk.ts';
import { factsSchema } from '../../src/machine/schema.ts';

const sata = { name: 'sda', serial: 'SERIAL1', wwn: 'naa.5000000000000001', model: 'System Disk', transport: 'sata' };
const usb = { name: 'sdb', serial: 'WD-WX12', wwn: null, model: 'WDC WD10', transport: 'usb' };
const absent = (name: string, ...disks: object[]) =>
  disksInstead(`/dev/disk/by-id/${name}`, factsSchema.parse({ schema: 1, disks })) !== undefined;

describe('a disk by a name of USB, which has the serial number of what it is plugged into', () => {
  const name = 'usb-JMicron_Generic_0123456789ABCDEF-0:0';

  test('is certainly absent if no disk is at USB', () => {
    expect(absent(name, sata)).toBe(true);
  });

  test('may be any disk at USB, or at what is not known', () => {
    expect(absent(name, sata, usb)).toBe(false);
    expect(absent(name, sata, { ...usb, transport: null })).toBe(false);
  });
});

describe('a name of SCSI', () => {
  const scsi = { name: 'sda', serial: 'QM00001', wwn: 'naa.5000000000000001', model: 'QEMU HARDDISK' };

  test.each(['scsi-35000000000000002', 'scsi-20000000000000002', 'scsi-8name', 'wwn-0x5000000000000002'])(
    '%s has the world wide name, which must be known',
    (name) => {
      expect(absent(name, scsi)).toBe(true);
      expect(absent(name, { ...scsi, wwn: null })).toBe(false);
    },
  );

  test.each(['scsi-1ATA_QEMU_HARDDISK_QM00002', 'scsi-0QEMU_QEMU_HARDDISK_QM00002', 'scsi-SATA_QEMU_HARDDISK_QM00002'])(
    '%s has the serial number, which must be known',
    (name) => {
      expect(absent(name, scsi)).toBe(true);
      expect(absent(name, { ...scsi, serial: null })).toBe(false);
      expect(absent(name, { ...scsi, serial: 'QM00002' })).toBe(false);
    },
  );
});

test('a model with other characters is that of a name with underscores', () => {
  const disk = { ...sata, serial: '', model: 'Foo (Bar) 1/2' };
  expect(absent('ata-Foo__Bar__1_2', disk)).toBe(false);
  expect(absent('ata-Foo_Bar_13', disk)).toBe(true);
});
