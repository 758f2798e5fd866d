import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { kept } from '../support/kept.ts';
import { machines } from '../support/machines/machines.ts';
import { folderWith, leastProfile, run } from '../support/run.ts';

const facts = (machine: string) => path.resolve('test/machines', machine, 'facts.json');
const names = path.resolve('test/support/names');
const devices = (argv: string[], options: { cwd?: string; env?: Record<string, string> } = {}) =>
  run(['devices', ...argv], { ...options, env: { MKAPKOVL_NAMES: names, ...options.env } });

/** Codes in the order in which they were reported. */
const codesIn = (text: string) => [...text.matchAll(/\[([a-z-]+)\]$/gm)].map(([, code]) => code);

describe.each(machines)('the tree of %s', (machine) => {
  test('equals the file next to its facts', async () => {
    const { status, stdout } = await devices([facts(machine)]);
    const file = path.join('test/machines', machine, 'devices.txt');
    const wanted = kept(file, stdout);
    expect(wanted, `${file} is missing: run npm run golden and read what it writes`).toBeDefined();
    expect(stdout).toBe(wanted);
    expect(status).toBe(0);
  });

  test('fits into 80 columns, has each function once that somebody may want, and no colour', async () => {
    const { stdout } = await devices([facts(machine)]);
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expect(stdout).not.toContain('\u001b');
    const { result } = JSON.parse((await devices([facts(machine), '--format', 'json'])).stdout);
    const { pci } = JSON.parse(readFileSync(facts(machine), 'utf8'));
    for (const { address, class: kind } of pci) {
      const places = stdout.split('\n').filter((line) => line.startsWith(`  ${address.replace(/^0000:/, '')} `));
      const group = result.groups.find(({ functions }: { functions: { address: string }[] }) =>
        functions.some((each) => each.address === address),
      );
      const bridge = /^(06(00|04|07|09)|0807)/.test(kind);
      expect({ address, bridge: group === undefined }).toEqual({ address, bridge });
      const listed = group?.functions.filter((each: { internal: boolean }) => !each.internal) ?? [];
      const alone =
        group &&
        (group.group === null
          ? !listed.some((each: { address: string }) => each.address === address)
          : listed.length === 0);
      expect({ address, times: places.length }).toEqual({ address, times: bridge || alone ? 0 : 1 });
    }
  });
});

