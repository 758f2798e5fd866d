import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { Facts } from '#src/machine/schema.ts';
import { type Probed, probed, rootOf } from '../../support/machines/probed.ts';
import { describeWith } from '../../support/tools.ts';

/** The values of a key in all rows of a list. */
const column = <Row, Key extends keyof Row>(rows: Row[] | null, key: Key) => rows?.map((row) => row[key]);
const allNull = (values: unknown[] | undefined) =>
  (values ?? []).length > 0 && values!.every((value) => value === null);

function without(missing: string[]): Probed {
  return probed(rootOf('mini-pc', missing));
}

describeWith(['applets'], 'a kernel that lacks a part of /sys or /proc', () => {
  test.each<[string, (facts: Facts) => unknown, RegExp]>([
    ['/sys/bus/pci', ({ pci }) => pci, /^PCI devices are unknown: .*no \/sys\/bus\/pci/],
    ['/sys/bus/usb', ({ usb }) => usb, /^USB devices are unknown: .*no \/sys\/bus\/usb/],
    ['/sys/block', ({ disks }) => disks, /^disks are unknown/],
    ['/sys/class/net', ({ nics }) => nics, /^network cards are unknown/],
    ['/sys/class/input', ({ keyboards }) => keyboards, /^keyboards are unknown/],
    ['/sys/class/dmi', ({ system }) => system.vendor ?? system.product ?? system.board, /^maker and model are unknown/],
    ['/sys/firmware', ({ firmware }) => firmware, /^UEFI or BIOS is unknown/],
    ['/proc/cpuinfo', ({ cpu }) => cpu.vendor ?? cpu.model ?? cpu.virtualization, /^the processor is unknown/],
    ['/proc/interrupts', ({ iommu }) => iommu.interrupt_remapping, /^interrupt remapping is unknown/],
  ])('%s: null, and a note', (part, value, note) => {
    const { facts, notes } = without([part]);
    expect(value(facts)).toBeNull();
    expect(notes).toContainEqual(expect.stringMatching(note));
    // All else is measured all the same.
    const lists = [facts.pci, facts.usb, facts.disks, facts.nics, facts.keyboards];
    expect(lists.filter((list) => list === null)).toHaveLength(
      value(facts) === null && /PCI|USB|disks|cards|keyb/.test(note.source) ? 1 : 0,
    );
  });

  test('without mounts, those of each disk are unknown', () => {
    const { facts, notes } = without(['/proc/self']);
    expect(column(facts.disks, 'mounts')).toEqual([null]);
    expect(notes).toContainEqual(expect.stringMatching(/^what is mounted is unknown/));
  });

  test('without routes, who has the default route is unknown', () => {
    const { facts, notes } = without(['/proc/net']);
    expect(allNull(column(facts.nics, 'default_route'))).toBe(true);
    expect(notes).toContainEqual(expect.stringMatching(/^the default route is unknown/));
  });

  test('without a list of modules, which ones offer themselves is unknown', () => {
    const { facts, notes } = without(['/lib/modules']);
    expect(allNull(column(facts.pci, 'modules'))).toBe(true);
    expect(notes).toContainEqual(expect.stringMatching(/^the kernel modules for each device are unknown/));
  });

  test('without /proc/sys/kernel/arch, the architecture of another root is unknown', () => {
    expect(without([]).facts.system.arch).toBe('x86_64');
    expect(without(['/proc/sys/kernel/arch']).facts.system.arch).toBeNull();
  });

  test('a list that was looked at and is empty is no null', () => {
    const { facts } = probed(rootOf('no-iommu'));
    expect(facts.keyboards).toEqual([]);
    expect(facts.disks?.map(({ mounts }) => mounts)).toEqual([[], [], []]);
  });
});

describeWith(['applets'], 'ambiguous data is left out, with a note', () => {
  test.each(['vendor', 'device', 'class'])('a PCI function without its %s', (name) => {
    const root = rootOf('ich10');
    rmSync(path.join(root, 'sys/bus/pci/devices/0000:00:1a.1', name));
    const { facts, notes } = probed(root);
    expect(facts.pci).toHaveLength(20);
    expect(notes).toContain('0000:00:1a.1 is left out: its ids and class cannot be read');
  });

  test('a USB device that hangs on no PCI bus', () => {
    const root = rootOf('ich10');
    mkdirSync(path.join(root, 'sys/devices/platform/vhci_hcd.0/usb9'), { recursive: true });
    symlinkSync('../../../devices/platform/vhci_hcd.0/usb9', path.join(root, 'sys/bus/usb/devices/usb9'));
    const { facts, notes } = probed(root);
    expect(facts.usb).toHaveLength(13);
    expect(notes).toContain('the USB device usb9 is left out: it is on no PCI bus');
  });
});

