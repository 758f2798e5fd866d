import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { folderWith, leastProfile, run } from '../../support/run.ts';
import { filesFrom, targetFiles } from '../../support/target.ts';

const uuid = '11111111-2222-4333-8444-555555555555';
const facts = readFileSync('test/facts/card-with-functions.json', 'utf8');
const withFacts = (profile: string) =>
  filesFrom(
    path.join(
      folderWith({ 'facts.json': facts, 'profile.yaml': `${leastProfile}facts: facts.json\n${profile}` }),
      'profile.yaml',
    ),
  );

const functions = (text: string) => `passthrough: { virtual_functions: { 0000:03:00.0: ${text} } }\n`;
const guest = (keys: string) => `libvirt: {}\nvms: { router: { memory: 512MiB, memballoon: none, ${keys} } }\n`;
const waitsOf = (files: Record<string, string | undefined>, kind: string) =>
  files['etc/mkapkovl/waits']!.split('\n').filter((row) => row.split('\t').includes(kind));

describe('the tables of virtual functions', () => {
  test('have the card, its id from the facts, and the settings of each function that has some', async () => {
    const each = '[{ mac: "52:54:00:AA:00:01", vlan: 42, trust: true, spoof_check: false }, { host: true }]';
    const files = await withFacts(functions(`{ count: 4, functions: ${each} }`));
    expect(files['etc/mkapkovl/functions']).toBe('0000:03:00.0\t8086:1572\t4\n');
    expect(files['etc/mkapkovl/function-settings']).toBe(
      '0000:03:00.0\t0\tguest\t52:54:00:aa:00:01\t42\ton\toff\n0000:03:00.0\t1\thost\t-\t-\t-\t-\n',
    );
  });

  test('have the id that the profile gives, or none', async () => {
    const [given, none] = await Promise.all([
      targetFiles(leastProfile + functions('{ id: "8086:10c9", count: 2 }')),
      targetFiles(leastProfile + functions('{ count: 2 }')),
    ]);
    expect(given['etc/mkapkovl/functions']).toBe('0000:03:00.0\t8086:10c9\t2\n');
    expect(none['etc/mkapkovl/functions']).toBe('0000:03:00.0\t-\t2\n');
  });
});

describe('what virtual functions need', () => {
  test('vfio-pci is loaded at boot and the IOMMU is on, but no device is bound early', async () => {
    const files = await targetFiles(leastProfile + functions('{ count: 2 }'));
    expect(files['etc/modules']).toContain('vfio-pci');
    expect(files['etc/mkapkovl/kernel-options']).toContain('iommu=pt');
    expect(files['etc/mkapkovl/devices']).toBeUndefined();
    expect(files['etc/modprobe.d/vfio.conf']).not.toContain('install vfio-pci');
  });

  test('iproute2 comes with settings, for ip of busybox has none for them, and they wait for it', async () => {
    const set = await targetFiles(leastProfile + functions('{ count: 2, functions: [{ vlan: 7 }] }'));
    const plain = await targetFiles(leastProfile + functions('{ count: 2, functions: [{ host: true }] }'));
    expect(set['etc/mkapkovl/packages']).toMatch(/^iproute2$/m);
    expect(waitsOf(set, 'functions')).toEqual(['functions\t0000:03:00.0\tpackage\tiproute2']);
    expect(plain['etc/mkapkovl/packages']).not.toContain('iproute2');
  });
});

describe('a guest', () => {
  test('has a virtual function as its network card, with MAC address and VLAN, and no model', async () => {
    const card = 'networks: [{ hostdev: pci_0000_03_10_0, mac: "52:54:00:00:00:01", vlan: 42 }]';
    const files = await targetFiles(leastProfile + functions('{ count: 2 }') + guest(card));
    expect(files['etc/mkapkovl/libvirt/domains/router.xml']).toContain(
      [
        "    <interface type='hostdev' managed='yes'>",
        '      <source>',
        "        <address type='pci' domain='0x0000' bus='0x03' slot='0x10' function='0x0'/>",
        '      </source>',
        "      <mac address='52:54:00:00:00:01'/>",
        '      <vlan>',
        "        <tag id='42'/>",
        '      </vlan>',
        '    </interface>',
      ].join('\n'),
    );
  });

  test('has the MAC address and VLAN that the function has, where the facts show which one it is', async () => {
    const made = functions('{ count: 2, functions: [{ }, { mac: "52:54:00:00:00:07", vlan: 9 }] }');
    const files = await withFacts(made + guest('networks: [{ hostdev: 0000:03:10.2 }]'));
    const domain = files['etc/mkapkovl/libvirt/domains/router.xml'];
    expect(domain).toContain("<mac address='52:54:00:00:00:07'/>");
    expect(domain).toContain("<tag id='9'/>");
  });

  test('starts when its functions are bound, and waits for the card that they may be of', async () => {
    const two = 'passthrough: { virtual_functions: { 0000:03:00.0: { count: 2 }, 0000:81:00.0: { count: 2 } } }\n';
    const devices = 'networks: [{ hostdev: 0000:03:10.0 }], hostdevs: [0000:03:10.2]';
    const files = await targetFiles(leastProfile + two + guest(devices));
    expect(files['etc/mkapkovl/libvirt/guests.table']).toBe('router\tno\t0000:03:10.2,0000:03:10.0\n');
    expect(waitsOf(files, 'functions')).toEqual(['guest\trouter\tfunctions\t0000:03:00.0']);
  });

  test('waits for the mediated device that the profile makes, and not for that of others', async () => {
    const other = '21111111-2222-4333-8444-555555555555';
    const made = `passthrough: { mediated_devices: { ${uuid}: { parent: 0000:00:02.0, type: i915-GVTg_V5_4 } } }\n`;
    const files = await withFacts(made + guest(`hostdevs: [{ mdev: ${uuid} }, { mdev: ${other} }]`));
    expect(files['etc/mkapkovl/mediated']).toBe(`${uuid}\t0000:00:02.0\t8086:3e92\ti915-GVTg_V5_4\n`);
    expect(files['etc/mkapkovl/libvirt/guests.table']).toBe(`router\tno\t-\t${uuid},${other}\n`);
    expect(waitsOf(files, 'mediated')).toEqual([`guest\trouter\tmediated\t${uuid}`]);
  });
});

test('a function that the profile makes is not one that something else must make', async () => {
  const disk = leastProfile.replace(/serial: \S+/, 'serial: PHYF000000AB240A, wipe: PHYF000000AB240A');
  const profile = `${disk}facts: facts.json
passthrough: { virtual_functions: { 0000:86:00.0: { count: 4 } } }
${guest('networks: [{ hostdev: 0000:86:00.1 }]')}`;
  const machine = readFileSync('test/machines/two-xeons-sriov/facts.json', 'utf8');
  const cwd = folderWith({ 'facts.json': machine, 'profile.yaml': profile });
  const { stdout } = await run(['check', 'profile.yaml', '--format', 'json'], { cwd });
  const codes = JSON.parse(stdout).map(({ code }: { code: string }) => code);
  expect(codes).toEqual(['install-wipe-content', 'virtual-functions-unknown']);
});
