import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { layers } from '../../vitest.layers.ts';

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));
const ci = readFileSync('.ci/run', 'utf8');

test.each(Object.keys(layers))(
  'the layer %s has a script, which CI runs, and a configuration that names it',
  (name) => {
    expect(scripts[`test:${name}`]).toBe(`vitest run --config vitest.${name}.config.js`);
    expect(ci).toContain(` test:${name}`);
    expect(readFileSync(`vitest.${name}.config.js`, 'utf8')).toContain(`include: layers.${name},`);
  },
);

test('every script of tests is one of a layer', () => {
  const named = Object.keys(scripts).flatMap((script) => /^test:(.*)/.exec(script)?.[1] ?? []);
  expect(named.sort()).toEqual(Object.keys(layers).sort());
});
