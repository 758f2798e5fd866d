import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { noNames } from '#src/machine/names.ts';
import { hostNeeds } from '#src/machine/needs/host-needs.ts';
import { reportOn } from '#src/machine/report/report.ts';
import { factsSchema } from '#src/machine/schema.ts';
import { read } from './support.ts';

const example = readFileSync('docs/examples/ich10.txt', 'utf8');
const tree = `
/:  Bus 03.Port 1: Dev 1, Class=root_hub, Driver=uhci_hcd/2p, 12M
    |__ Port 2: Dev 3, If 0, Class=Vendor Specific Class, Driver=cp210x, 12M
Slot:	00:1a.0
Class:	USB controller [0c03]
Vendor:	Intel Corporation [8086]
Device:	UHCI [3a67]
Group 4:  [8086:3a67] [R] 00:1a.0  USB controller   UHCI
[    2.1] usb 3-2: Product: Dongle
`;
const lines = [...example.split('\n'), ...tree.split('\n')];

/** A paste that went wrong: lines left out, in another order, cut, doubled, or with something else in them. */
const mutilated = fc
  .array(
    fc.record({
      line: fc.constantFrom(...lines),
      from: fc.nat(40),
      length: fc.oneof(fc.constant(1000), fc.nat(80)),
      more: fc.oneof(
        { weight: 5, arbitrary: fc.constant('') },
        { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
      ),
    }),
    { maxLength: 40 },
  )
  .map((parts) =>
    parts
      .map(({ line, from, length, more }) => line.slice(length === 1000 ? 0 : from).slice(0, length) + more)
      .join('\n'),
  );

test('whatever a paste has become, it is facts that hold, or a finding says why not', () => {
  let understood = 0;
  fc.assert(
    fc.property(mutilated, (text) => {
      const { facts, problems } = read(text);
      if (!facts) return void expect(problems).not.toEqual([]);
      understood += 1;
      expect(factsSchema.parse(facts)).toEqual(facts);
      const shown = reportOn(facts, noNames).groups.flatMap(({ functions, bridges }) => [...functions, ...bridges]);
      expect(shown).toHaveLength(facts.pci?.length ?? 0);
      hostNeeds(
        facts,
        shown.map(({ address }) => address),
      );
    }),
    { seed: 20261122, numRuns: 500 },
  );
  expect(understood).toBeGreaterThan(250);
});

test('any text at all', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      const { facts, problems } = read(text);
      if (!facts) expect(problems).not.toEqual([]);
    }),
    { seed: 20261122, numRuns: 500 },
  );
});

test('every line that is taken away takes no more than its own away', () => {
  const whole = read(example).facts?.pci ?? [];
  example.split('\n').forEach((_, gone) => {
    const { facts } = read(
      example
        .split('\n')
        .filter((_, at) => at !== gone)
        .join('\n'),
    );
    // Each function is listed in lspci and in its group, so it must still be found.
    expect(facts?.pci?.map(({ address, id }) => [address, id])).toEqual(whole.map(({ address, id }) => [address, id]));
  });
});
