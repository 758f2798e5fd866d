import { describe, expect, test } from 'vitest';
import { read } from './support.ts';

/** What every form below says of the same four functions, in its own words. */
const expected = [
  ['0000:00:00.0', '060000', '8086:2e30', 0],
  ['0000:00:1a.0', '0c0300', '8086:3a67', 4],
  ['0000:00:1a.7', '0c0300', '8086:3a6c', 4],
  ['0000:02:00.0', '020000', '8086:10c9', 12],
];

const functions = (text: string) => {
  const { facts, problems } = read(text);
  expect(problems).toEqual([]);
  return facts?.pci?.map(({ address, class: kind, id, iommu_group }) => [address, kind, id, iommu_group]);
};

const host = '00:00.0 Host bridge [0600]: Intel Corporation 4 Series Chipset DRAM Controller [8086:2e30] (rev 03)';
const uhci =
  '00:1a.0 USB controller [0c03]: Intel Corporation 82801JI (ICH10 Family) USB UHCI Controller #4 [8086:3a67]';
const ehci =
  '00:1a.7 USB controller [0c03]: Intel Corporation 82801JI (ICH10 Family) USB2 EHCI Controller #2 [8086:3a6c]';
const igb =
  '02:00.0 Ethernet controller [0200]: Intel Corporation 82576 Gigabit Network Connection [8086:10c9] (rev 01)';
const lines = [host, uhci, ehci, igb];
const groups = [0, 4, 4, 12];

const domains = lines.map((line) => `0000:${line}`);
const perLine = (word: string, between = ' ', from = lines) =>
  from.map((line, at) => `${word} ${groups[at]}${between}${line}`).join('\n');
const headings = (heading: (group: number) => string, indent: string, from = lines) =>
  groups
    .map((group, at) => (at > 0 && groups[at - 1] === group ? '' : `${heading(group)}\n`) + indent + from[at])
    .join('\n');

