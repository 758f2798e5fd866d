import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { filePath } from '../../src/profile/scalars.ts';
import { loadedBy } from '../support/loaded.ts';

const address = z.union([z.enum(['dhcp']), z.strictObject({ address: z.string(), gateway: z.string().optional() })]);
const schema = z.strictObject({
  name: z.string().optional(),
  object: z.strictObject({ a: z.string(), b: z.string(), deep: z.strictObject({ c: z.string() }) }).optional(),
  record: z.record(z.string(), z.strictObject({ a: z.string(), list: z.array(z.string()) })).default({}),
  replaced: z.array(z.string()).default([]),
  appended: z.array(z.string()).default([]).meta({ merge: 'append' }),
  trees: z.array(filePath).default([]).meta({ merge: 'append' }),
  union: address.optional(),
});

/** The data of two files, the second one extending the first. */
const merged = (base: string, over: string) =>
  loadedBy(schema, { 'base.yaml': base, 'top.yaml': `extends: [base.yaml]\n${over}` });
const data = (base: string, over: string) => merged(base, over).data;

describe('a later file', () => {
  test('merges into an object key by key, at every depth', () => {
    expect(data('object: { a: base, b: base, deep: { c: base } }', 'object: { b: over, deep: { c: over } }')).toEqual({
      object: { a: 'base', b: 'over', deep: { c: 'over' } },
    });
  });

  test('merges into a record by name, and adds names', () => {
    expect(
      data('record: { one: { a: base }, two: { a: base } }', 'record: { two: { list: [x] }, three: { a: over } }'),
    ).toEqual({ record: { one: { a: 'base' }, two: { a: 'base', list: ['x'] }, three: { a: 'over' } } });
  });

  test('replaces a scalar', () => {
    expect(data('name: base', 'name: over')).toEqual({ name: 'over' });
  });

  test('replaces a list whole, also with an empty one', () => {
    expect(data('replaced: [a, b]', 'replaced: [c]')).toEqual({ replaced: ['c'] });
    expect(data('replaced: [a, b]', 'replaced: []')).toEqual({ replaced: [] });
  });

  test('replaces a union whole: half of a static address is no address', () => {
    expect(data('union: { address: a, gateway: g }', 'union: { address: b }')).toEqual({ union: { address: 'b' } });
    expect(data('union: { address: a }', 'union: dhcp')).toEqual({ union: 'dhcp' });
    expect(data('union: dhcp', 'union: { address: a }')).toEqual({ union: { address: 'a' } });
  });

  test('replaces what has another type, which validation then refuses where it was written', () => {
    const { data: found, at } = merged('object: { a: base }', 'object: [over]');
    expect(found).toEqual({ object: ['over'] });
    expect(at(['object'])).toBe('top.yaml:2:9');
  });

  test('replaces an unknown key, because there is no rule for it', () => {
    expect(data('unknown: { a: 1 }', 'unknown: { b: 2 }')).toEqual({ unknown: { b: 2 } });
  });
});

describe('a list marked append', () => {
  test('takes the items of all files, each once, at its first place', () => {
    expect(data('appended: [a, b, a]', 'appended: [c, a, c]')).toEqual({ appended: ['a', 'b', 'c'] });
  });

  test('drops its own duplicates without any base', () => {
    expect(loadedBy(schema, { 'top.yaml': 'appended: [a, b, a]' }).data).toEqual({ appended: ['a', 'b'] });
  });

  test('keeps the place of an item that two files name in the first of them', () => {
    const { at } = merged('appended: [a, b]', 'appended: [b, c]');
    expect([0, 1, 2].map((index) => at(['appended', index]))).toEqual([
      'base.yaml:1:12',
      'base.yaml:1:15',
      'top.yaml:2:15',
    ]);
  });

  test('takes text and number for two things', () => {
    expect(data('appended: ["1"]', 'appended: [1]')).toEqual({ appended: ['1', 1] });
  });

  test('of file names goes by the file that is meant, not by how it is written', () => {
    const files = {
      'top.yaml': 'extends: [site/base.yaml]\ntrees: [site/tree, tree]\n',
      'site/base.yaml': 'trees: [tree]\n',
    };
    expect(loadedBy(schema, files).data).toEqual({ trees: ['site/tree', 'tree'] });
  });
});

describe('null', () => {
  test('removes what was inherited: a scalar, a list, an entry of a record, a whole section', () => {
    const base = 'name: x\nappended: [a]\nobject: { a: x, b: y }\nrecord: { one: { a: x }, two: { a: y } }\n';
    expect(data(base, 'name: null\nappended: null\nobject: null\nrecord: { one: null }\n')).toEqual({
      record: { two: { a: 'y' } },
    });
  });

  test('may be written in every way that YAML has', () => {
    for (const way of ['null', '~', '', 'Null', 'NULL']) {
      expect(data('name: x', `name: ${way}`), way).toEqual({});
    }
  });

  test('removes for good: a later file that sets the key again starts from nothing', () => {
    const found = loadedBy(schema, {
      'a.yaml': 'object: { a: first, b: first }',
      'b.yaml': 'object: null',
      'top.yaml': 'extends: [a.yaml, b.yaml]\nobject: { b: again }',
    });
    expect(found.data).toEqual({ object: { b: 'again' } });
    expect(found.findings).toEqual([]);
  });

  test.each([
    ['without any base', { 'top.yaml': 'name: null' }, '/name', 'top.yaml:1:7'],
    [
      'where the base says nothing',
      { 'base.yaml': '{}', 'top.yaml': 'extends: [base.yaml]\nname: ~' },
      '/name',
      'top.yaml:2:7',
    ],
    ['in a list', { 'top.yaml': 'appended: [a, null]' }, '/appended/1', 'top.yaml:1:15'],
    [
      'in a file that is extended',
      { 'base.yaml': 'name:', 'top.yaml': 'extends: [base.yaml]' },
      '/name',
      'base.yaml:1:6',
    ],
    [
      'within a union, which is replaced whole',
      {
        'base.yaml': 'union: { address: a, gateway: g }',
        'top.yaml': 'extends: [base.yaml]\nunion: { address: a, gateway: null }',
      },
      '/union/gateway',
      'top.yaml:2:31',
    ],
  ] as [string, Record<string, string>, string, string][])('is an error %s', (_, files, path, place) => {
    const { findings } = loadedBy(schema, files);
    expect(findings.map(({ code, ...at }) => [code, at.path, `${at.file}:${at.line}:${at.column}`])).toEqual([
      ['null-value', path, place],
    ]);
  });
});

test('merging changes neither file: a base that two profiles extend is the same for both', () => {
  const files = {
    'base.yaml': 'appended: [a]\nrecord: { one: { a: x } }\n',
    'first.yaml': 'extends: [base.yaml]\nappended: [b]\nrecord: { one: { a: y } }\n',
    'top.yaml': 'extends: [first.yaml, base.yaml]\n',
  };
  expect(loadedBy(schema, files).data).toEqual({ appended: ['a', 'b'], record: { one: { a: 'x' } } });
});

test('keys that every object has are keys like others', () => {
  const { data: found } = merged(
    'record: { hasOwnProperty: { a: x }, constructor: { a: y } }',
    'record: { toString: { a: z } }',
  );
  expect(Object.keys((found as { record: object }).record)).toEqual(['hasOwnProperty', 'constructor', 'toString']);
  expect(({} as { a?: string }).a).toBeUndefined();
});
