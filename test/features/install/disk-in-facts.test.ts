import { expect, test } from 'vitest';
import { told } from '../../support/reported.ts';

const facts = (...disks: object[]) => ({ disks: disks.map((disk, index) => ({ name: `sd${'ab'[index]}`, ...disk })) });
const named = 'facts: facts.json\n';

test('disks with the same serial number are reported with the world wide names that distinguish them', async () => {
  const both = facts({ serial: 'SERIAL1', wwn: 'naa.1' }, { serial: 'SERIAL1' });
  expect(await told(named, both)).toMatchObject([
    {
      code: 'install-disk-several',
      path: '/install/disk/serial',
      message: expect.stringContaining('sda (serial SERIAL1, wwn naa.1) and sdb (serial SERIAL1, wwn unknown)'),
    },
  ]);
});

test('the disk of the profile among others gives no finding', async () => {
  expect(await told(named, facts({ serial: 'SERIAL2' }, { serial: 'SERIAL1' }))).toEqual([]);
});

test('facts without disk information accept any disk, and facts of a machine without disks accept none', async () => {
  expect(await told(named, {})).toEqual([]);
  expect(await told(named, { disks: [] })).toMatchObject([{ code: 'install-disk-not-in-facts' }]);
});
