import { describe, expect, test } from 'vitest';
import { told } from '../../support/reported.ts';
import { folderWith, leastProfile, run } from '../../support/run.ts';

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

describe('a disk that was not blank when the facts were collected', () => {
  const machine = (hostname: string | null, on: object = { mounts: ['/'] }) => ({
    ...facts({ serial: 'SERIAL1', ...on }),
    system: { hostname },
  });

  test.each([
    [{ mounts: ['/', '/boot'] }, 'mounted at / and /boot'],
    [{ held_by: ['dm-0 (vg0-data)'] }, 'held by dm-0 (vg0-data)'],
    [{ mounts: [], held_by: [], signatures: ['ext4'] }, 'with ext4'],
  ])('is reported if the machine had another name: %j', async (on, content) => {
    expect(await told(named, machine('old-server.lan', on))).toMatchObject([
      {
        code: 'install-disk-not-blank',
        severity: 'warning',
        path: '/install/disk/serial',
        message: expect.stringContaining(`sda was not blank when the facts were collected (${content})`),
        remedy: expect.stringContaining('add wipe: "SERIAL1" next to it'),
      },
    ]);
  });

  test.each([
    ['the machine may be this host, installed already', machine('least')],
    ['so may one of the same name with a domain', machine('least.lan')],
    ['the name is not known', machine(null)],
    ['a live system has no name of its own', machine('localhost')],
    ['the disk is blank', machine('old-server', { mounts: [], held_by: [], signatures: [] })],
    ['nothing is known of what is on it', machine('old-server', {})],
  ])('is not if %s', async (_, given) => {
    expect(await told(named, given)).toEqual([]);
  });

  test('is not if another disk is the one with the data', async () => {
    const others = facts({ serial: 'SERIAL2', mounts: ['/'] }, { serial: 'SERIAL1', mounts: [] });
    expect(await told(named, { ...others, system: { hostname: 'old-server' } })).toEqual([]);
  });
});

describe('a disk that the profile lets be erased', () => {
  const machine = (hostname: string | null, on: object) => ({
    ...facts({ serial: 'SERIAL1', size: 4_000_787_030_016, model: 'WDC WD40EFRX', ...on }),
    system: { hostname },
  });
  const armed = async (given: object) => {
    const cwd = folderWith({
      'profile.yaml': leastProfile.replace('serial: SERIAL1', 'serial: SERIAL1, wipe: SERIAL1') + named,
      'facts.json': JSON.stringify({ schema: 1, ...given }),
    });
    return run(['check', 'profile.yaml', '--format', 'json'], { cwd });
  };

  test.each([
    ['of a live system', 'alpine', { mounts: [], signatures: ['ext4', 'LVM2_member'] }, 'with ext4 and LVM2_member'],
    ['that another system runs from', 'old-server', { mounts: ['/'] }, 'mounted at /'],
    ['that a layer holds', null, { held_by: ['md0'] }, 'held by md0'],
  ])(
    'and %s is a warning: what is erased, and that nothing is to be done if it may go',
    async (_, name, on, content) => {
      const { status, stdout } = await armed(machine(name, on));
      expect(status).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject([
        {
          code: 'install-wipe-content',
          severity: 'warning',
          path: '/install/disk/wipe',
          message: `the installation erases sda (4 TB, WDC WD40EFRX, serial SERIAL1), which was not blank when the facts were collected (${content})`,
          remedy: expect.stringMatching(
            /^Look at what is on it .*lsblk -f \/dev\/sda.* remove wipe, or choose another disk\.$/,
          ),
        },
      ]);
    },
  );

  test.each([
    ['it is blank', machine('alpine', { mounts: [], held_by: [], signatures: [] })],
    ['nothing is known of what is on it', machine('alpine', {})],
    ['the facts are of this host, which may be installed there already', machine('least', { mounts: ['/'] })],
  ])('is none if %s', async (_, given) => {
    expect(JSON.parse((await armed(given)).stdout)).toEqual([]);
  });

  test('and has data that is mounted is one finding, not two', async () => {
    const { stdout } = await armed(machine('old-server', { mounts: ['/', '/srv/tank'], signatures: ['ext4'] }));
    expect(JSON.parse(stdout).map(({ code }: { code: string }) => code)).toEqual(['install-wipe-data']);
  });
});
