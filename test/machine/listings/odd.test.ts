import { describe, expect, test } from 'vitest';
import { hostNeeds, isRefused } from '#src/machine/needs/host-needs.ts';
import type { Facts } from '#src/machine/schema.ts';
import { read } from './support.ts';

const uhci = '00:1a.0 USB controller [0c03]: Intel Corporation UHCI #4 [8086:3a67] (rev 02)';
const ehci = '00:1a.7 USB controller [0c03]: Intel Corporation EHCI #2 [8086:3a6c] (rev 02)';
const group = `IOMMU Group 4:\n\t${uhci}\n\t${ehci}\n`;
const inGroup = [
  ['0000:00:1a.0', '8086:3a67', 4],
  ['0000:00:1a.7', '8086:3a6c', 4],
];
/** The marks of lines count from 1. */
const numbered = (text: string, mark: (at: number) => string) =>
  `${text}lsusb`
    .split('\n')
    .map((line, at) => mark(at + 1) + line)
    .join('\n');
const functions = (text: string) =>
  read(text).facts?.pci?.map(({ address, id, iommu_group }) => [address, id, iommu_group]);

describe('what the way of a paste adds is no hindrance', () => {
  test.each([
    ['Windows line ends', group.replaceAll('\n', '\r\n')],
    ['a byte order mark', `\ufeff${group}`],
    ['colours', group.replaceAll('USB', '\u001b[01;31mUSB\u001b[m\u001b[K')],
    ['colours that have lost their escape', group.replaceAll('USB controller', '[01;31mUSB controller[0m')],
    ['blanks that do not break', group.replaceAll(' ', '\u00a0')],
    ['blanks for tabs', group.replaceAll('\t', '        ')],
    ['trailing blanks', group.replaceAll('\n', '   \n')],
    ['prompts', `[root@kvm ~]# for g in /sys/kernel/iommu_groups/*; do echo; done\n${group}root@kvm:~# \n$ exit\n`],
    ['code marks of a forum', `\`\`\`\n${group}\`\`\`\nThanks in advance!\n`],
    ['marks of another forum', `[CODE]${group.replace('IOMMU', '[COLOR=#000080]IOMMU')}[/CODE]`],
    ['addresses of network cards', `${group}link/ether 52:54:00:c4:2d:4a brd ff:ff:ff:ff:ff:ff\n`],
    ['the time', `Sun Nov 22 12:34:56 UTC 2026\nup 10:12:15\n${group}`],
    ['the same twice', `${group}\n${group}`],
    ['a quotation in a quotation', group.replace(/^/gm, '> > ')],
    ['numbers of lines', numbered(group, (at) => `${at}: `)],
    ['numbers of lines without anything between', numbered(group, (at) => `${at}:`)],
    ['numbers of lines in a column', numbered(group, (at) => `${String(at).padStart(4)} | `)],
    ['the numbers of cat -n', numbered(group, (at) => `${String(at).padStart(6)}\t`)],
    ['times', group.replace(/^(?=.)/gm, '[2024-03-01 12:33:01] ')],
    ['the fields of a system log', group.replace(/^(?=.)/gm, 'Mar 01 12:33:01 kvm bash[123]: ')],
    ['a list in Markdown', `- **IOMMU group 4**\n  - \`${uhci}\`\n  - \`${ehci}\`\n`],
    ['a blank line behind every line', `IOMMU group 3\n\n${group.replaceAll('\t', '').replaceAll('\n', '\n\n')}`],
    ['a page that was saved', group.replaceAll('[', '&#91;').replaceAll('\n', '<br>\n')],
    ['all in one line', group.trim().replace(/\s+/g, ' ')],
    ['all in one line, behind words', `My groups are: ${group.trim().replace(/\s+/g, ' ')}`],
    ['two functions in one line', `IOMMU Group 4:\n\`\`\`\n${uhci} ${ehci}\n\`\`\``],
  ])('%s', (_, text) => {
    expect(functions(text)).toEqual(inGroup);
    expect(read(text).problems).toEqual([]);
  });

  test('all groups in one line, behind words, are as many', () => {
    const others = `IOMMU Group 5: 00:1b.0 Audio device [0403]: B [8086:3a6e] IOMMU Group 7: 00:1f.0 ISA bridge [0601]: C [8086:3a18]`;
    expect(functions(`My groups are: ${group.trim().replace(/\s+/g, ' ')} ${others}`)).toEqual([
      ...inGroup,
      ['0000:00:1b.0', '8086:3a6e', 5],
      ['0000:00:1f.0', '8086:3a18', 7],
    ]);
  });

  test.each([
    ['between words', group.replace('Intel Corporation EHCI', 'Intel Corporation\nEHCI')],
    ['before the id', group.replace(' [8086:3a6c]', '\n [8086:3a6c]')],
    ['within the id', group.replace('[8086:3a6c]', '[8086:\n3a6c]')],
    ['twice', group.replace('Intel Corporation EHCI #2', 'Intel\nCorporation EHCI\n#2')],
  ])('a line that was wrapped %s is put together', (_, text) => {
    expect(functions(text)).toEqual(inGroup);
    expect(read(text).problems).toEqual([]);
  });
});

