import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { pointer } from '../src/findings/finding.ts';
import { actedOn } from './support/acted-on.ts';
import { schemaProblems } from './support/schema-problems.ts';

const rejected = fileURLToPath(new URL('rejected', import.meta.url));

function profileOf(name: string): unknown {
  try {
    return parse(readFileSync(path.join(rejected, name, 'profile.yaml'), 'utf8'), { logLevel: 'error' });
  } catch {
    return undefined;
  }
}

/** What a user can do literally in the rejected cases, by case and place. */
const proposals = readdirSync(rejected, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .flatMap(({ name }) => {
    const profile = profileOf(name);
    return profile === undefined ? [] : schemaProblems(profile).map((problem) => ({ name, profile, problem }));
  })
  .flatMap(({ name, profile, problem: { code, where, remedy } }) => {
    const at = where.path ?? [];
    const acted = at.length === 0 || !remedy ? undefined : actedOn(profile, at, code, remedy);
    return acted === undefined ? [] : [{ name, at: pointer(at), remedy, acted }];
  });

test('many remedies propose a whole value', () => {
  expect(proposals.length).toBeGreaterThan(15);
});

test.each(proposals)('$name: after "$remedy" nothing is wrong there any more', ({ at, acted }) => {
  const again = schemaProblems(acted).filter(({ where }) => pointer(where.path ?? []) === at);
  expect(again.map(({ code: other, remedy }) => ({ code: other, remedy }))).toEqual([]);
});
