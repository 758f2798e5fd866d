import { describe, expect, test } from 'vitest';
import { isOnGraphicsCard } from '../../src/machine/cards.ts';
import { hostNeeds, isRefused, needProblem, needsOfGroup } from '../../src/machine/needs/host-needs.ts';
import type { Facts } from '../../src/machine/schema.ts';
import { disk, factsWith, fn, nic, usb } from '../support/facts.ts';

const codesOf = (facts: Facts, ...addresses: string[]) =>
  hostNeeds(
    facts,
    addresses.map((address) => `0000:${address}`),
  ).map((need) => {
    const { code, message } = needProblem(need, { path: [] });
    expect(message).toContain(need.address);
    return `[${code}] ${need.address.slice(5)} ${need.confidence}`;
  });

describe('disks', () => {
  const pci = [fn('00:17.0 0106 8086:a282 5 ahci'), fn('05:00.0 0108 15b7:5009 14 nvme')];
  const mounted = (...mounts: string[]) =>
    factsWith({ pci, disks: [disk('sda', '00:17.0', mounts), disk('nvme0n1', '05:00.0', [])] });

  test('what is mounted from them says what they are needed for', () => {
    expect(codesOf(mounted('/', '/home'), '00:17.0')).toEqual([
      '[host-needs-root-disk] 00:17.0 measured',
      '[host-needs-mounted-disk] 00:17.0 measured',
    ]);
    expect(codesOf(mounted('/media/sda1'), '00:17.0')).toEqual(['[host-needs-boot-medium] 00:17.0 measured']);
    expect(codesOf(mounted('/', '/boot/efi'), '00:17.0')).toEqual(['[host-needs-root-disk] 00:17.0 measured']);
    expect(codesOf(mounted('/boot/efi'), '00:17.0')).toEqual(['[host-needs-boot-medium] 00:17.0 measured']);
    expect(codesOf(mounted('[SWAP]'), '00:17.0')).toEqual(['[host-needs-mounted-disk] 00:17.0 measured']);
  });

  test('a disk of which nothing is mounted is free, and so is the last one then', () => {
    expect(codesOf(mounted('/'), '05:00.0')).toEqual([]);
    expect(codesOf(mounted(), '00:17.0', '05:00.0')).toEqual([]);
  });

  test('the words name disk and mount point', () => {
    const [need] = hostNeeds(mounted('/', '[SWAP]'), ['0000:00:17.0']);
    expect(needProblem(need!, { path: [] }).message).toBe('the host needs 0000:00:17.0: sda is mounted at /');
  });

  test('without facts about mounts the last controller that the host drives is the one', () => {
    const facts = factsWith({ pci: [fn('00:17.0 0106 8086:a102 4 vfio-pci'), fn('01:00.0 0108 1987:5012 1 nvme')] });
    expect(codesOf(facts, '01:00.0')).toEqual(['[host-needs-only-disk-controller] 01:00.0 inferred']);
    expect(codesOf(facts, '00:17.0')).toEqual([]);
  });

  test('of several each may be it, and all together certainly are', () => {
    const facts = factsWith({ pci });
    expect(codesOf(facts, '05:00.0')).toEqual(['[host-needs-maybe-system-disk] 05:00.0 inferred']);
    expect(codesOf(facts, '05:00.0', '00:17.0')).toEqual([
      '[host-needs-only-disk-controller] 00:17.0 inferred',
      '[host-needs-only-disk-controller] 05:00.0 inferred',
    ]);
  });

  test('the only NVMe is suggested as the likely one; of two none is', () => {
    const detail = (facts: Facts) => hostNeeds(facts, ['0000:05:00.0'])[0]?.detail;
    expect(detail(factsWith({ pci }))).toMatch(/00:17\.0 and 05:00\.0 has the system disk; as the only NVMe/);
    expect(detail(factsWith({ pci: [...pci, fn('06:00.0 0108 144d:a809 15 nvme')] }))).not.toMatch(/NVMe/);
  });

  test('controllers that are known to be empty are not asked about', () => {
    const facts = factsWith({ pci, disks: [disk('nvme0n1', '05:00.0')] });
    expect(codesOf(facts, '00:17.0')).toEqual([]);
    expect(codesOf(facts, '05:00.0')).toEqual(['[host-needs-only-disk-controller] 05:00.0 inferred']);
  });
});

