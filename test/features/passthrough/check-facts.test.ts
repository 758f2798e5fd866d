import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { folderWith, leastProfile, run } from '../../support/run.ts';
import { definitions, filesFrom } from '../../support/target.ts';

const facts = readFileSync('test/machines/ich10/facts.json', 'utf8');
const least = leastProfile.replace('SERIAL1', 'S1ATNSADA00001A');
const unsafe = 'allow_unsafe_interrupts: true';

/** A profile for the post's machine, in a folder with its facts. */
const onMachine = (profile: string) =>
  path.join(
    folderWith({ 'facts.json': facts, 'profile.yaml': `${least}facts: facts.json\n${profile}` }),
    'profile.yaml',
  );

const guest = (hostdevs: string) =>
  `vms: { one: { memory: 1GiB, memballoon: none, hostdevs: ${hostdevs} } }\nlibvirt: {}\n`;

const group = '[{ usb: "10c4:ea60" }, 0000:00:1a.1, pci_0000_00_1a_2, { id: "8086:3a6c" }]';

async function codes(profile: string): Promise<string[]> {
  const file = onMachine(profile);
  const { stdout } = await run(['check', 'profile.yaml', '--format', 'json'], { cwd: path.dirname(file) });
  return JSON.parse(stdout).map(({ code }: { code: string }) => code);
}

/** The PCI addresses and USB ids that the guest's definition has. */
async function given(profile: string): Promise<string[]> {
  const xml = Object.values(definitions(await filesFrom(onMachine(profile)), 'domains'))[0] ?? '';
  const devices = xml.match(/<hostdev[\s\S]*?<\/hostdev>/g) ?? [];
  return devices.map((device) => {
    const at = /bus='0x(\w+)' slot='0x(\w+)' function='0x(\w)'/.exec(device);
    const id = /vendor id='0x(\w+)'[\s\S]*product id='0x(\w+)'/.exec(device);
    return at ? `${at[1]}:${at[2]}.${at[3]}` : `${id?.[1]}:${id?.[2]}`;
  });
}

describe("the post's machine", () => {
  test("takes the post's profile: two functions for the guest, the others of the group bound and idle", async () => {
    const { passthrough, vms } = parse(readFileSync('profiles/home-assistant.yaml', 'utf8'));
    const { hostdevs } = vms.homeassistant;
    expect(await codes(`passthrough: ${JSON.stringify(passthrough)}\n${guest(JSON.stringify(hostdevs))}`)).toEqual([]);
  });

  test.each([
    ['by what hangs on it, address, name and id', group],
    ['by slot', '[{ slot: 0000:00:1a }]'],
    ['by ports, one of them empty', '[{ usb_port: 3-2 }, { usb_port: 4-1 }, 0000:00:1a.2, 0000:00:1a.7]'],
  ])('has the whole group named %s', async (_, devices) => {
    expect(await codes(`passthrough: { devices: ${devices}, ${unsafe} }\n`)).toEqual([]);
    const files = await filesFrom(onMachine(`passthrough: { devices: ${devices}, ${unsafe} }\n`));
    const addresses = ['0000:00:1a.0', '0000:00:1a.1', '0000:00:1a.2', '0000:00:1a.7'];
    const ids = ['8086:3a67', '8086:3a68', '8086:3a69', '8086:3a6c'];
    const rows = addresses.map((address, index) => `${address}\t4\t${addresses.join(',')}\t${ids[index]}\n`);
    expect(files['etc/mkapkovl/groups']?.split(/(?<=\n)/).sort()).toEqual(rows);
  });
});

describe('a USB device of a guest', () => {
  const kept = `passthrough: { devices: [{ slot: 0000:00:1a }], ${unsafe} }\n`;

  test('goes by itself while the host has its controller', async () => {
    expect(await given(guest('[{ usb: "10c4:ea60" }]'))).toEqual(['10c4:ea60']);
    expect(await given(guest('[{ usb_port: 3-2 }]'))).toEqual(['10c4:ea60']);
  });

  test('goes with its controller once that is kept from the host, and two on one take it once', async () => {
    expect(await given(kept + guest('[{ usb: "10c4:ea60" }]'))).toEqual(['00:1a.0']);
    expect(await given(kept + guest('[{ usb: "10c4:ea60" }, { usb_port: 3-1 }, { usb_port: 4-2 }]'))).toEqual([
      '00:1a.0',
      '00:1a.1',
    ]);
  });

  test('a slot is every function of it', async () => {
    expect(await given(kept + guest('[{ slot: 0000:00:1a }]'))).toEqual(['00:1a.0', '00:1a.1', '00:1a.2', '00:1a.7']);
  });
});

describe('facts with an age and a name', () => {
  test('are taken while they are young enough, whatever the case of the name', async () => {
    expect(await codes('facts_max_age: 9999d\nfacts_machine: dq45cb\n')).toEqual([]);
    expect(await codes('facts_machine: Intel Corporation DQ45CB\n')).toEqual([]);
  });
});

/** Fibre Channel has a class of its own, and disks behind it. */
test('a Fibre Channel controller cannot be on loan, as no disk controller can', async () => {
  const changed = JSON.parse(facts);
  const device = changed.pci.find((each: { class: string }) => each.class.startsWith('0403'));
  device.class = '0c0400';
  const profile = `facts: facts.json\npassthrough: { devices: [{ address: ${device.address}, on_loan: true }] }\n`;
  const cwd = folderWith({ 'facts.json': JSON.stringify(changed), 'profile.yaml': `${least}${profile}` });
  const { stdout } = await run(['check', 'profile.yaml', '--format', 'json'], { cwd });
  expect(JSON.parse(stdout).map(({ code }: { code: string }) => code)).toContain('loan-never-lets-go');
});