describe('the groups of a machine, as loops print them', () => {
  test.each([
    ['a line for each function', perLine('IOMMU Group')],
    ['in lower case', perLine('IOMMU group')],
    ['with domains', perLine('IOMMU Group', ' ', domains)],
    ['with a colon', perLine('Group', ': ')],
    ['in brackets', perLine('[IOMMU Group', '] ')],
    ['without a blank between group and address', perLine('IOMMU Group', '')],
    ['headings with a colon, indented by tabs', headings((group) => `IOMMU Group ${group}:`, '\t')],
    ['headings without, indented by blanks', headings((group) => `IOMMU group ${group}`, '    ')],
    ['headings with domains', headings((group) => `IOMMU Group ${group}:`, '\t', domains)],
    ['headings in marks', headings((group) => `### Group ${group} ###`, '    ')],
    ['headings whose members have lost their indentation', headings((group) => `IOMMU Group ${group}:`, '')],
    ['headings, all of it quoted', headings((group) => `> IOMMU Group ${group}:`, '>     ')],
    ['headings, all of it indented', headings((group) => `    IOMMU Group ${group}:`, '        ')],
    ['headings with blank lines between', headings((group) => `\nIOMMU Group ${group}:`, '\t')],
    [
      'headings, and the group before each member again',
      headings((group) => `IOMMU GROUP ${group}`, ' ')
        .replace(/^ /gm, ' (0) ')
        .replaceAll(/GROUP (\d+)\n \(0\)/g, 'GROUP $1\n ($1)')
        .replace('(0) 00:1a.7', '(4) 00:1a.7'),
    ],
    ['only the number before each', lines.map((line, at) => `${groups[at]} ${line}`).join('\n')],
    [
      'a table',
      lines
        .map((line, at) => `| ${groups[at]} | ${line.replace(' ', ' | ').replace(/ \[(\w{4}:\w{4})\].*/, ' | $1 |')}`)
        .join('\n'),
    ],
    ['values between semicolons', lines.map((line, at) => `${groups[at]};${line.replace(' ', ';')}`).join('\n')],
    ['members as a list', headings((group) => `IOMMU Group ${group}:`, '  - ')],
  ])('%s', (_, text) => {
    expect(functions(text)).toEqual(expected);
  });

  test('as columns, id first, with [R] for what can be reset', () => {
    const { facts, problems } = read(`
Group:  0  [8086:2e30]     00:00.0  Host bridge                              4 Series Chipset DRAM Controller
Group:  4  [8086:3a67] [R] 00:1a.0  USB controller                           82801JI (ICH10 Family) USB UHCI Controller #4
           [8086:3a6c]     00:1a.7  USB controller                           82801JI (ICH10 Family) USB2 EHCI Controller #2
USB:       [1d6b:0002]              Bus 001 Device 001                       Linux Foundation 2.0 root hub
USB:       [10c4:ea60]              Bus 001 Device 002                       Silicon Labs CP210x UART Bridge
Group: 12  [8086:10c9] [R] 02:00.0  Ethernet controller                      82576 Gigabit Network Connection
`);
    expect(problems).toEqual([]);
    expect(facts?.pci?.map(({ address, class: kind, id, iommu_group }) => [address, kind, id, iommu_group])).toEqual(
      expected,
    );
    expect(facts?.pci?.map(({ resets }) => resets)).toEqual([[], ['reset'], [], ['reset']]);
    expect(facts?.usb).toMatchObject([
      { id: '1d6b:0002', controller: '0000:00:1a.7', bus: 1 },
      { id: '10c4:ea60', controller: '0000:00:1a.7', bus: 1, product: 'Silicon Labs CP210x UART Bridge' },
    ]);
  });

  test('by Unraid, with the USB devices of a controller below it', () => {
    const { facts, problems } = read(`
IOMMU group 4:	[8086:3a67] 00:1a.0 USB controller: Intel Corporation UHCI #4
USB devices attached to this controller:
Bus 003 Device 001 Port 3-0     ID 1d6b:0001 Linux Foundation 1.1 root hub
Bus 003 Device 002 Port 3-2     ID 10c4:ea60 Silicon Labs CP210x UART Bridge
 	[8086:3a6c] 00:1a.7 USB controller: Intel Corporation EHCI #2
IOMMU group 12:	[8086:10c9] [R] 02:00.0 Ethernet controller: Intel Corporation 82576
`);
    expect(problems).toEqual([]);
    expect(facts?.pci?.map(({ id, class: kind, iommu_group }) => [id, kind, iommu_group])).toEqual([
      ['8086:3a67', '0c0300', 4],
      ['8086:3a6c', '0c0300', 4],
      ['8086:10c9', '020000', 12],
    ]);
    expect(facts?.usb).toMatchObject([
      { id: '1d6b:0001', controller: '0000:00:1a.0', port: null },
      { id: '10c4:ea60', controller: '0000:00:1a.0', port: '3-2' },
    ]);
  });

  test('with the driver behind each', () => {
    const { facts } = read(`IOMMU Group 4 ${uhci} (rev 02) Driver: uhci_hcd\n`);
    expect(facts?.pci).toMatchObject([{ id: '8086:3a67', driver: 'uhci_hcd' }]);
  });

  test('with [RESET] in front of what can be reset, which takes the place of the indentation', () => {
    const { facts } = read(`IOMMU group 0\n\t${host}\nIOMMU group 4\n[RESET]\t${uhci}\n\t${ehci}\n`);
    expect(facts?.pci?.map(({ iommu_group, resets }) => [iommu_group, resets])).toEqual([
      [0, []],
      [4, ['reset']],
      [4, []],
    ]);
  });

  test('by the kernel: paths, and messages of its log', () => {
    const paths = domains.map((line, at) => `/sys/kernel/iommu_groups/${groups[at]}/devices/${line.split(' ')[0]}`);
    expect(functions(`${paths.join('\n')}\n${lines.join('\n')}`)).toEqual(expected);
    for (const message of [
      (address: string, group: number) => `pci ${address}: Adding to iommu group ${group}`,
      (address: string, group: number) => `iommu: Adding device ${address} to group ${group}`,
    ]) {
      const messages = domains.map((line, at) => `[    0.61] ${message(line.split(' ')[0]!, groups[at]!)}`);
      expect(functions(`${lines.join('\n')}\n${messages.join('\n')}`)).toEqual(expected);
    }
  });

  test('by Proxmox, as a table', () => {
    expect(
      functions(`
│ class    │ device │ id           │ iommugroup │ vendor │ device_name
│ 0x060000 │ 0x2e30 │ 0000:00:00.0 │          0 │ 0x8086 │ 4 Series Chipset DRAM Controller
│ 0x0c0300 │ 0x3a67 │ 0000:00:1a.0 │          4 │ 0x8086 │ 82801JI (ICH10 Family) USB UHCI Controller #4
│ 0x0c0300 │ 0x3a6c │ 0000:00:1a.7 │          4 │ 0x8086 │ 82801JI (ICH10 Family) USB2 EHCI Controller #2
│ 0x020000 │ 0x10c9 │ 0000:02:00.0 │         12 │ 0x8086 │ 82576 Gigabit Network Connection
`),
    ).toEqual(expected);
  });
});