describe('network cards', () => {
  const twins = [fn('02:00.0 0200 8086:125c 9 igc'), fn('03:00.0 0200 8086:125c 10 igc')];

  test('the default route is measured, and the other card is free then', () => {
    const facts = factsWith({ pci: twins, nics: [nic('eth0', '02:00.0', true), nic('eth1', '03:00.0', false)] });
    expect(codesOf(facts, '02:00.0')).toEqual(['[host-needs-default-route] 02:00.0 measured']);
    expect(codesOf(facts, '03:00.0')).toEqual([]);
  });

  test('either of two may be the way out, and both cannot go', () => {
    const facts = factsWith({ pci: twins });
    expect(codesOf(facts, '02:00.0')).toEqual(['[host-needs-maybe-network-card] 02:00.0 inferred']);
    expect(codesOf(facts, '02:00.0', '03:00.0')).toEqual([
      '[host-needs-only-network-card] 02:00.0 inferred',
      '[host-needs-only-network-card] 03:00.0 inferred',
    ]);
  });

  test.each(['vfio-pci', 'none'])('one whose driver is %s does not keep the host on the network', (driver) => {
    const facts = factsWith({ pci: [twins[0]!, fn(`03:00.0 0200 8086:125c 10 ${driver}`)] });
    expect(codesOf(facts, '02:00.0')).toEqual(['[host-needs-only-network-card] 02:00.0 inferred']);
    expect(codesOf(facts, '03:00.0')).toEqual([]);
  });

  test('with a wireless card left, the last wired one is only warned about', () => {
    const facts = factsWith({ pci: [fn('5f:00.0 0200 8086:15f3 16'), fn('60:00.0 0280 14c3:0616 17')] });
    expect(codesOf(facts, '5f:00.0')).toEqual(['[host-needs-only-wired-card] 5f:00.0 inferred']);
    expect(codesOf(facts, '5f:00.0', '60:00.0')).toHaveLength(2);
  });

  test('a wireless card may be the way out where that is not known', () => {
    const pci = [fn('5f:00.0 0200 8086:15f3 16'), fn('60:00.0 0280 14c3:0616 17')];
    expect(codesOf(factsWith({ pci }), '60:00.0')).toEqual(['[host-needs-maybe-network-card] 60:00.0 inferred']);
    const known = [nic('eth0', '5f:00.0', false), nic('wlan0', '60:00.0', false)];
    expect(codesOf(factsWith({ pci, nics: known }), '60:00.0')).toEqual([]);
  });

  test('virtual functions do not count as cards of the host', () => {
    const physical_function = '0000:5e:00.0';
    const facts = factsWith({
      pci: [fn('5e:00.0 0200 8086:1563 40 ixgbe'), fn('5e:10.0 0200 8086:1565 41 ixgbevf', { physical_function })],
    });
    expect(codesOf(facts, '5e:00.0')).toEqual(['[host-needs-only-network-card] 5e:00.0 inferred']);
    expect(codesOf(facts, '5e:10.0')).toEqual(['[device-is-virtual-function] 5e:10.0 inferred']);
  });
});

