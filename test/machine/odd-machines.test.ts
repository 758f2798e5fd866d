import { describe, expect, test } from 'vitest';
import { passedTogether } from '../../src/machine/groups.ts';
import { hostNeeds, isRefused, needProblem } from '../../src/machine/needs/host-needs.ts';
import { notesOn } from '../../src/machine/report/notes.ts';
import { verdictOn } from '../../src/machine/report/verdict.ts';
import type { Facts } from '../../src/machine/schema.ts';
import { disk, factsWith, fn, nic, usb } from '../support/facts.ts';

/** What is said if these go with their groups, as "refusal code address". */
const said = (facts: Facts, ...addresses: string[]) => {
  const whole = addresses.flatMap((address) => passedTogether(facts, at(address)).map((each) => each.address));
  return hostNeeds(facts, whole).map(
    (need) =>
      `${isRefused(need) ? '! ' : '? '}${needProblem(need, { path: [] }).code} ${need.address.replace(/^0000:/, '')}`,
  );
};
const at = (address: string) => (address.split(':').length === 3 ? address : `0000:${address}`);
const lpc = fn('00:1f.0 0601 8086:a30c 1 none');

test('the root on LUKS on a disk behind VMD keeps the VMD with the host', () => {
  const pci = [
    lpc,
    fn('00:0e.0 0104 8086:467f 10 vmd'),
    { ...fn('00:00.0 0108 1344:5425 10 nvme'), address: '10000:e1:00.0' },
  ];
  const root = {
    name: 'nvme0n1',
    controllers: ['10000:e1:00.0'],
    mounts: ['/', '/boot'],
    held_by: ['dm-0 (luks-root)'],
  };
  expect(said(factsWith({ pci, disks: [root] }), '00:0e.0')).toEqual(['! host-needs-root-disk 00:0e.0']);
});

test('an NVMe disk with two paths and the root on LVM needs both controllers', () => {
  const pci = [lpc, fn('41:00.0 0108 144d:a80a 20 nvme'), fn('42:00.0 0108 144d:a80a 21 nvme')];
  const root = {
    name: 'nvme0n1',
    controllers: ['0000:41:00.0', '0000:42:00.0'],
    mounts: ['/'],
    held_by: ['dm-0 (vg0-root)'],
  };
  const facts = factsWith({ pci, disks: [root] });
  expect(said(facts, '41:00.0')).toEqual(['! host-needs-root-disk 41:00.0']);
  expect(said(facts, '42:00.0')).toEqual(['! host-needs-root-disk 42:00.0']);
});

test('idle members of LVM and md are said to be held, and free disks are not', () => {
  const pci = [lpc, ...['02', '03', '04', '05'].map((bus) => fn(`${bus}:00.0 0108 144d:a808 ${Number(bus)} nvme`))];
  const disks = [
    { ...disk('nvme0n1', '02:00.0', ['/']), held_by: [] },
    { ...disk('nvme1n1', '03:00.0', []), held_by: ['dm-0 (pve-vm--100--disk--0)'] },
    { ...disk('nvme2n1', '04:00.0', []), held_by: ['md0'] },
    { ...disk('nvme3n1', '05:00.0', []), held_by: [] },
  ];
  const facts = factsWith({ pci, disks });
  expect(said(facts, '03:00.0', '04:00.0', '05:00.0')).toEqual([
    '? host-needs-held-disk 03:00.0',
    '? host-needs-held-disk 04:00.0',
  ]);
});

test('both ports of a Fibre Channel adapter with the root on two paths are needed', () => {
  const pci = [lpc, fn('01:00.0 0c04 1077:2261 20 qla2xxx'), fn('02:00.0 0c04 1077:2261 21 qla2xxx')];
  const facts = factsWith({ pci, disks: [disk('sdb', '01:00.0', ['/']), disk('sdc', '02:00.0', ['/'])] });
  expect(said(facts, '02:00.0')).toEqual(['! host-needs-root-disk 02:00.0']);
});

