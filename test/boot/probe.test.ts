import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { probeScript } from '../../src/commands/probe/script.ts';
import { factsSchema, type Facts as MachineFacts } from '../../src/machine/schema.ts';
import { updating } from '../support/kept.ts';
import { fileOf } from '../support/machines/machines.ts';
import { probed } from '../support/machines/probed.ts';
import { layOut, readTree } from '../support/machines/tree.ts';
import { folderWith } from '../support/run.ts';
import { describeWith } from '../support/tools.ts';
import { boot, type Facts } from './boot.ts';
import { kernelImage } from './kernel.ts';

const tools = ['busybox', 'cpio', 'kmod', 'dash', 'qemu-system-x86_64', kernelImage];

/** What QEMU is given, and what each device must be found as: address, id, class. */
const given: [string, string, string, string][] = [
  ['VGA,addr=2', '0000:00:02.0', '1234:1111', '030000'],
  ['e1000e,id=card0,mac=52:54:00:00:00:03,addr=3', '0000:00:03.0', '8086:10d3', '020000'],
  ['virtio-blk-pci,drive=first,serial=DISK-0001,addr=5', '0000:00:05.0', '1af4:1001', '010000'],
  ['pcie-root-port,id=port6,chassis=1,slot=1,addr=6', '0000:00:06.0', '1b36:000c', '060400'],
  ['e1000e,bus=port6,mac=52:54:00:00:00:04', '0000:01:00.0', '8086:10d3', '020000'],
  ['ich9-usb-ehci1,id=usb,addr=1d.7,multifunction=on', '0000:00:1d.7', '8086:293a', '0c0320'],
  ['ich9-usb-uhci1,masterbus=usb.0,firstport=0,addr=1d.0,multifunction=on', '0000:00:1d.0', '8086:2934', '0c0300'],
  ['ich9-usb-uhci2,masterbus=usb.0,firstport=2,addr=1d.1,multifunction=on', '0000:00:1d.1', '8086:2935', '0c0300'],
  ['ich9-usb-uhci3,masterbus=usb.0,firstport=4,addr=1d.2,multifunction=on', '0000:00:1d.2', '8086:2936', '0c0300'],
];
/** What every machine of this type has. */
const chipset: [string, string, string][] = [
  ['0000:00:00.0', '8086:29c0', '060000'],
  ['0000:00:1f.0', '8086:2918', '060100'],
  ['0000:00:1f.2', '8086:2922', '010601'],
  ['0000:00:1f.3', '8086:2930', '0c0500'],
];
const devices = [
  ...given.map(([device]) => device),
  'ide-hd,bus=ide.0,drive=second,serial=DISK-0002,wwn=0x5000c50015ea71ac,model=QEMU SECOND',
  'usb-kbd,bus=usb.0,port=1,serial=KEYS',
];
const blocks = ['first', 'second'].map(
  (name, index) => `null-co,node-name=${name},size=${(index + 1) * 2 ** 30},read-zeroes=on`,
);

interface Seen {
  told: Facts;
  facts: MachineFacts;
  /** The whole of the notes. */
  notes: string;
}

const linesOf = (told: Facts, keyword: string) => told(keyword).map((line) => line.replace(/\|$/, ''));
const textOf = (told: Facts, keyword: string) => linesOf(told, keyword).join('\n');

function booted(name: string, options: string[]): () => Seen {
  let seen: Seen | undefined;
  beforeAll(async () => {
    const told = await boot({
      name,
      profile: 'profiles/minimal.yaml',
      steps: ['drivers', 'probe'],
      options,
      devices,
      blocks,
      files: { 'probe.sh': probeScript(), 'record.sh': readFileSync('test/machines/record.sh', 'utf8') },
    });
    const facts = factsSchema.parse(JSON.parse(textOf(told, 'facts ash')));
    seen = { told, facts, notes: textOf(told, 'notes ash') };
  }, 300_000);
  return () => seen!;
}

