import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { libvirtSchema } from '../../src/features/libvirt/schema.ts';
import { vmsSchema } from '../../src/features/vms/schema.ts';
import { readDefinitions } from '../../src/import/xml/roots.ts';
import type { Element } from '../../src/xml/element.ts';
import { element, print } from '../../src/xml/element.ts';
import { parseDocument } from '../../src/xml/parse.ts';

const folder = path.resolve(import.meta.dirname, '../libvirt');
const filesIn = (kind: string) =>
  readdirSync(path.join(folder, kind)).flatMap((name) =>
    name.endsWith('.xml') && !name.startsWith('volume') ? [`${kind}/${name}`] : [],
  );

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
const mutation = (most: number) =>
  fc.record({
    at: fc.nat(most),
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

/** How many of some changed definitions are imported; each of them as the profile can have it. */
function accepted(files: readonly string[], most: number, runs: number): number {
  let count = 0;
  const property = fc.property(
    fc.constantFrom(...files),
    fc.array(mutation(most), { minLength: 1, maxLength: 4 }),
    (file, all) => {
      const parsed = parseDocument(readFileSync(path.join(folder, file), 'utf8'), file);
      if ('problems' in parsed) throw new Error('the golden is XML');
      const read = readDefinitions(print(all.reduce(mutated, parsed.roots[0]!)), file);
      if (!read.imported) {
        expect((read as { problems: unknown[] }).problems.length).toBeGreaterThan(0);
        return;
      }
      count++;
      const { vms, libvirt = {} } = read.imported;
      expect(vmsSchema.safeParse(vms).error).toBeUndefined();
      expect(libvirtSchema.safeParse(libvirt).error).toBeUndefined();
    },
  );
  fc.assert(property, { seed: 20261122, numRuns: runs });
  return count;
}

test('any definition is imported as a valid guest, or refused with a reason', { timeout: 240_000 }, () => {
  expect(accepted(filesIn('domains'), 400, 120)).toBeGreaterThan(60);
});

test.each(['networks', 'pools'])('any definition of %s is imported as a valid section, or refused', (kind) => {
  expect(accepted(filesIn(kind), 40, 250)).toBeGreaterThan(80);
});

test('any beginning of a definition is imported, or refused with a place in it', () => {
  const files = [...filesIn('networks'), ...filesIn('pools')];
  const property = fc.property(fc.constantFrom(...files), fc.nat(2000), (file, length) => {
    const text = readFileSync(path.join(folder, file), 'utf8').trimEnd();
    const cut = text.slice(0, 1 + (length % (text.length - 1)));
    const { imported, problems = [] } = readDefinitions(cut, file);
    expect({ imported, codes: problems.map(({ code }) => code) }).toEqual({
      imported: undefined,
      codes: ['import-not-xml'],
    });
    expect(problems[0]!.where).toMatchObject({ place: { file, offset: expect.any(Number) } });
  });
  fc.assert(property, { seed: 20261130, numRuns: 200 });
});
