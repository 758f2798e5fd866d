import { expect, test } from 'vitest';
import { told } from '../../support/reported.ts';

const facts = (...disks: object[]) => ({ disks: disks.map((disk, index) => ({ name: `sd${'ab'[index]}`, ...disk })) });
const named = 'facts: facts.json\n';

test('disks of one serial number are told with the world wide names that would tell them apart', async () => {
  const both = facts({ serial: 'SERIAL1', wwn: 'naa.1' }, { serial: 'SERIAL1' });
  expect(await told(named, both)).toMatchObject([
    {
      code: 'install-disk-several',
      path: '/install/disk/serial',
      message: expect.stringContaining('sda (serial SERIAL1, wwn naa.1) and sdb (serial SERIAL1, wwn unknown)'),
    },
  ]);
});

test('the disk of the profile beside others is nothing to tell', async () => {
  expect(await told(named, facts({ serial: 'SERIAL2' }, { serial: 'SERIAL1' }))).toEqual([]);
});

test('facts that know nothing of disks tell nothing against one, and facts of a machine without any do', async () => {
  expect(await told(named, {})).toEqual([]);
  expect(await told(named, { disks: [] })).toMatchObject([{ code: 'install-disk-not-in-facts' }]);
});
