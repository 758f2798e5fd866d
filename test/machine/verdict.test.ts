import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { factsFromText } from '../../src/machine/listings/read-facts-text.ts';
import { verdictOn } from '../../src/machine/report/verdict.ts';
import type { Facts } from '../../src/machine/schema.ts';
import { isRemovable } from '../../src/machine/thunderbolt.ts';
import { disk, factsWith, fn, nic, usb } from '../support/facts.ts';

const best = (facts: Facts, kind: string) => verdictOn(facts).find((each) => each.kind === kind);
const listing = (name: string): Facts => {
  const file = `test/machine/cases/${name}`;
  return factsFromText(readFileSync(file, 'utf8'), file, { place: { file } }).value!;
};
const lpc = fn('00:1f.0 0601 8086:a30c 1');

describe('a GPU for a guest', () => {
  const integrated = fn('00:02.0 0300 8086:3e98 2 i915');
  const card = [fn('01:00.0 0300 10de:1e87 3 nouveau'), fn('01:00.1 0403 10de:10f8 3 snd_hda_intel')];

  test('is the card before the graphics of the processor, with its sound', () => {
    const facts = factsWith({ pci: [lpc, { ...integrated, boot_vga: true }, ...card], source: 'lspci' });
    expect(best(facts, 'GPU')).toMatchObject({ best: '0000:01:00.0', along: ['0000:01:00.1'], unsure: false });
  });

  test('is the card, to be checked first, where it is not known which of the two shows the console', () => {
    const facts = factsWith({ pci: [lpc, integrated, ...card], source: 'lspci' });
    expect(best(facts, 'GPU')).toMatchObject({ best: '0000:01:00.0', unsure: true });
    expect(best(facts, 'GPU')?.reason).toContain('on which display the host shows its console, 00:02.0 or 01:00.0');
  });

  test('is that of the processor if the card certainly shows the console', () => {
    const pci = [lpc, { ...integrated, boot_vga: false }, { ...card[0]!, boot_vga: true }, card[1]!];
    expect(best(factsWith({ pci }), 'GPU')).toMatchObject({ best: '0000:00:02.0', unsure: false });
  });

  test('is that of the processor for want of a better one, and that is said', () => {
    const bmc = fn('03:00.0 0300 1a03:2000 4 ast');
    const facts = factsWith({ pci: [lpc, integrated, bmc], source: 'lspci' });
    expect(best(facts, 'GPU')).toMatchObject({ best: '0000:00:02.0' });
    expect(best(facts, 'GPU')?.reason).toContain("nothing better: it is the processor's own graphics");
  });

  test('is none of two cards, as long as one of them may show the console', () => {
    const other = fn('02:00.0 0300 10de:128b 4 nouveau');
    const facts = factsWith({ pci: [lpc, ...card, other], source: 'lspci' });
    expect(best(facts, 'GPU')).toMatchObject({ best: null, candidates: ['0000:01:00.0', '0000:02:00.0'] });
    const kept = factsWith({ pci: [lpc, ...card, { ...other, driver: 'vfio-pci' }], source: 'lspci' });
    expect(best(kept, 'GPU')).toMatchObject({ best: '0000:02:00.0', candidates: [], unsure: false });
  });

  test('is the card of an AMD machine, whose processor has its graphics on a bus of its own', () => {
    const verdict = best(listing('processor-graphics-and-card.txt'), 'GPU');
    expect(verdict).toMatchObject({ best: '0000:03:00.0', along: ['0000:03:00.1'], unsure: true });
  });

  test('goes with its sound behind the switch of the card', () => {
    const facts = listing('two-arc-cards.txt');
    const free = { ...facts, pci: facts.pci!.map((each) => ({ ...each, boot_vga: each.address === '0000:87:00.0' })) };
    expect(best(free, 'GPU')).toMatchObject({ best: '0000:83:00.0', along: ['0000:84:00.0'] });
  });

  test('is none where a server has only the display of its management controller', () => {
    const bmc = fn('03:00.0 0300 1a03:2000 4 ast');
    expect(best(factsWith({ pci: [lpc, bmc], source: 'lspci' }), 'GPU')).toMatchObject({
      best: null,
      reason: 'none can go: 03:00.0 (management controller)',
    });
  });

  test('behind Thunderbolt is said to be removable', () => {
    const verdict = best(listing('laptop-with-thunderbolt-box.txt'), 'GPU');
    expect(verdict).toMatchObject({ best: '0000:09:00.0', along: ['0000:09:00.1'] });
    expect(verdict?.reason).toContain('behind Thunderbolt, so it can be unplugged');
  });
});

describe('a USB controller for a guest', () => {
  const pci = [
    lpc,
    fn('00:14.0 0c03 8086:a36d 2 xhci_hcd'),
    fn('03:00.0 0c03 1b21:2142 3 xhci_hcd'),
    fn('04:00.0 0c03 1912:0014 4 xhci_hcd'),
  ];
  const hubs = pci.slice(1).map(({ address }) => usb('1d6b:0003', address.slice(5)));
  const keyboard = { ...usb('046d:c31c', '00:14.0', 'Keyboard', '1-1'), class: '03' };
  const keyboards = [{ name: 'Keyboard', controllers: ['0000:00:14.0'] }];
  const withUsb = (...devices: ReturnType<typeof usb>[]) =>
    factsWith({ pci, usb: [...hubs, keyboard, ...devices], keyboards, source: 'probe' });

  test('is the one with something plugged in, before an empty one', () => {
    const stick = usb('10c4:ea60', '04:00.0', 'Sonoff Zigbee', '3-2');
    expect(best(withUsb(stick), 'USB controller')).toMatchObject({ best: '0000:04:00.0', unsure: false });
  });

  test('is an empty one before that of the keyboard, and a hub is nothing plugged in', () => {
    const hub = { ...usb('05e3:0610', '04:00.0', 'Hub', '3-1'), class: '09' };
    expect(best(withUsb(), 'USB controller')).toMatchObject({ best: '0000:03:00.0', unsure: false });
    expect(best(withUsb(hub), 'USB controller')).toMatchObject({ best: '0000:03:00.0', unsure: false });
  });
});

