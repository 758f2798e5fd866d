import { expect, test } from 'vitest';
import { type DiskContract, disksOf } from '../../src/machine/contract.ts';
import { factsSchema } from '../../src/machine/schema.ts';

/** The names of the disks that are meant for sure, and of those that may be meant. */
function meant(contract: DiskContract, disks: object[]) {
  const named = disks.map((disk, index) => ({ name: `disk${index}`, ...disk }));
  const { sure, unsure } = disksOf(factsSchema.parse({ schema: 1, disks: named }), contract);
  return [sure.map(({ name }) => name), unsure.map(({ name }) => name)];
}

test('a disk is meant by its serial number alone, which is written as udev writes it', () => {
  const disks = [{ serial: ' WD  123 ' }, { serial: 'WD123' }];
  expect(meant({ serial: 'WD_123' }, disks)).toEqual([['disk0'], []]);
  expect(meant({ serial: 'wd_123' }, disks)).toEqual([[], []]);
});

test('a world wide name is the same with every prefix, and in capitals', () => {
  const disks = [{ wwn: 'naa.5000c500a1b2c3d4' }, { wwn: 'eui.0025385b71b01234' }];
  for (const wwn of ['0x5000C500A1B2C3D4', 'naa.5000c500a1b2c3d4', '5000c500a1b2c3d4']) {
    expect(meant({ wwn }, disks)).toEqual([['disk0'], []]);
  }
  expect(meant({ wwn: '0x0025385b71b01234' }, disks)).toEqual([['disk1'], []]);
});

test('where both are given, both must fit', () => {
  const disks = [
    { serial: 'S1', wwn: 'naa.1' },
    { serial: 'S1', wwn: 'naa.2' },
  ];
  expect(meant({ serial: 'S1' }, disks)).toEqual([['disk0', 'disk1'], []]);
  expect(meant({ serial: 'S1', wwn: 'naa.2' }, disks)).toEqual([['disk1'], []]);
  expect(meant({ serial: 'S2', wwn: 'naa.2' }, disks)).toEqual([[], []]);
});

test('a disk may match if its identity was not measured, and does not match if it has none', () => {
  expect(meant({ serial: 'S1' }, [{ wwn: 'naa.1' }, { serial: '' }])).toEqual([[], ['disk0']]);
  expect(meant({ serial: 'S1', wwn: 'naa.1' }, [{ wwn: 'naa.1' }, { wwn: 'naa.2' }])).toEqual([[], ['disk0']]);
});