describeWith(['applets'], 'the IOMMU', () => {
  /** The machine as a stock medium boots it: with a table in the firmware, and no unit in use. */
  function off(machine: string, cmdline: string, more: (root: string) => void = () => {}): Probed {
    const root = rootOf(machine);
    for (const folder of ['sys/class/iommu', 'sys/kernel/iommu_groups']) {
      rmSync(path.join(root, folder), { recursive: true });
      mkdirSync(path.join(root, folder));
    }
    writeFileSync(path.join(root, 'proc/cmdline'), `${cmdline}\n`);
    more(root);
    return probed(root);
  }

  const option = 'Add this to the kernel options at the boot prompt and probe again: intel_iommu=on iommu=pt';

  test.each([
    ['mini-pc', 'quiet', 'options', 'the kernel was booted without intel_iommu=on', option],
    ['mini-pc', 'intel_iommu=on intel_iommu=off', 'options', 'the kernel was booted with intel_iommu=off', option],
    [
      'mini-pc',
      'intel_iommu=on iommu=off',
      'options',
      'the kernel was booted with iommu=off',
      'Boot without that word.',
    ],
    ['mini-pc', 'intel_iommu=on,sm_on', null, 'has intel_iommu=on and found the DMAR table', 'dmesg'],
    ['b450-lump', 'amd_iommu=off', 'options', 'the kernel was booted with amd_iommu=off', 'used by default'],
    ['b450-lump', 'quiet', null, 'the firmware has an IVRS table, but the kernel uses no unit', 'used by default'],
    ['no-iommu', 'intel_iommu=on', 'firmware', 'neither a DMAR nor an IVRS table', 'Enable VT-d'],
  ])('of %s booted with "%s" is off by %s', (machine, cmdline, offBy, reason, remedy) => {
    const { facts, stderr } = off(machine, cmdline);
    expect(facts.iommu).toMatchObject({ enabled: false, off_by: offBy, reason: expect.stringContaining(reason) });
    expect(allNull(column(facts.pci, 'iommu_group'))).toBe(true);
    expect(stderr).toContain('probe: no device is in an IOMMU group: ');
    expect(stderr).toContain(remedy);
  });

  test('without tables of the firmware the reason is unknown', () => {
    const { facts } = off('mini-pc', 'quiet', (root) => rmSync(path.join(root, 'sys/firmware'), { recursive: true }));
    expect(facts.iommu).toMatchObject({ enabled: false, off_by: null, reason: null });
  });

  test('groups of vfio’s mode without an IOMMU are none', () => {
    const { facts } = probed(rootOf('mini-pc', ['/sys/class/iommu/dmar0', '/sys/class/iommu/dmar1']));
    expect(facts.iommu.enabled).toBe(false);
    expect(allNull(column(facts.pci, 'iommu_group'))).toBe(true);
  });

  test('is unknown where the kernel has neither units nor groups', () => {
    const { facts, notes } = without(['/sys/class/iommu', '/sys/kernel/iommu_groups']);
    expect(facts.iommu.enabled).toBeNull();
    expect(notes).toContainEqual(expect.stringMatching(/^the IOMMU and its groups are unknown/));
  });
});

describeWith(['applets', 'dash'], 'somebody who is not root', () => {
  test('learns all but ACS, where the first 64 bytes of the configuration space are for everybody', () => {
    const root = rootOf('mini-pc');
    for (const { address } of probed(root).facts.pci!) {
      writeFileSync(path.join(root, 'sys/bus/pci/devices', address, 'config'), Buffer.alloc(64));
    }
    const { facts, notes } = probed(root, 'dash');
    expect(allNull(column(facts.pci, 'acs'))).toBe(true);
    expect(notes).toContainEqual(expect.stringMatching(/ACS\) are on is unknown: only root can read that/));
    expect(facts.pci?.[0]).toMatchObject({ address: '0000:00:00.0', id: '8086:461c', iommu_group: 1 });
  });

  test('learns neither the serial number nor the UUID of the machine', () => {
    const root = rootOf('mini-pc');
    for (const [name, value] of [
      ['product_serial', 'CZ3123ABCD'],
      ['product_uuid', '4c4c4544-0042-4a10-8052-b4c04f4e4d32'],
    ] as const)
      writeFileSync(path.join(root, 'sys/class/dmi/id', name), `${value}\n`, { mode: 0o400 });
    for (const folder of [path.dirname(root), root]) chmodSync(folder, 0o755);
    const identity = { serial: 'CZ3123ABCD', uuid: '4c4c4544-0042-4a10-8052-b4c04f4e4d32' };
    expect(probed(root).facts.system).toMatchObject(identity);
    if (process.geteuid?.() !== 0) return;
    expect(probed(root, 'dash', 65534).facts.system).toMatchObject({ serial: null, uuid: null });
  });

  test('is null where a file may not be read', () => {
    const root = rootOf('mini-pc');
    const file = path.join(root, 'sys/class/dmi/id/product_name');
    chmodSync(file, 0);
    for (const folder of [path.dirname(root), root]) chmodSync(folder, 0o755);
    const { facts } = probed(root, 'dash', process.geteuid?.() === 0 ? 65534 : undefined);
    expect(facts.system).toMatchObject({ vendor: 'Default string', product: null, board: 'N100-4L' });
  });
});

describeWith(['applets'], 'a kernel older than 5.15', () => {
  test('does not show how a function is reset, only whether', () => {
    const root = rootOf('mini-pc');
    const at = (name: string) => path.join(root, 'sys/bus/pci/devices/0000:01:00.0', name);
    rmSync(at('reset_method'));
    expect(probed(root).facts.pci?.find(({ address }) => address === '0000:01:00.0')?.resets).toEqual([]);
    writeFileSync(at('reset'), '');
    expect(probed(root).facts.pci?.find(({ address }) => address === '0000:01:00.0')?.resets).toBeNull();
  });
});