describe('screens', () => {
  const graphics = fn('00:02.0 0300 8086:3e92 0 i915', { boot_vga: true });
  const card = fn('01:00.0 0300 10de:1d01 2 nouveau', { boot_vga: false });

  test('the first display is measured, a second one is free', () => {
    const facts = factsWith({ pci: [graphics, card] });
    expect(codesOf(facts, '00:02.0')).toEqual(['[host-needs-boot-display] 00:02.0 measured']);
    expect(codesOf(facts, '01:00.0')).toEqual([]);
  });

  test('the last display is warned about; one that is kept for guests is none', () => {
    const facts = factsWith({ pci: [graphics, { ...card, driver: 'vfio-pci' }] });
    expect(codesOf(facts, '00:02.0')).toEqual([
      '[host-needs-boot-display] 00:02.0 measured',
      '[host-needs-only-display] 00:02.0 measured',
    ]);
    expect(codesOf(facts, '01:00.0')).toEqual([]);
  });

  test('which of two shows the console is not known from a listing, nor is it asked of the last one', () => {
    const facts = factsWith({ pci: [fn('00:02.0 0300 8086:3e92 0'), fn('01:00.0 0300 10de:1d01 2')] });
    expect(codesOf(facts, '01:00.0')).toEqual(['[host-needs-maybe-boot-display] 01:00.0 inferred']);
    expect(codesOf(facts, '00:02.0')).toEqual(['[host-needs-maybe-boot-display] 00:02.0 inferred']);
    expect(codesOf(facts, '00:02.0', '01:00.0')).toEqual([
      '[host-needs-only-display] 00:02.0 inferred',
      '[host-needs-only-display] 01:00.0 inferred',
    ]);
  });

  test('beside the display of a management controller, which has the console, no card is asked about', () => {
    const facts = factsWith({ pci: [fn('03:00.0 0300 1a03:2000 4 ast'), fn('01:00.0 0300 10de:1d01 2')] });
    expect(codesOf(facts, '01:00.0')).toEqual([]);
  });

  test('a management controller goes with everything of its slot, and is refused', () => {
    const facts = factsWith({ pci: [fn('02:00.0 0300 102b:0522 10 mgag200'), fn('02:00.1 0b40 19a2:0800 10 none')] });
    expect(codesOf(facts, '02:00.0', '02:00.1')).toEqual([
      '[host-needs-management-controller] 02:00.0 inferred',
      '[host-needs-management-controller] 02:00.1 inferred',
      '[host-needs-only-display] 02:00.0 inferred',
    ]);
    expect(isRefused({ kind: 'management-controller' })).toBe(true);
    expect(isRefused({ kind: 'only-display' })).toBe(false);
  });
});