describe('a device line that cannot be parsed is reported with its place', () => {
  test.each([
    ['an address that is none', `${group}\t00:1a.9 USB controller [0c03]: Intel Corporation UHCI [8086:3a68]\n`, '4:2'],
    ['an id without its beginning', `${group}Chipset Family USB 3.0 xHCI Controller [8086:a2af]\n`, '4:1'],
    ['a driver without its device', `\tKernel driver in use: nvme\n${group}`, '1:2'],
    ['a USB device that is cut off', `${group}Bus 001 Device 00\n`, '4:1'],
    ['a branch without its bus', `${group}    |__ Port 7: Dev 2, If 0, Class=Hub, Driver=hub/4p, 12M\n`, '4:5'],
  ])('%s', (_, text, place) => {
    const { problems } = read(text);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(new RegExp(`^\\[listing-line-unreadable\\] ${place} this line was ignored: `));
    expect(functions(text)).toEqual(inGroup);
  });

  test('one that is cut off before its ids stays in its group', () => {
    const text = group.replace(/EHCI #2.*/, 'EH');
    expect(functions(text)).toEqual([inGroup[0], ['0000:00:1a.7', null, 4]]);
    expect(read(text).problems).toEqual(['[listing-without-ids] 3:2 a device has no vendor:device id: 00:1a.7']);
  });

  test('lspci without -nn has no ids, which is said once, and kinds by name', () => {
    const { facts, problems } = read(
      [
        '00:00.0 Host bridge: Intel Corporation Bridge',
        ...[0, 1, 2, 7].map((at) => `00:1a.${at} USB controller: Intel Corporation UHCI (rev 02)`),
      ].join('\n'),
    );
    expect(facts?.pci?.map(({ class: kind, id }) => [kind, id])).toEqual([
      ['060000', null],
      ...Array.from({ length: 4 }, () => ['0c0300', null]),
    ]);
    expect(problems).toEqual([
      '[listing-without-ids] 1:1 5 devices have no vendor:device id: 00:00.0, 00:1a.0, 00:1a.1 and 2 more',
    ]);
  });
});

const refused = (facts: Facts, address: string) =>
  hostNeeds(facts, [address])
    .filter(isRefused)
    .map(({ kind, detail }) => `${kind}: ${detail}`);

describe('listings that contradict each other', () => {
  test.each([
    [
      'id',
      `${group}\n${uhci.replace('3a67', '2934')}\n`,
      '0000:00:1a.0 has a different id here (8086:2934) than above (8086:3a67), so one of the two lists is out of date',
    ],
    [
      'group',
      `${group}\nIOMMU Group 5:\n\t${uhci}\n`,
      '0000:00:1a.0 has a different group here (5) than above (4), so one of the two lists is out of date',
    ],
    [
      'class',
      `${group}\n${uhci.replace('0c03', '0200')}\n`,
      '0000:00:1a.0 has a different class here (0200) than above (0c03), so one of the two lists is out of date',
    ],
  ])('about the %s are reported, and the device is not given away', (what, text, message) => {
    const { facts, problems } = read(text);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(`[listing-contradicts] ${text.split('\n').length - 1}:`);
    expect(problems[0]).toContain(message);
    expect(refused(facts!, '0000:00:1a.0')).toEqual([`disputed: the listings do not agree on its ${what}`]);
    expect(facts?.pci?.[0]?.iommu_group).toBe(what === 'group' ? null : 4);
  });

  test('about the driver leave it unknown', () => {
    const listing = (driver: string) =>
      `00:1a.0 USB controller [0c03]: A [8086:3a67]\n\tKernel driver in use: ${driver}\n`;
    expect(read(`${listing('vfio-pci')}\n${listing('uhci_hcd')}`).facts?.pci?.[0]?.driver).toBeNull();
  });

  const whole = (...cards: string[]) =>
    ['00:00.0 Host bridge [0600]: A [8086:3ec2]', '00:1f.0 ISA bridge [0601]: B [8086:a2c9]', ...cards].join('\n');
  const first = '01:00.0 VGA compatible controller [0300]: GP108 [10de:1d01]';
  const other = '02:00.0 VGA compatible controller [0300]: Navi [1002:73df]';

  test('about what is there do not count on it, and do not give it away', () => {
    const groups = `IOMMU Group 1:\n\t${first}\nIOMMU Group 2:\n\t${other}\n`;
    const { facts, problems } = read(`${groups}\n${whole(other)}\n`);
    expect(problems).toEqual([
      '[listing-contradicts] 8:1 this list of all devices does not have 0000:01:00.0, which another list has, so one of the two lists is out of date',
    ]);
    expect(refused(facts!, '0000:01:00.0')).toEqual(['disputed: a list of all devices does not have it']);
    expect(hostNeeds(facts!, ['0000:02:00.0']).map(({ kind }) => kind)).toContain('only-display');
    const both = read(`${groups}\n${whole(first, other)}`);
    expect(both.problems).toEqual([]);
    expect(hostNeeds(both.facts!, ['0000:02:00.0']).map(({ kind }) => kind)).toEqual([
      'maybe-boot-display',
      'maybe-group',
    ]);
  });

  test.each([
    ['a part of a list', `IOMMU Group 1:\n\t${first}\n\n${other}\n`],
    ['a list that is cut off', `IOMMU Group 1:\n\t${other}\n\n${whole(first)}\n`],
  ])('%s contradicts nothing', (_, text) => expect(read(text).problems).toEqual([]));
});

describe('a machine without groups', () => {
  test.each([
    ['says so in each line', 'no group 00:00.0 0600: 8086:461c\nno group 00:02.0 0300: 8086:46d1\n'],
    ['has no folder of them', `${uhci}\nfind: '/sys/kernel/iommu_groups/': No such file or directory\n`],
  ])('that %s has its IOMMU off', (_, text) => {
    const { facts } = read(text);
    expect(facts?.iommu).toMatchObject({ enabled: false, reason: expect.any(String) });
    expect(facts?.pci?.every(({ iommu_group }) => iommu_group === null)).toBe(true);
  });

  test('of which nothing is said about groups may have them', () => {
    expect(read(uhci).facts?.iommu.enabled).toBeNull();
    expect(read(group).facts?.iommu.enabled).toBe(true);
  });
});

describe('input without information about a machine is refused with the reason', () => {
  test.each([
    ['', 'it is empty'],
    [' \n\n', 'it is empty'],
    ['hostname: kvm1\nalpine: { release: "3.23" }\n', 'none of its 2 lines is one of a device listing'],
    ['lspci: command not found\n', 'its only line is not one of a device listing'],
    ['IOMMU Group 4:\nIOMMU Group 5:\n', 'none of its 2 lines is one of a device listing'],
  ])('%j', (text, reason) => {
    const { facts, problems } = read(text);
    expect(facts).toBeNull();
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/^\[listing-not-understood\] listing\.txt does not describe a machine: /);
    expect(problems[0]).toContain(reason);
  });

  test('after reporting what could not be parsed', () => {
    expect(read('0:1a.0 USB controller\n').problems.map((text) => text.split(' ')[0])).toEqual([
      '[listing-line-unreadable]',
      '[listing-not-understood]',
    ]);
  });
});