describe('a server with a bond, a virtual function and a management controller', () => {
  const pci = [
    lpc,
    fn('00:14.0 0c03 8086:a36d 3 xhci_hcd'),
    fn('01:00.0 0200 8086:1521 5 igb'),
    fn('01:00.1 0200 8086:1521 6 igb'),
    fn('01:10.0 0200 8086:1520 7 igbvf', { physical_function: '0000:01:00.0' }),
  ];
  const ethernet = { ...usb('046b:ffb0', '00:14.0', 'Virtual Ethernet.', '1-9'), driver: 'cdc_ether' };
  const rest = { pci, usb: [ethernet] };

  test('both ports of the bond lead out, and each is needed', () => {
    const nics = [nic('eth0', '01:00.0', true), nic('eth1', '01:00.1', true), nic('usb0', '00:14.0', false)];
    const facts = factsWith({ ...rest, nics });
    expect(said(facts, '01:00.1')).toContain('! host-needs-default-route 01:00.1');
    expect(said(facts, '01:10.0')).toEqual(['? device-is-virtual-function 01:10.0']);
  });

  test('a default route over a virtual function keeps its physical function', () => {
    const nics = [nic('eth0', '01:00.0', false), nic('eth4', '01:10.0', true)];
    expect(said(factsWith({ ...rest, nics }), '01:00.0')).toContain('! host-needs-default-route 01:00.0');
  });

  test("the controller's own card is not a way out", () => {
    const facts = factsWith({ ...rest, nics: [nic('eth0', '01:00.0', false), nic('usb0', '00:14.0', false)] });
    expect(said(facts, '01:00.0', '01:00.1').filter((each) => each.startsWith('!'))).toEqual([
      '! host-needs-only-network-card 01:00.0',
      '! host-needs-only-network-card 01:00.1',
    ]);
  });
});

test('functions of domain 0001 are judged like those of domain 0000', () => {
  const there = (text: string) => ({ ...fn(text), address: fn(text).address.replace(/^0000/, '0001') });
  const pci = [there('01:00.0 0108 144d:a808 1 nvme'), there('02:00.0 0200 8086:1533 2 igb')];
  const disks = [{ name: 'nvme0n1', controllers: ['0001:01:00.0'], mounts: ['/'] }];
  const facts = factsWith({ pci, disks, nics: [{ ...nic('eth0', '02:00.0', true), controller: '0001:02:00.0' }] });
  expect(said(facts, '0001:01:00.0', '0001:02:00.0')).toEqual([
    '! host-needs-root-disk 0001:01:00.0',
    '! host-needs-default-route 0001:02:00.0',
  ]);
});

test('the screen decides which display the host needs, before the VGA device of the firmware', () => {
  const pci = [
    lpc,
    fn('00:02.0 0300 8086:4680 2 i915', { boot_vga: true, screen: false }),
    fn('3c:00.0 0300 1002:73df 30 amdgpu', { boot_vga: false, screen: true }),
  ];
  const facts = factsWith({ pci });
  expect(said(facts, '00:02.0')).toEqual([]);
  expect(said(facts, '3c:00.0')).toEqual(['? host-needs-boot-display 3c:00.0']);
});

test('two equal cards behind a switch without access control share a group, and the notes say why', () => {
  const bridges = ['0000:00:01.0', '0000:02:00.0'];
  const card = (text: string, driver: string) =>
    fn(`${text} 14 ${driver}`, { bridges, numa_node: 1, link: '8GT/s x8', link_limit: '16GT/s x16' });
  const pci = [
    lpc,
    fn('00:02.0 0300 8086:4680 2 i915', { numa_node: 0, boot_vga: true }),
    fn('00:01.0 0604 8086:1901 14 pcieport', { acs: true }),
    fn('02:00.0 0604 10b5:8747 14 pcieport', { acs: false }),
    card('04:00.0 0300 10de:1b06', 'nouveau'),
    card('05:00.0 0300 10de:1b06', 'nouveau'),
  ];
  const facts = factsWith({ pci, source: 'probe' });
  const notes = notesOn(facts, facts.pci![4]!).join('\n');
  expect(notes).toContain('below 02:00.0 without access control (ACS), so it shares its group with 05:00.0');
  expect(notes).toContain('same id as 05:00.0: select it by its address');
  expect(notes).toContain('NUMA node 1');
  expect(notes).toContain('its link has 8 of 16 lanes');
  expect(said(facts, '04:00.0')).toEqual([]);
  expect(verdictOn(facts)[0]).toMatchObject({ kind: 'GPU', best: '0000:04:00.0', reason: 'in a group with 05:00.0' });
});