describe('USB', () => {
  const pci = [fn('00:14.0 0c03 8086:a2af 3 xhci_hcd'), fn('06:00.0 0c03 1b21:1242 20 xhci_hcd')];
  const board = usb('c0f4:08f5', '00:14.0', 'Usb KeyBoard', '1-8.1');

  test('keyboards are measured where facts have them; one of two may go', () => {
    const keyboards = [{ name: 'Model M', controllers: ['0000:00:14.0'] }];
    expect(codesOf(factsWith({ pci, keyboards }), '00:14.0')).toEqual(['[host-needs-keyboard] 00:14.0 measured']);
    const two = [...keyboards, { name: 'AT keyboard', controllers: [] }];
    expect(codesOf(factsWith({ pci, usb: [], keyboards: two }), '00:14.0')).toEqual([]);
    expect(codesOf(factsWith({ pci, usb: [], keyboards: [] }), '00:14.0')).toEqual([]);
  });

  test.each([board, usb('046d:c52b', '00:14.0'), usb('1234:5678', '00:14.0', 'USB Receiver')])(
    '%j is probably a keyboard',
    (device) => {
      expect(codesOf(factsWith({ pci, usb: [device] }), '00:14.0')).toEqual(['[host-needs-keyboard] 00:14.0 inferred']);
    },
  );

  test('where nothing is named like one, what is for hands may be it, but no power supply and no light', () => {
    const hid = (id: string, product: string) => ({ ...usb(id, '00:14.0', product), class: '03' });
    const codes = (device: object) => codesOf(factsWith({ pci, usb: [device as ReturnType<typeof hid>] }), '00:14.0');
    expect(codes(hid('046a:0011', 'Cherry G83'))).toEqual(['[host-needs-keyboard] 00:14.0 inferred']);
    expect(codes(hid('0b05:19af', 'AURA LED Controller'))).toEqual([]);
    expect(codes(hid('051d:0002', 'UPS'))).toEqual(['[host-needs-power-supply] 00:14.0 inferred']);
    const both = [hid('046a:0011', 'Cherry G83'), usb('05ac:024f', '06:00.0', 'Keyboard')];
    expect(codesOf(factsWith({ pci, usb: both }), '00:14.0')).toEqual([]);
  });

  test('a stick may be what the host runs from, unless it was measured what is mounted', () => {
    const stick = usb('0781:5567', '00:14.0', 'SanDisk Cruzer Blade', '1-3');
    expect(codesOf(factsWith({ pci, usb: [stick] }), '00:14.0')).toEqual([
      '[host-needs-maybe-system-disk] 00:14.0 inferred',
    ]);
    const plain = { ...usb('1234:5678', '00:14.0'), driver: 'usb-storage' };
    expect(codesOf(factsWith({ pci, usb: [plain] }), '00:14.0')).toHaveLength(1);
    expect(codesOf(factsWith({ pci, disks: [disk('sdb', '00:14.0')] }), '00:14.0')).toHaveLength(1);
    expect(codesOf(factsWith({ pci, usb: [stick], disks: [disk('sdb', '00:14.0', [])] }), '00:14.0')).toEqual([]);
  });

  test('one that is left on another controller, or on an unknown one, is enough', () => {
    for (const other of [usb('05ac:024f', '06:00.0', 'Keyboard'), usb('05ac:024f', null, 'Keyboard')]) {
      expect(codesOf(factsWith({ pci, usb: [board, other] }), '00:14.0')).toEqual([]);
    }
  });

  test('the last controller with ports, and what goes along with it', () => {
    const facts = factsWith({
      pci: [pci[0]!],
      usb: [usb('1d6b:0002', '00:14.0'), usb('8087:0aa7', '00:14.0', 'Bluetooth')],
    });
    const [need] = hostNeeds(facts, ['0000:00:14.0']);
    expect(need).toMatchObject({ kind: 'only-usb-controller', confidence: 'inferred' });
    expect(need?.detail).toBe('no USB port is left for the host, which would also lose Bluetooth (8087:0aa7)');
  });

  test('the virtual ports of a management controller are none that would be left', () => {
    const ilo = [fn('01:00.1 0300 102b:0533 4'), fn('01:00.4 0c03 103c:3300 4')];
    const facts = factsWith({ pci: [fn('00:1a.0 0c03 8086:1c2d 6'), ...ilo] });
    expect(codesOf(facts, '00:1a.0')).toEqual(['[host-needs-only-usb-controller] 00:1a.0 inferred']);
  });

  test('without ids, names distinguish functions of an AMD graphics card from others in its slot', () => {
    const named = (line: string, name: string) => ({ ...fn(line), id: null, name });
    const facts = factsWith({
      pci: [
        named('03:00.0 0300 1002:1636 5', 'Advanced Micro Devices, Inc. [AMD/ATI] Renoir'),
        named('03:00.1 0403 1002:1637 5', 'Advanced Micro Devices, Inc. [AMD/ATI] Renoir Audio'),
        named('03:00.3 0c03 1022:1639 5', 'Advanced Micro Devices, Inc. [AMD] Renoir USB 3.1'),
      ],
    });
    expect(facts.pci!.map((each) => isOnGraphicsCard(facts, each))).toEqual([false, true, false]);
  });

  test('ports on a graphics card and Thunderbolt itself are not for the host, those in an AMD processor are', () => {
    const card = [fn('2b:00.0 0300 10de:1e84 14'), fn('2b:00.2 0c03 10de:1ad8 14')];
    const thunderbolt = fn('07:00.0 0c03 8086:1137 15', { name: 'Thunderbolt 4 NHI [Maple Ridge 4C 2020]' });
    expect(codesOf(factsWith({ pci: [...card, thunderbolt, pci[0]!] }), '00:14.0')).toEqual([
      '[host-needs-only-usb-controller] 00:14.0 inferred',
    ]);
    const amd = [fn('6a:00.0 0300 1002:164e 21'), fn('6a:00.3 0c03 1022:15b6 24')];
    expect(codesOf(factsWith({ pci: [...amd, pci[0]!], usb: [] }), '00:14.0')).toEqual([]);
  });

  test.each([usb('051d:0002', '00:14.0'), usb('0000:0001', '00:14.0', 'Smart-UPS 750')])(
    '%j tells of the power',
    (ups) => {
      expect(codesOf(factsWith({ pci, usb: [ups] }), '00:14.0')).toEqual([
        '[host-needs-power-supply] 00:14.0 inferred',
      ]);
    },
  );
});