describe('picking', () => {
  const pick = (machine: string, ...picks: string[]) => devices([facts(machine), '--pick', ...picks]);

  test.each([
    '10c4:ea60',
    'usb:10c4:ea60',
    'usb_port:3-2',
    '3-2',
    '00:1a.0',
    '0000:00:1a.0',
    'pci_0000_00_1a_0',
    '8086:3a67',
  ])('%s on the ICH10 box leads to bus 3, its controller, group 4 and all four functions', async (selector) => {
    const { status, stdout, stderr } = await pick('ich10', selector);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain('0000:00:1a.0, IOMMU group 4');
    const example = parse(readFileSync('profiles/home-assistant.yaml', 'utf8'));
    const lines = parse(stdout);
    expect(lines.passthrough.devices).toEqual(example.passthrough.devices);
    expect(lines.passthrough.allow_unsafe_interrupts).toBe(example.passthrough.allow_unsafe_interrupts);
    expect(lines.vms.guest.hostdevs).toEqual(['pci_0000_00_1a_0']);
    expect(example.vms.homeassistant.hostdevs).toContain('pci_0000_00_1a_0');
  });

  test('says why, and what must be included', async () => {
    const { stdout } = await pick('ich10', '10c4:ea60');
    expect(stdout.replaceAll(/\n#\s+/g, ' ')).toContain(
      '# 10c4:ea60: Sonoff Zigbee 3.0 USB Dongle Plus, USB port 3-2, bus 3, controller 0000:00:1a.0, IOMMU group 4',
    );
    expect(stdout).toContain('- { id: "8086:3a6c" } # 00:1a.7: shares IOMMU group 4 with 00:1a.0\n');
    expect(stdout).toContain('# 00:1a.1, 00:1a.2 and 00:1a.7 must be included');
    expect(stdout).toContain('memballoon: none # all memory of the guest is locked');
  });

  test('a USB device can also be given alone, which a comment says how to write and when', async () => {
    const { stdout } = await pick('ich10', 'usb:10c4:ea60');
    const text = stdout.replaceAll(/\n\s*#\s+/g, '\n# ').replaceAll('\n# ', ' ');
    expect(text).toContain('everything that is plugged in there');
    expect(text).toContain('in place of pci_0000_00_1a_0');
    expect(stdout).toContain('\n      # - { usb: "10c4:ea60" }\n');
    const alone = parse(stdout.replace(/\n {6}- pci_0000_00_1a_0\n/, '\n').replace('# - { usb', '- { usb'));
    expect(alone.vms.guest.hostdevs).toEqual([{ usb: '10c4:ea60' }]);
    expect((await pick('ich10', 'usb_port:3-2')).stdout).toContain('# - { usb: "10c4:ea60" }');
    expect((await pick('ich10', '00:1a.0')).stdout).not.toContain('# - { usb');
  });

  test('several picks go to one guest', async () => {
    const { stdout } = await pick('ich10', 'usb:10c4:ea60', 'usb_port:4-2', '00:1b.0');
    expect(parse(stdout).vms.guest.hostdevs).toEqual(['pci_0000_00_1a_0', 'pci_0000_00_1a_1', 'pci_0000_00_1b_0']);
    expect(parse(stdout).passthrough.devices).toHaveLength(5);
  });

  test('slot: means all functions of it', async () => {
    const { stdout } = await pick('ich10', 'slot:00:1a');
    expect(parse(stdout).vms.guest.hostdevs).toHaveLength(4);
  });

  test('the lines are a profile that passes check with these facts', async () => {
    const { stdout } = await pick('ich10', '10c4:ea60');
    const lines = parse(stdout);
    const guest = { ...lines.vms.guest, memory: '1024MiB' };
    const added = JSON.stringify({ passthrough: lines.passthrough, vms: { guest } });
    const cwd = folderWith({
      'least.yaml': leastProfile.replace('SERIAL1', 'S1ATNSADA00001A'),
      'profile.yaml': added.replace('{', '{"extends":["least.yaml"],'),
    });
    const checked = await run(['check', '--format', 'json', '--facts', facts('ich10'), 'profile.yaml'], { cwd });
    const errors = JSON.parse(checked.stdout).filter(({ severity }: { severity: string }) => severity === 'error');
    expect(errors).toEqual([]);
  });

  test.each([
    [['00:1f.2'], 'host-needs-chipset'],
    [['01:00.1'], 'host-needs-default-route'],
    [['6-2'], 'host-needs-boot-medium'],
    [['8086:10c9'], 'pick-ambiguous'],
    [['1234:5678'], 'device-not-in-facts'],
    [['00:1c.0'], 'device-is-bridge'],
  ])('%j is refused: %s', async (picks, code) => {
    const { status, stdout, stderr } = await pick('ich10', ...picks);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(codesIn(stderr)).toContain(code);
  });

  test('a device that was not picked is reported with the one that shares its group', async () => {
    const { stderr } = await pick('ich10', '00:1f.2');
    expect(stderr).toContain('the host needs 0000:00:1f.0: ');
    expect(stderr).toContain('and it shares IOMMU group 9 with 00:1f.2 [host-needs-chipset]');
  });

  test('without an IOMMU nothing can be picked', async () => {
    const { status, stdout, stderr } = await pick('no-iommu', '01:00.0');
    expect({ status, stdout, codes: codesIn(stderr) }).toEqual({ status: 1, stdout: '', codes: ['iommu-off'] });
  });

  test('a function that is in no group cannot be picked', async () => {
    const text =
      'IOMMU Group 0:\n\t00:1f.0 ISA bridge [0601]: A [8086:3a18]\n\n00:1b.0 Audio device [0403]: B [8086:3a6e]\n';
    const { status, stderr } = await devices(['a.txt', '--pick', '00:1b.0'], { cwd: folderWith({ 'a.txt': text }) });
    expect({ status, codes: codesIn(stderr) }).toEqual({ status: 1, codes: ['device-without-iommu-group'] });
  });

  test('of two devices with one id the address decides', async () => {
    const text = [
      'IOMMU Group 0 00:00.0 Host bridge [0600]: A [8086:2e30]',
      'IOMMU Group 9 02:00.0 Ethernet controller [0200]: B [8086:125c]',
      'IOMMU Group 10 03:00.0 Ethernet controller [0200]: B [8086:125c]\n',
    ].join('\n');
    const { stdout } = await devices(['a.txt', '--pick', '03:00.0'], { cwd: folderWith({ 'a.txt': text }) });
    expect(parse(stdout).passthrough.devices).toEqual([{ address: '0000:03:00.0', id: '8086:125c' }]);
  });

  test('all of a graphics card goes to the guest, the root port stays', async () => {
    const card = (at: number, kind: string, id: string) => `IOMMU Group 14 2b:00.${at} ${kind}: NVIDIA [10de:${id}]`;
    const text = [
      'IOMMU Group 0 00:14.3 ISA bridge [0601]: AMD [1022:790e]',
      'IOMMU Group 5 04:00.0 VGA compatible controller [0300]: NVIDIA [10de:128b]',
      'IOMMU Group 14 00:03.1 PCI bridge [0604]: AMD [1022:1483]',
      card(0, 'VGA compatible controller [0300]', '1e84'),
      card(1, 'Audio device [0403]', '10f8'),
      card(2, 'USB controller [0c03]', '1ad8'),
      card(3, 'Serial bus controller [0c80]', '1ad9'),
    ].join('\n');
    const { stdout } = await devices(['a.txt', '--pick', '2b:00.0'], { cwd: folderWith({ 'a.txt': text }) });
    expect(parse(stdout).vms.guest.hostdevs).toEqual([0, 1, 2, 3].map((at) => `pci_0000_2b_00_${at}`));
    expect(stdout).toContain('# 00:03.1 is a bridge and stays with the host.');
    expect(stdout).toContain('# 2b:00.2: on the same card as 2b:00.0');
  });

  test('what is no selector is wrong usage', async () => {
    const { status, stderr } = await pick('ich10', 'the dongle');
    expect(status).toBe(2);
    expect(stderr).toContain("argument 'the dongle' is invalid. Write an address (00:1a.0)");
  });
});

describe('what is shown', () => {
  test('--usb leaves groups without USB controllers out, --pci what is plugged in', async () => {
    const usb = (await devices([facts('ich10'), '--usb'])).stdout;
    expect(usb).toContain('10c4:ea60');
    expect(usb).not.toContain('SATA controller');
    const pci = (await devices([facts('ich10'), '--pci'])).stdout;
    expect(pci).not.toContain('10c4:ea60');
    expect(pci).toContain('SATA controller');
    expect((await devices([facts('ich10'), '--pci', '--usb'])).status).toBe(2);
  });

  test('colours come with FORCE_COLOR, and go with NO_COLOR', async () => {
    expect((await devices([facts('ich10')], { env: { FORCE_COLOR: '1' } })).stdout).toContain('\u001b[31m');
    expect((await devices([facts('ich10')], { env: { FORCE_COLOR: '1', NO_COLOR: '1' } })).stdout).not.toContain(
      '\u001b',
    );
  });

  test('--format json is one value', async () => {
    const { stdout, stderr } = await devices([facts('ich10'), '--format', 'json']);
    const { result, findings } = JSON.parse(stdout);
    expect({ stderr, findings, state: result.state }).toEqual({ stderr: '', findings: [], state: 'known' });
    const group = result.groups.find(({ group }: { group: number }) => group === 4);
    expect(group.functions.map(({ address }: { address: string }) => address.slice(5))).toEqual([
      '00:1a.0',
      '00:1a.1',
      '00:1a.2',
      '00:1a.7',
    ]);
    const picked = JSON.parse((await devices([facts('ich10'), '--format', 'json', '--pick', '3-2'])).stdout);
    expect(picked.result.devices[0]).toEqual({ address: '0000:00:1a.0', id: '8086:3a67', because: 'picked' });
    expect(picked.result.hostdevs).toEqual(['0000:00:1a.0']);
    expect(parse(picked.result.profile).vms.guest.hostdevs).toEqual(['pci_0000_00_1a_0']);
  });

  test('without groups the tree says so, and the finding what to do', async () => {
    const { status, stdout, stderr } = await devices([facts('no-iommu')]);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^No IOMMU groups: nothing can be passed through$/m);
    expect(stdout).not.toContain('alone');
    expect(codesIn(stderr.split('\n')[0]!)).toEqual(['no-iommu-groups']);
    expect(stderr).toMatch(/VT-d|AMD-Vi/);
  });

  test('a listing without groups may still have them', async () => {
    const cwd = folderWith({ 'a.txt': '00:00.0 Host bridge [0600]: A [1022:1482]\n' });
    const { stdout, stderr } = await devices(['a.txt'], { cwd });
    expect(stdout).toContain('IOMMU groups unknown');
    expect(stderr).toContain('enable AMD-Vi (IOMMU) in the firmware setup');
  });

  test('a partial listing is reported as one', async () => {
    const cwd = folderWith({ 'a.txt': 'IOMMU Group 4:\n\t00:1a.0 USB controller [0c03]: A [8086:3a67]\n' });
    const { status, stderr } = await devices(['a.txt'], { cwd });
    expect({ status, codes: codesIn(stderr) }).toEqual({ status: 0, codes: ['listing-excerpt'] });
  });

  test('a line that cannot be read is shown with a caret', async () => {
    const cwd = folderWith({ 'a.txt': '00:00.0 Host bridge [0600]: A [1022:1482]\n  00:1a.9 USB controller\n' });
    const { status, stderr } = await devices(['a.txt'], { cwd });
    expect(status).toBe(0);
    expect(stderr).toContain('a.txt:2:3: warning: this line was ignored: it begins like the line of a device');
    expect(stderr).toContain('2 |   00:1a.9 USB controller\n  |   ^\n');
  });

  test('listings in several files are one machine, and findings name the file', async () => {
    const cwd = folderWith({
      'groups.txt':
        'IOMMU Group 4:\n\t00:00.0 Host bridge [0600]: A [8086:2e30]\n\t00:14.0 USB controller [0c03]: B [8086:a2af]',
      'lspci.txt':
        '00:1a.9 USB controller\n00:14.0 USB controller [0c03]: B [8086:a2af]\n\tKernel driver in use: xhci_hcd\n',
      'lsusb.txt': 'Bus 001 Device 002: ID 10c4:ea60 CP210x\nBus 001 Dev\n',
    });
    const { status, stdout, stderr } = await devices(['groups.txt', 'lspci.txt', 'lsusb.txt'], { cwd });
    expect(status).toBe(0);
    expect(stdout).toContain('00:14.0  USB controller  8086:a2af  xhci_hcd');
    expect(stdout).toContain('10c4:ea60  CP210x');
    expect(stderr).toContain('lspci.txt:1:1: warning: this line was ignored');
    expect(stderr).toContain('lsusb.txt:2:1: warning: this line was ignored');
    expect(stderr).toContain('2 | Bus 001 Dev\n');
    expect((await devices(['groups.txt', 'nothing.txt'], { cwd })).stderr).toContain('nothing.txt cannot be read');
  });

  test.each([
    ['{"schema": 1, "pci": [', 'facts-invalid'],
    ['{"schema": 7}', 'facts-schema-newer'],
    ['hostname: kvm1\n', 'listing-not-understood'],
  ])('%j is a fault of the surroundings: %s', async (text, code) => {
    const { status, stdout, stderr } = await devices(['a.txt'], { cwd: folderWith({ 'a.txt': text }) });
    expect({ status, stdout, codes: codesIn(stderr) }).toEqual({ status: 3, stdout: '', codes: [code] });
  });

  test('a file that is not there, too', async () => {
    const { status, stderr } = await devices(['nothing.json'], { cwd: folderWith() });
    expect({ status, codes: codesIn(stderr) }).toEqual({ status: 3, codes: ['file-unreadable'] });
  });
});

test('check takes a listing for facts, and shows its lines', async () => {
  const listing = '00:00.0 Host bridge [0600]: A [8086:2e30]\n\t00:1a.9 USB controller\n';
  const cwd = folderWith({ 'profile.yaml': `${leastProfile}facts: listing.txt\n`, 'listing.txt': listing });
  const { status, stdout } = await run(['check', 'profile.yaml'], { cwd });
  expect(status).toBe(0);
  expect(stdout).toContain('listing.txt:2:2: warning: this line was ignored');
  expect(stdout).toContain('00:1a.9 USB controller');
  expect(codesIn(stdout)).toEqual(['listing-line-unreadable']);
});
