import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { allCodes } from '../support/codes.ts';

/** The codes that a rejected case holds in full, and those that a test asserts by name. */
function asserted(): Set<string> {
  const names = new Set<string>();
  for (const { name, parentPath } of readdirSync('test', { recursive: true, withFileTypes: true })) {
    const file = path.join(parentPath, name);
    if (name === 'expected.json') {
      for (const { code } of JSON.parse(readFileSync(file, 'utf8'))) names.add(code);
    } else if (name.endsWith('.test.ts')) {
      for (const [, code] of readFileSync(file, 'utf8').matchAll(/['[]([a-z]+(?:-[a-z]+)+)(?:'|\\?\])/g))
        names.add(code!);
    }
  }
  return names;
}

test('every code that a finding can have is produced by a test, without exception', async () => {
  const tested = asserted();
  const codes = [...(await allCodes()).keys()];
  expect(codes.length).toBeGreaterThan(250);
  expect(codes.filter((code) => !tested.has(code))).toEqual([]);
});
