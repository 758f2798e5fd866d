import { beforeAll, describe, expect, test } from 'vitest';
import { describeWith } from '../support/tools.ts';
import { boot, type Facts } from './boot.ts';
import { kernelImage } from './kernel.ts';
import { checks, failures } from './proof/checks.ts';
import { broken, type Mutation, mutations } from './proof/mutations.ts';
import { ofCase, proofOf, unpackingOf } from './proof/ways.ts';

const tools = ['busybox', 'cpio', 'kmod', 'qemu-system-x86_64', kernelImage];

function expectFailures({ way, breaks }: Pick<Mutation, 'way' | 'breaks'>, facts: Facts): void {
  const failed = failures(way, facts);
  expect([...failed.keys()].sort(), [...failed.values()].join('\n')).toEqual([...breaks].sort());
}

const unpacked = mutations.filter(({ way }) => way === 'unpacked');
const started = mutations.flatMap((mutation) =>
  mutation.way === 'unpacked' ? [] : [{ ...mutation, way: mutation.way }],
);

describe('overlays that are broken on purpose', () => {
  test('each of them fails a check', () => {
    expect(mutations.filter(({ breaks }) => breaks.length === 0)).toEqual([]);
  });

  test('each check is failed by one of them, but for that of tar', () => {
    const failed = new Set(mutations.flatMap(({ breaks }) => breaks));
    expect(checks.map(({ name }) => name).filter((name) => !failed.has(name))).toEqual(['unpacked']);
  });
});

describeWith(tools, 'the checks of a boot notice it when', () => {
  describe('of an overlay that is only unpacked', () => {
    let facts: Facts;
    const whole = { change: (members) => members, way: 'unpacked', breaks: [] } satisfies Omit<Mutation, 'name'>;
    beforeAll(async () => {
      facts = await boot(unpackingOf('broken-archives', [whole, ...unpacked].map(broken)));
    }, 300_000);

    test('nothing is broken: then they hold', () => expectFailures(whole, ofCase(facts, 0)));

    test.each(unpacked.map((mutation, index) => ({ ...mutation, index })))('$name', ({ index, ...mutation }) =>
      expectFailures(mutation, ofCase(facts, index + 1)),
    );
  });

  test.each(started)('$name', { timeout: 300_000 }, async (mutation) => {
    const name = `broken-${mutation.name.replace(/[^a-zA-Z0-9]+/g, '-')}`;
    expectFailures(mutation, await boot(proofOf(mutation.way, name, broken(mutation))));
  });
});