describeWith(tools, 'the probe on a real kernel', () => {
  describe('with an IOMMU', () => {
    const seen = booted('probe', ['intel_iommu=on', 'iommu=pt']);
    const at = (address: string) => seen().facts.pci?.find((each) => each.address === address);

    test('busybox ash and dash find the same', () => {
      const { told } = seen();
      expect(told('probed')).toEqual(['busybox ash 0', 'dash 0']);
      const undated = (text: string) => text.replace(/"date": "[^"]+"/, '');
      expect(undated(textOf(told, 'facts dash'))).toBe(undated(textOf(told, 'facts ash')));
    });

    test('the PCI functions are those that QEMU was given, no more and no less', () => {
      const found = seen().facts.pci?.map(({ address, id, class: type }) => [address, id, type]);
      expect(found).toEqual([...given.map(([, ...rest]) => rest), ...chipset].sort((a, b) => (a[0]! < b[0]! ? -1 : 1)));
    });

    test('each is in a group, with the devices that it is not isolated from', () => {
      const { facts } = seen();
      expect(facts.iommu).toEqual({ enabled: true, reason: null, off_by: null, interrupt_remapping: true });
      expect(facts.pci?.filter(({ iommu_group }) => iommu_group === null)).toEqual([]);
      const group = (address: string) => at(address)?.iommu_group;
      expect(new Set(['0', '1', '2', '7'].map((part) => group(`0000:00:1d.${part}`))).size).toBe(1);
      expect(group('0000:00:03.0')).not.toBe(group('0000:00:05.0'));
      expect(group('0000:01:00.0')).not.toBe(group('0000:00:06.0'));
    });

    test('what a port says of access control is read, and what lies behind it is found there', () => {
      expect(at('0000:00:06.0')).toMatchObject({ acs: true, bridges: [] });
      expect(at('0000:01:00.0')).toMatchObject({ bridges: ['0000:00:06.0'], driver: 'e1000e', modules: ['e1000e'] });
    });

    test('disks, cards and the keyboard are at their controllers', () => {
      const { disks, nics, usb, keyboards } = seen().facts;
      expect(disks).toMatchObject([
        {
          name: 'sda',
          serial: 'DISK-0002',
          wwn: 'naa.5000c50015ea71ac',
          size: 2 ** 31,
          model: 'QEMU SECOND',
          transport: 'sata',
          controllers: ['0000:00:1f.2'],
        },
        { name: 'vda', serial: 'DISK-0001', size: 2 ** 30, transport: 'virtio', controllers: ['0000:00:05.0'] },
      ]);
      expect(nics?.map(({ mac, driver, controller }) => [mac, driver, controller]).sort()).toEqual([
        ['52:54:00:00:00:03', 'e1000e', '0000:00:03.0'],
        ['52:54:00:00:00:04', 'e1000e', '0000:01:00.0'],
      ]);
      const controllers = ['0000:00:1d.0', '0000:00:1d.1', '0000:00:1d.2', '0000:00:1d.7'];
      expect(
        usb
          ?.filter(({ port }) => port === '')
          .map(({ controller }) => controller)
          .sort(),
      ).toEqual(controllers);
      const [keys] = usb?.filter(({ port }) => port !== '') ?? [];
      expect(keys).toMatchObject({ id: '0627:0001', serial: 'KEYS', driver: 'usbhid', class: '03' });
      expect(keyboards?.map(({ controllers: [above] }) => above)).toContain(keys?.controller);
    });

    test('the machine is identified', () => {
      const { system, firmware, cpu, memory } = seen().facts;
      expect(system).toMatchObject({ vendor: 'QEMU', product: expect.stringContaining('Q35') });
      expect({ firmware, processors: cpu.processors }).toEqual({ firmware: 'bios', processors: '0-1' });
      expect(memory).toBeGreaterThan(600 * 2 ** 20);
    });

    test('it can be recorded: the tree has the facts that the machine had', () => {
      const text = `${textOf(seen().told, 'tree')}\n`;
      const root = path.join(folderWith(), 'root');
      layOut(readTree(text), root);
      expect({ ...probed(root).facts, date: null }).toEqual({ ...seen().facts, date: null });
      if (updating) writeFileSync(fileOf('q35', 'tree.txt'), text);
    });
  });

  describe('as a stock medium boots, with the IOMMU off', () => {
    const seen = booted('probe-off', ['intel_iommu=off']);

    test('no device has a group, and the reason is reported', () => {
      const { iommu, pci } = seen().facts;
      expect(iommu).toMatchObject({
        enabled: false,
        off_by: 'options',
        reason: 'the kernel was booted with intel_iommu=off',
      });
      expect(new Set(pci?.map(({ iommu_group }) => iommu_group))).toEqual(new Set([null]));
    });

    test('what to type at the boot prompt is printed', () => {
      expect(seen().notes).toContain('at the boot prompt and probe again: intel_iommu=on iommu=pt');
    });
  });
});
