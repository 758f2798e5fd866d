import { expect, test } from 'vitest';
import { told } from '../../support/reported.ts';

const profile = 'network: { interfaces: { br0: { bridge: { ports: [{ mac: 52:54:00:00:00:99 }] }, ipv4: dhcp } } }\n';
const disk = { name: 'sda', serial: 'SERIAL9' };
const card = { name: 'eth0', mac: '52:54:00:00:00:10' };
const named = ['facts: facts.json\n', []] as const;

async function places(facts: object, [key, argv]: readonly [string, readonly string[]] = named) {
  const findings = await told(profile + key, facts, [...argv]);
  return findings.filter(({ code }) => code === 'facts-match-nothing').map(({ path }) => path);
}

test('facts with neither the disk nor a card of the profile are refused where the profile names them', async () => {
  expect(await places({ disks: [disk], nics: [card] })).toEqual(['/facts']);
});

test('facts of the command line, which the profile does not name, are refused where it names the disk', async () => {
  const facts = { disks: [disk], nics: [card] };
  expect(await places(facts, ['', ['--facts', 'facts.json']])).toEqual(['/install/disk/serial']);
});

test('one part is enough: the others may have been replaced', async () => {
  expect(await places({ disks: [{ ...disk, serial: 'SERIAL1' }], nics: [card] })).toEqual([]);
  expect(await places({ disks: [disk], nics: [{ ...card, mac: '52:54:00:00:00:99' }] })).toEqual([]);
});

test('facts that lack the disks, the cards or a serial number do not decide', async () => {
  expect(await places({ nics: [card] })).toEqual([]);
  expect(await places({ disks: [disk] })).toEqual([]);
  expect(await places({ disks: [{ ...disk, serial: null }], nics: [card] })).toEqual([]);
});