describe('what is behind Thunderbolt', () => {
  const removable = (facts: Facts) =>
    facts.pci!.filter((each) => isRemovable(facts, each)).map(({ address }) => address.slice(5));

  test('is what is in the box, not the ports and disks of the machine', () => {
    expect(removable(listing('laptop-with-thunderbolt-box.txt'))).toEqual(['09:00.0', '09:00.1', '0a:00.0']);
  });

  test('is known from the bridges on the way, where those are measured', () => {
    const bridges = (...way: string[]) => ({ bridges: way.map((address) => `0000:${address}`) });
    const pci = [
      fn('00:1d.0 0604 8086:9d18 4 pcieport'),
      fn('04:00.0 0604 8086:15c0 5 pcieport', bridges('00:1d.0')),
      fn('05:01.0 0604 8086:15c0 6 pcieport', bridges('00:1d.0', '04:00.0')),
      fn('05:02.0 0604 8086:15c0 7 pcieport', bridges('00:1d.0', '04:00.0')),
      fn('07:00.0 0604 8086:1578 6 pcieport', bridges('00:1d.0', '04:00.0', '05:01.0')),
      fn('08:01.0 0604 8086:1578 6 pcieport', bridges('00:1d.0', '04:00.0', '05:01.0', '07:00.0')),
      fn('09:00.0 0300 10de:1c02 6 none', bridges('00:1d.0', '04:00.0', '05:01.0', '07:00.0', '08:01.0')),
      fn('3b:00.0 0c03 8086:15c1 7 xhci_hcd', bridges('00:1d.0', '04:00.0', '05:02.0')),
    ];
    expect(removable(factsWith({ pci, source: 'probe' }))).toEqual(['09:00.0']);
  });
});

describe('a disk controller for a guest', () => {
  const pci = [lpc, fn('02:00.0 0108 144d:a808 4'), fn('03:00.0 0108 144d:a808 5'), fn('04:00.0 0108 144d:a808 6')];

  test('is none, as long as it is not known which of them has the system', () => {
    expect(best(factsWith({ pci, source: 'lspci' }), 'disk controller')).toMatchObject({
      best: null,
      candidates: ['0000:02:00.0', '0000:03:00.0', '0000:04:00.0'],
      reason: 'it is unknown which of 02:00.0, 03:00.0 and 04:00.0 has the system disk',
      unsure: true,
    });
  });

  test('is one without the system, where that is known', () => {
    const disks = [disk('nvme0n1', '02:00.0', ['/']), disk('nvme1n1', '03:00.0', [])];
    expect(best(factsWith({ pci, disks, source: 'lspci' }), 'disk controller')).toMatchObject({
      best: '0000:03:00.0',
      unsure: false,
    });
  });

  test('is last the only NVMe disk, from which the host most likely runs', () => {
    const sata = fn('00:17.0 0106 8086:a352 7');
    const verdict = best(factsWith({ pci: [...pci.slice(0, 2), sata], source: 'lspci' }), 'disk controller');
    expect(verdict?.candidates).toEqual(['0000:00:17.0', '0000:02:00.0']);
  });

  test('is no HBA if it is a VMD', () => {
    const verdicts = verdictOn(listing('server-with-hba-and-vmd.txt'));
    expect(verdicts.find(({ kind }) => kind === 'HBA')?.candidates).toEqual(['0000:17:00.0']);
    expect(verdicts.find(({ kind }) => kind === 'disk controller')?.candidates).toContain('0000:3a:05.5');
  });
});

describe('a network card for a guest', () => {
  const wired = fn('03:00.0 0200 8086:15f3 4');
  const wireless = fn('04:00.0 0280 8086:2723 5');

  test('is not simply the wireless one: that may be the way out', () => {
    const facts = factsWith({ pci: [lpc, wired, wireless], source: 'lspci' });
    expect(best(facts, 'network card')).toMatchObject({ best: null, candidates: ['0000:04:00.0'], unsure: true });
  });

  test('is one that certainly is not the way out', () => {
    const nics = [nic('eth0', '03:00.0', true), nic('wlan0', '04:00.0', false)];
    const facts = factsWith({ pci: [lpc, wired, wireless], nics });
    expect(best(facts, 'network card')).toMatchObject({ best: '0000:04:00.0', unsure: false });
  });

  test('of several in one group is one candidate', () => {
    const port = fn('05:00.0 0200 8086:1521 6');
    const facts = factsWith({ pci: [lpc, wired, port, fn('05:00.1 0200 8086:1521 6')], source: 'lspci' });
    expect(best(facts, 'network card')?.candidates).toEqual(['0000:03:00.0', '0000:05:00.0']);
  });
});