describe('lsblk alone describes the disks of a machine', () => {
  test.each([
    ['NAME SIZE TYPE SERIAL\nsda  465G disk S3Z9NB0K123456\n└─sda1 1G part\n'],
    ['NAME="sda" SIZE="465G" TYPE="disk" SERIAL="S3Z9NB0K123456"\n'],
    ['{"blockdevices": [{"name": "sda", "type": "disk", "serial": "S3Z9NB0K123456"}]}'],
  ])('%j', (text) => {
    const { facts, problems } = read(text);
    expect(problems).toEqual([]);
    expect(facts).toMatchObject({ pci: null, disks: [{ name: 'sda', serial: 'S3Z9NB0K123456' }] });
  });

  test.each(['/dev/sda1 on / type ext4 (rw)\n', 'NAME SIZE TYPE SERIAL\n'])('and %j does not', (text) => {
    expect(read(text).problems.join()).toContain('[listing-not-understood]');
  });
});

describe('JSON', () => {
  test.each([
    [
      '{"schema": 2, "pci": {}}',
      '[facts-schema-newer] listing.txt uses schema 2, but this program supports only schema 1',
    ],
    ['{"schema": 1, "pci": [{"address": "00:1a.0"}]}', 'pci.0.address: not a PCI address such as 0000:00:1a.0'],
    ['{"schema": 1, "pci": [', '[facts-invalid] listing.txt is not a facts file: it is not JSON, or is truncated'],
    ['{"name": "mkapkovl"}', 'it is some other JSON, without the "schema": 1 of facts'],
    ['{"blockdevices": []}', 'it looks like the output of lsblk --json'],
    ['[{"id": "server", "class": "system"}]', 'it looks like the output of lshw -json'],
    ['{"hostname": "one"}', 'it looks like a profile'],
    ['[{"id": 1}]', '[facts-invalid] listing.txt is not a facts file: it is a JSON list, without'],
    [
      '{"version": 1, "hardware": {"pci": []}}',
      '[listing-not-understood] listing.txt does not describe a machine: the report has no PCI device',
    ],
  ])('%s is refused', (text, message) => {
    const { facts, problems } = read(text);
    expect(facts).toBeNull();
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(message);
  });

  test('of ours is taken as it is', () => {
    expect(read('{"schema": 1, "memory": 1024}')).toEqual({
      facts: expect.objectContaining({ memory: 1024, pci: null }),
      problems: [],
    });
  });
});
