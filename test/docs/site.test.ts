import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const sections: { pages: [string, string][] }[] = JSON.parse(readFileSync('site/sections.json', 'utf8'));
const named = sections.flatMap(({ pages }) => pages.map(([name]) => `${name}.md`));

test('every page is in the menu of the site', () => {
  const pages = readdirSync('docs', { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.md'));
  expect(named.filter((name) => name.startsWith('docs/')).sort()).toEqual(pages.map((name) => `docs/${name}`).sort());
});

test('every page of the menu is there, once', () => {
  expect(named.filter((name) => !existsSync(name))).toEqual([]);
  expect(new Set(named).size).toBe(named.length);
});
