import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { shortAddress } from '../../src/machine/address.ts';
import { functionAt } from '../../src/machine/by-address.ts';
import { passedTogether } from '../../src/machine/groups.ts';
import { isBridge } from '../../src/machine/kinds.ts';
import { factsFromText } from '../../src/machine/listings/read-facts-text.ts';
import { hostNeeds, isRefused } from '../../src/machine/needs/host-needs.ts';
import { type Facts, factsSchema } from '../../src/machine/schema.ts';
import { listingsOf } from '../support/machines/listed.ts';
import { machines } from '../support/machines/machines.ts';

const factsOf = (file: string): Facts => factsSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
const all = [
  ...machines.map((name) => `test/machines/${name}/facts.json`),
  ...['lvm-md', 'zfs', 'bmc-ethernet', 'multipath', 'igb-virtual-function'].map(
    (each) => `test/machine/cases/${each}.json`,
  ),
];

/** A reason to leave something out, from the numbers that fast-check draws: each decides over one place. */
type Decide = (place: string) => boolean;

const parts = ['usb', 'disks', 'nics', 'keyboards'] as const;
const ofFunction = ['driver', 'modules', 'iommu_group', 'bridges', 'resets', 'boot_vga', 'subsystem', 'name'] as const;
const ofDisk = ['mounts', 'held_by', 'controllers', 'transport', 'model'] as const;
const ofCard = ['default_route', 'driver', 'carrier', 'controller'] as const;

/** The same facts with null where something is left out. */
function without(facts: Facts, leaveOut: Decide): Facts {
  const strip = <Item extends object>(item: Item, keys: readonly (keyof Item)[], name: string): Item => ({
    ...item,
    ...Object.fromEntries(keys.filter((key) => leaveOut(`${name}.${String(key)}`)).map((key) => [key, null])),
  });
  return {
    ...facts,
    pci: facts.pci?.map((fn) => strip(fn, ofFunction, fn.address)) ?? null,
    disks: facts.disks?.map((disk) => strip(disk, ofDisk, disk.name)) ?? null,
    nics: facts.nics?.map((nic) => strip(nic, ofCard, nic.name)) ?? null,
    ...Object.fromEntries(parts.filter(leaveOut).map((part) => [part, null])),
  };
}

/** The functions that are refused, if all of these go with their groups. */
const wholeOf = (facts: Facts, addresses: readonly string[]) => [
  ...new Set(addresses.flatMap((address) => passedTogether(facts, address).map((fn) => fn.address))),
];

function refusedOf(facts: Facts, addresses: readonly string[]): string[] {
  const needs = hostNeeds(facts, wholeOf(facts, addresses)).filter(isRefused);
  return [...new Set(needs.map(({ address }) => address))];
}

describe.each(all)('%s', (file) => {
  const full = factsOf(file);
  const addresses = (full.pci ?? []).filter((fn) => !isBridge(fn)).map(({ address }) => address);

  test('whatever is left out, what was refused is refused, or said to be unknown', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.02, max: 1, noNaN: true }),
        fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
        fc.subarray(addresses, { minLength: 1 }),
        fc.boolean(),
        (share, numbers, some, one) => {
          const less = without(full, () => (numbers.next().value as number) < share);
          const taken = one ? some.slice(0, 1) : some;
          const said = new Set(hostNeeds(less, wholeOf(less, taken)).map(({ address }) => address));
          for (const address of refusedOf(full, taken)) {
            // What shared a group is not in the set any more, if its group is not known.
            if (!wholeOf(less, taken).includes(address)) continue;
            expect([...said], `${address} of ${functionAt(less, address)?.class}`).toContain(address);
          }
        },
      ),
      { seed: 15, numRuns: 100 },
    );
  });
});

/** What separates the output of two commands. */
const prompt = '$ command';

describe.each(machines)('listings of %s', (machine) => {
  const facts = factsOf(`test/machines/${machine}/facts.json`);
  const { lspci, ...others } = listingsOf(facts);
  const factsIn = (commands: readonly (readonly string[])[]): Facts => {
    const text = commands.map((lines) => [prompt, ...lines].join('\n')).join('\n\n');
    return factsFromText(text, 'x', { place: { file: 'x' } }).value!;
  };
  const full = factsIn([lspci, ...Object.values(others)]);
  const addresses = (full.pci ?? []).filter((fn) => !isBridge(fn)).map(({ address }) => address);

  // That a function has no driver shows only as a line that is absent, so its details go together.
  const functions = lspci.flatMap((line, at) => {
    const end = lspci.findIndex((other, index) => index > at && !other.startsWith('\t'));
    return line.startsWith('\t') ? [] : [lspci.slice(at, end === -1 ? undefined : end)];
  });

  test('a command or the details of a function less never removes a refusal without a word', () => {
    fc.assert(
      fc.property(
        fc.subarray(Object.values(others)),
        fc.subarray(functions),
        fc.boolean(),
        fc.subarray(addresses, { minLength: 1 }),
        (kept, detailed, whole, some) => {
          const shown = whole ? lspci : functions.flatMap((fn) => (detailed.includes(fn) ? fn : fn.slice(0, 1)));
          const less = factsIn([shown, ...kept]);
          const said = new Set(hostNeeds(less, wholeOf(less, some)).map(({ address }) => address));
          for (const address of refusedOf(full, some)) {
            if (wholeOf(less, some).includes(address)) expect([...said], address).toContain(address);
          }
        },
      ),
      { seed: 15, numRuns: 60 },
    );
  });

  test('a list of one card with its driver adds nothing but that', () => {
    const plain = lspci.filter((line) => !line.startsWith('\t'));
    const before = factsIn([plain, others.groups]);
    for (const fn of addresses.slice(0, 8)) {
      const at = lspci.findIndex((line) => line.startsWith(`${shortAddress(fn)} `));
      const after = factsIn([plain, lspci.slice(at, at + 3), others.groups]);
      for (const address of refusedOf(before, addresses)) {
        if (address !== fn) expect(refusedOf(after, addresses)).toContain(address);
      }
    }
  });
});
