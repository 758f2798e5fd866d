import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { allCodes } from '../support/codes.ts';

const read = (file: string | URL) => JSON.parse(readFileSync(file, 'utf8'));
const renamed: Record<string, string> = read('docs/renamed-codes.json');
/** Every code that the sources had before the renaming. */
const before: string[] = read(new URL('codes-before-renaming.json', import.meta.url));

test('every renamed code was a code before, and none is left', async () => {
  const now = [...(await allCodes()).keys()];
  expect(Object.keys(renamed).length).toBeGreaterThan(50);
  expect(Object.keys(renamed).filter((code) => !before.includes(code))).toEqual([]);
  expect(Object.keys(renamed).filter((code) => now.includes(code))).toEqual([]);
});

test('every new name exists, means one old code, and was not in use before', async () => {
  const now = [...(await allCodes()).keys()];
  const names = Object.values(renamed);
  expect(names.filter((code) => !now.includes(code))).toEqual([]);
  expect(names.filter((code) => before.includes(code))).toEqual([]);
  expect(new Set(names).size).toBe(names.length);
});

test('a program that filters by code finds every code, by its old name or through the list', async () => {
  const now = [...(await allCodes()).keys()];
  expect(before.filter((code) => !now.includes(renamed[code] ?? code))).toEqual([]);
});