describe('lspci', () => {
  const details = (fn: string, ...more: string[]) => [fn, ...more].join('\n\t');
  const verbose = [
    details(host, 'Subsystem: ASUSTeK Computer Inc. Device [1043:82d3]'),
    details(
      uhci,
      'Subsystem: ASUSTeK Computer Inc. P5Q Deluxe [1043:82d4]',
      'Kernel driver in use: uhci_hcd',
      'Kernel modules: uhci_hcd',
    ),
    details(ehci, 'Kernel driver in use: vfio-pci', 'Kernel modules: ehci_pci, other'),
    details(igb, 'DeviceName: Onboard LAN', 'Kernel driver in use: igb'),
  ].join('\n');

  test('-nnk shows drivers: a device without one listed has none', () => {
    const { facts } = read(verbose);
    expect(facts?.pci?.map(({ driver, modules, subsystem }) => [driver, modules, subsystem])).toEqual([
      ['', [], '1043:82d3'],
      ['uhci_hcd', ['uhci_hcd'], '1043:82d4'],
      ['vfio-pci', ['ehci_pci', 'other'], null],
      ['igb', [], null],
    ]);
    expect(facts?.pci?.every(({ iommu_group }) => iommu_group === null)).toBe(true);
  });

  test('-nn says nothing about drivers', () => {
    expect(read(lines.join('\n')).facts?.pci?.map(({ driver }) => driver)).toEqual([null, null, null, null]);
  });

  test('behind the last group of a listing, its functions are in no group', () => {
    const text = `IOMMU Group 4:\n\t${uhci}\n${host}\n${igb}\n`;
    expect(read(text).facts?.pci?.map(({ iommu_group }) => iommu_group)).toEqual([null, 4, null]);
  });

  test.each([['before'], ['after']])('a listing of groups %s it adds the groups', (order) => {
    const text = order === 'before' ? `${perLine('IOMMU Group')}\n${verbose}` : `${verbose}\n${perLine('IOMMU Group')}`;
    expect(functions(text)).toEqual(expected);
    expect(read(text).facts?.pci?.map(({ driver }) => driver)).toEqual(['', 'uhci_hcd', 'vfio-pci', 'igb']);
  });

  test('-vv has the groups itself', () => {
    const { facts } = read(
      `${uhci}\n\tFlags: bus master, medium devsel, latency 0, IRQ 16, IOMMU group 4\n\tNUMA node: 1\n`,
    );
    expect(facts?.pci).toMatchObject([{ iommu_group: 4, numa_node: 1 }]);
  });

  test('-vmmnnk is read by record', () => {
    const { facts, problems } = read(`
Slot:	00:1a.0
Class:	USB controller [0c03]
Vendor:	Intel Corporation [8086]
Device:	82801JI (ICH10 Family) USB UHCI Controller #4 [3a67]
SVendor:	ASUSTeK Computer Inc. [1043]
SDevice:	P5Q Deluxe [82d4]
ProgIf:	00
Driver:	uhci_hcd
Module:	uhci_hcd
IOMMUGroup:	4

Slot:	02:00.0
Class:	Ethernet controller [0200]
Vendor:	Intel Corporation [8086]
Device:	82576 Gigabit Network Connection [10c9]
NUMANode:	0
`);
    expect(problems).toEqual([]);
    expect(facts?.pci).toMatchObject([
      {
        address: '0000:00:1a.0',
        class: '0c0300',
        id: '8086:3a67',
        subsystem: '1043:82d4',
        driver: 'uhci_hcd',
        iommu_group: 4,
      },
      { address: '0000:02:00.0', class: '020000', id: '8086:10c9', driver: '', numa_node: 0, iommu_group: null },
    ]);
    expect(facts?.pci?.[0]?.name).toBe('Intel Corporation 82801JI (ICH10 Family) USB UHCI Controller #4');
  });

  test.each([
    ['-n', '00:1a.0 0c03: 8086:3a67 (rev 02)'],
    [
      '-mmnn',
      '00:1a.0 "USB controller [0c03]" "Intel Corporation [8086]" "UHCI [3a67]" -r02 "ASUSTeK [1043]" "P5Q [82d4]"',
    ],
    ['-nnD, in capitals', '0000:00:1A.0 USB controller [0C03]: Intel Corporation UHCI [8086:3A67] (rev 02)'],
  ])('%s', (_, text) => {
    expect(read(text).facts?.pci).toMatchObject([{ address: '0000:00:1a.0', class: '0c0300', id: '8086:3a67' }]);
  });

  test('the programming interface distinguishes OHCI from xHCI where it is printed', () => {
    const { facts } = read(
      '00:14.0 USB controller [0c03]: Intel Corporation xHCI [8086:a12f] (rev 31) (prog-if 30 [XHCI])',
    );
    expect(facts?.pci?.[0]?.class).toBe('0c0330');
  });

  test('domains of five digits and names full of brackets', () => {
    const { facts } = read(
      '10000:e1:00.0 Non-Volatile memory controller [0108]: Samsung [SM981/PM981] [PM983] [144d:a808]',
    );
    expect(facts?.pci).toMatchObject([
      { address: '10000:e1:00.0', id: '144d:a808', name: 'Samsung [SM981/PM981] [PM983]' },
    ]);
  });
});

test('lspci -vv names the group below a function, with a colon as headings have it', () => {
  const { facts, problems } = read(`
03:00.0 RAID bus controller [0104]: Broadcom / LSI MegaRAID SAS 2008 [Falcon] [1000:0073] (rev 03)
	Subsystem: Dell PERC H310 Mini Monolithics [1028:1f51]
	Interrupt: pin A routed to IRQ 37
	IOMMU group: 22
	Region 0: I/O ports at fc00 [size=256]
	Kernel driver in use: megaraid_sas

04:00.0 Ethernet controller [0200]: Intel Corporation I350 Gigabit Network Connection [8086:1521] (rev 01)
	IOMMU group: 23
	Kernel driver in use: igb
`);
  expect(problems).toEqual([]);
  expect(facts?.pci).toMatchObject([
    { address: '0000:03:00.0', iommu_group: 22, driver: 'megaraid_sas', subsystem: '1028:1f51' },
    { address: '0000:04:00.0', iommu_group: 23, driver: 'igb' },
  ]);
});
