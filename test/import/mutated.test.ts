import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { vmsSchema } from '../../src/features/vms/schema.ts';
import { readDomain } from '../../src/import/xml/read.ts';
import type { Element } from '../../src/xml/element.ts';
import { element, print } from '../../src/xml/element.ts';
import { parseDocument } from '../../src/xml/parse.ts';

const folder = path.resolve(import.meta.dirname, '../libvirt/domains');
const files = readdirSync(folder).filter((name) => name.endsWith('.xml'));

const value = fc.constantFrom(
  '',
  '0',
  '-1',
  'yes',
  'off',
  '1e3',
  '99999999999999999999',
  'ünïcode',
  "'",
  ']]>&<',
  '/dev/x',
  'none',
);

/** What becomes of one element: it goes, comes twice, has another attribute, another text or another child. */
const mutation = fc.record({
  at: fc.nat(400),
  kind: fc.constantFrom('gone', 'twice', 'attribute', 'renamed', 'text', 'child'),
  value,
  attribute: fc.nat(3),
});

function mutated(
  root: Element,
  { at, kind, value, attribute }: { at: number; kind: string; value: string; attribute: number },
): Element {
  let count = 0;
  const walk = (each: Element): Element[] => {
    const mine = count++ === at;
    const inside = { ...each, children: each.children.flatMap(walk) };
    if (!mine || each === root) return [inside];
    const key = Object.keys(each.attributes)[attribute] ?? 'extra';
    if (kind === 'gone') return [];
    if (kind === 'twice') return [inside, inside];
    if (kind === 'attribute') return [{ ...inside, attributes: { ...each.attributes, [key]: value } }];
    if (kind === 'renamed') return [{ ...inside, name: `${each.name}x` }];
    if (kind === 'text') return [{ ...inside, text: value }];
    return [{ ...inside, children: [...inside.children, element('odd', { a: value })] }];
  };
  return walk(root)[0]!;
}

test('any definition is imported as a valid guest, or refused with a reason', {
  timeout: 240_000,
}, () => {
  let accepted = 0;
  const runs = 120;
  const property = fc.property(
    fc.constantFrom(...files),
    fc.array(mutation, { minLength: 1, maxLength: 4 }),
    (file, all) => {
      const parsed = parseDocument(readFileSync(path.join(folder, file), 'utf8'), file);
      if ('problems' in parsed) throw new Error('the golden is XML');
      const read = readDomain(print(all.reduce(mutated, parsed.roots[0]!)), file);
      if (!read.imported) {
        expect((read as { problems: unknown[] }).problems.length).toBeGreaterThan(0);
        return;
      }
      accepted++;
      expect(vmsSchema.safeParse(read.imported.vms).error).toBeUndefined();
    },
  );
  fc.assert(property, { seed: 20261122, numRuns: runs });
  expect(accepted).toBeGreaterThan(runs / 2);
});
