import { describe, expect, test } from 'vitest';
import { isExcerpt, isPc } from '#src/machine/kinds.ts';
import { hostNeeds } from '#src/machine/needs/host-needs.ts';
import { carriersOf } from '#src/machine/through.ts';
import { read } from './support.ts';

const is = (text: string) => {
  const facts = read(text).facts!;
  return [isPc(facts) ? 'PC' : 'other', isExcerpt(facts) ? 'part' : 'whole'];
};
const kindsOf = (text: string, ...addresses: string[]) =>
  hostNeeds(read(text).facts!, addresses).map(({ kind }) => kind);

const port = (domain: string, bus = '00') =>
  `${domain}:${bus}:00.0 PCI bridge [0604]: Ampere Computing, LLC Altra PCI Express Root Port [1def:e101]`;
const card = '0003:01:00.0 Ethernet controller [0200]: Mellanox MT27710 [15b3:1015]';
const disk = '0005:01:00.0 Non-Volatile memory controller [0108]: Samsung PM9A3 [144d:a80a]';

describe('a machine that is no PC has no host bridge and no ISA bridge', () => {
  test.each([
    ['with several domains', [port('0000'), port('0003'), card, port('0005'), disk]],
    ['without domain 0000', [port('0003'), card, port('0005'), disk]],
    ['whose buses do not begin with 0', [port('0003'), card, port('0005').replace(':00:', ':00:'), disk]],
    ['without numbers', [port('0003'), card].map((line) => line.replaceAll(/ \[[0-9a-f:]+\]/g, ''))],
  ])('and is whole %s', (_, lines) => expect(is(lines.join('\n'))).toEqual(['other', 'whole']));

  test('a domain without its root port is a part', () => {
    expect(is([port('0003'), card, disk].join('\n'))).toEqual(['other', 'part']);
  });

  test('as lscpu says, whatever its bridges are', () => {
    const lines = [
      '0002:20:00.0 PCI bridge [0604]: NVIDIA Device [10de:1ad0]',
      '0002:21:00.0 Ethernet controller [0200]: A [10ec:8168]',
    ];
    expect(is(['Architecture:                       aarch64', ...lines].join('\n'))).toEqual(['other', 'whole']);
  });

  test('its only card and its only disk controller are needed', () => {
    const text = [port('0003'), card, port('0005'), disk].join('\n');
    expect(kindsOf(text, '0003:01:00.0')).toEqual(['only-network-card']);
    expect(kindsOf(text, '0005:01:00.0')).toEqual(['only-disk-controller']);
  });
});

test.each([
  ['with the ports of its chipset', '00:01.0 PCI bridge [0604]: Intel Corporation PEG [8086:1901]'],
  ['with a bridge on a card', '06:00.0 PCI bridge [0604]: ASMedia ASM1184e [1b21:1184]'],
  ['with the bridge of a management controller', '28:00.0 PCI bridge [0604]: ASPEED AST1150 [1a03:1150]'],
  ['as lscpu says', 'Architecture:    x86_64\n00:00.0 PCI bridge [0604]: Maker Device [1def:e101]'],
])('a part of a PC, %s, is no whole machine of another kind', (_, line) => {
  expect(is(`${line}\n07:00.0 Ethernet controller [0200]: A [8086:1539]`)).toEqual(['PC', 'part']);
});

describe('virtual functions in a listing', () => {
  const physical = (at: number) => `24:00.${at} Ethernet controller [0200]: Intel X550 [8086:1563]`;
  const virtual = (at: string) => `25:10.${at} Ethernet controller [0200]: Intel X550 Virtual Function [8086:1565]`;

  test('may be those of either port, which is said of both', () => {
    const text = [physical(0), physical(1), virtual('0'), virtual('2')].join('\n');
    const [need] = hostNeeds(read(text).facts!, ['0000:24:00.1']).filter(({ kind }) => kind === 'virtual-functions');
    expect(need?.detail).toBe(
      'may be the physical function of 25:10.0 and 25:10.2, which are gone once a guest has it',
    );
    expect(kindsOf(text, '0000:25:10.0')).toEqual(['virtual-function']);
  });

  test('have their place in ls -l /sys/bus/pci/devices/*/physfn', () => {
    const link = 'lrwxrwxrwx 1 root root 0 Nov 1 10:00 /sys/bus/pci/devices/0000:25:10.0/physfn -> ../0000:24:00.1';
    const facts = read([physical(0), physical(1), virtual('0'), '', link].join('\n')).facts!;
    expect(carriersOf(facts, facts.pci![2]!)).toEqual(['0000:24:00.1']);
  });

  test('have their place in lspci -vv', () => {
    const capability =
      '\tIOVSta:\tMigration-\n\t\tInitial VFs: 64, Total VFs: 64, Number of VFs: 2, Function Dependency Link: 00\n\t\tVF offset: 384, stride: 2, Device ID: 1565';
    const facts = read([physical(0), capability, physical(1), virtual('0'), virtual('2')].join('\n')).facts!;
    const fns = facts.pci!.filter(({ address }) => address.startsWith('0000:25'));
    expect(fns.map((fn) => carriersOf(facts, fn))).toEqual([['0000:24:00.0'], ['0000:24:00.0']]);
    expect(hostNeeds(facts, ['0000:24:00.1']).map(({ kind }) => kind)).not.toContain('virtual-functions');
  });
});
