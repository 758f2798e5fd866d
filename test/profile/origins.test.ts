import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { loadedBy } from '../support/loaded.ts';

const schema = z.strictObject({
  name: z.string().optional(),
  section: z
    .strictObject({ a: z.string(), b: z.string(), inner: z.strictObject({ c: z.string() }).optional() })
    .optional(),
  record: z.record(z.string(), z.strictObject({ a: z.string() })).default({}),
  list: z.array(z.strictObject({ a: z.string() })).default([]),
});

const one = (text: string) => loadedBy(schema, { 'top.yaml': text });
const two = (base: string, over: string) =>
  loadedBy(schema, { 'base.yaml': base, 'top.yaml': `# over\nextends: [base.yaml]\n${over}` });

describe('a path', () => {
  test('with a value answers with the value, or with its key', () => {
    const { at } = one('section:\n  inner: { c: x }\nlist:\n  - a: y\n  - { a: z }\n');
    expect(at(['section', 'inner', 'c'])).toBe('top.yaml:2:15');
    expect(at(['section', 'inner', 'c'], true)).toBe('top.yaml:2:12');
    expect(at(['list', 0])).toBe('top.yaml:4:5');
    expect(at(['list', 0, 'a'])).toBe('top.yaml:4:8');
    expect(at(['list', 1])).toBe('top.yaml:5:5');
  });

  test('without a value answers with the key of its nearest ancestor', () => {
    const { at } = one('name: x\nsection:\n  inner: { c: x }\nlist:\n  - a: y\n');
    expect(at(['section', 'a'])).toBe('top.yaml:2:1');
    expect(at(['section', 'inner', 'missing', 'deeper'])).toBe('top.yaml:3:3');
    expect(at(['section', 'inner', 'c', 'deeper'])).toBe('top.yaml:3:12');
    expect(at(['list', 7, 'a'])).toBe('top.yaml:4:1');
  });

  test('of which nothing is there answers with the first key of the profile', () => {
    expect(one('# comment\n\nname: x\n').at(['section', 'a'])).toBe('top.yaml:3:1');
    expect(one('# nothing but a comment\n').at(['section'])).toBe('top.yaml:1:1');
    expect(one('').at(['section'])).toBe('top.yaml:1:1');
  });
});

describe('of merged files, a path', () => {
  test('leads into the file that had the last word', () => {
    const { at } = two('name: x\nsection: { a: x, b: x }\n', 'section: { b: y }\n');
    expect(at(['name'])).toBe('base.yaml:1:7');
    expect(at(['section', 'a'])).toBe('base.yaml:2:15');
    expect(at(['section', 'b'])).toBe('top.yaml:3:15');
  });

  test('without a value leads to the section in the later file', () => {
    const { at } = two('section: { a: x }\n', 'section: { b: y }\n');
    expect(at(['section', 'inner'])).toBe('top.yaml:3:1');
  });

  test('without a value leads into the base if only that has the section', () => {
    expect(two('\nsection: { a: x }\n', 'name: y\n').at(['section', 'b'])).toBe('base.yaml:2:1');
  });

  test('of which nothing is there leads to the first key of the profile itself, not of a base', () => {
    expect(two('name: x\n', 'record: {}\n').at(['section'])).toBe('top.yaml:3:1');
  });

  test('whose value was removed leads to the null that removed it', () => {
    const { at } = two('section: { a: x, b: x }\nname: x\n', 'section: { a: null }\nname: ~\n');
    expect(at(['section', 'a'])).toBe('top.yaml:3:12');
    expect(at(['section', 'a', 'deeper'])).toBe('top.yaml:3:12');
    expect(at(['name'])).toBe('top.yaml:4:1');
  });
});

describe('an alias', () => {
  test('is where it is used, and what is inside it where it was written', () => {
    const { at, data } = one('record:\n  one: &one { a: x }\n  two: *one\n');
    expect(data).toEqual({ record: { one: { a: 'x' }, two: { a: 'x' } } });
    expect(at(['record', 'two'])).toBe('top.yaml:3:8');
    expect(at(['record', 'two'], true)).toBe('top.yaml:3:3');
    expect(at(['record', 'two', 'a'])).toBe('top.yaml:2:18');
  });
});

test('lines and columns count from 1, in characters as an editor does', () => {
  const { at } = one('name: "größe 漢字 🙂"\nrecord: { "ö": { a: "漢" } }\n');
  expect(at(['name'])).toBe('top.yaml:1:7');
  expect(at(['record', 'ö', 'a'])).toBe('top.yaml:2:21');
});