test('a network card at USB is one, too, where it is known', () => {
  const pci = [fn('00:14.0 0c03 8086:a36d 4 xhci_hcd'), fn('03:00.0 0280 14e4:4464 11 iwlwifi')];
  const facts = factsWith({ pci, nics: [nic('enp0s20f0u1', '00:14.0'), nic('wlp3s0', '03:00.0')] });
  expect(codesOf(facts, '03:00.0')).toEqual(['[host-needs-maybe-network-card] 03:00.0 inferred']);
  expect(codesOf(facts, '00:14.0')).toContain('[host-needs-only-wired-card] 00:14.0 inferred');
  const [need] = hostNeeds(facts, ['0000:00:14.0']);
  expect(need!.detail).toBe(
    'enp0s20f0u1 on it is the last wired network card that the host still drives; only wireless ones are left',
  );
  expect(codesOf(facts, '00:14.0', '03:00.0')).toContain('[host-needs-only-network-card] 00:14.0 inferred');
});

test('of a listing that shows only a part of the machine it is unknown what the host needs', () => {
  const pci = [
    fn('00:14.0 0c03 8086:a2af 3'),
    fn('01:00.0 0300 10de:1d01 2'),
    fn('03:00.0 0200 8086:1539 12'),
    fn('05:00.0 0108 15b7:5009 14'),
  ];
  const all = ['00:14.0', '01:00.0', '03:00.0', '05:00.0'];
  expect(codesOf(factsWith({ pci, source: 'IOMMU groups' }), ...all)).toEqual([
    '[host-needs-maybe-system-disk] 05:00.0 inferred',
    '[host-needs-maybe-network-card] 03:00.0 inferred',
    '[host-needs-only-display] 01:00.0 inferred',
    '[host-needs-maybe-usb] 00:14.0 inferred',
  ]);
  const bridge = fn('00:00.0 0600 8086:3ec2 1');
  expect(codesOf(factsWith({ pci: [...pci, bridge], source: 'lspci' }), ...all)).toHaveLength(4);
  const whole = [...pci, bridge, fn('00:1f.0 0601 8086:a2c9 10')];
  expect(codesOf(factsWith({ pci: whole, source: 'lspci' }), ...all)).toHaveLength(4);
  // A report has everything, and not every machine has such a bridge.
  expect(codesOf(factsWith({ pci: [...pci, bridge], source: 'nixos-facter' }), ...all)).toHaveLength(4);
});

describe('groups', () => {
  const pci = [
    fn('00:1f.0 0601 8086:a2c9 10'),
    fn('00:1f.3 0403 8086:a2f0 10 snd_hda_intel'),
    fn('00:01.0 0604 8086:1901 2 pcieport'),
    fn('01:00.0 0300 10de:1d01 2'),
  ];

  test('what shares a group with the chipset is needed with it', () => {
    const needs = needsOfGroup(factsWith({ pci }), '0000:00:1f.3');
    expect(needs).toMatchObject([{ kind: 'chipset', address: '0000:00:1f.0' }]);
    expect(isRefused(needs[0]!)).toBe(true);
    expect(needProblem(needs[0]!, { path: [] }).code).toBe('host-needs-chipset');
  });

  test('the root port that stays is nothing that goes', () => {
    const boot = fn('00:02.0 0300 8086:3e92 0', { boot_vga: true });
    expect(needsOfGroup(factsWith({ pci: [...pci, boot] }), '0000:01:00.0')).toEqual([]);
  });
});
