import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { pages } from './pages.ts';

/** What an example of CONTRIBUTING has its readers make. */
const made = ['overlays/system/etc/issue.hbs'];

/** The files and folders of this repository that a page names; words in angle brackets or capitals are anybody's names. */
function named(text: string): string[] {
  const spans = [...text.matchAll(/`((?:src|test|overlays|scripts|profiles|docs|bench|\.ci)\/[\w./-]*)`/g)];
  return spans.map(([, name]) => name!).filter((name) => !/\/[A-Z]+\b/.test(name.replace('README.md', '')));
}

test('names are distinguished from patterns', () => {
  expect(named('`src/cli.ts` `src/features/<name>/` `docs/` `test/x y`')).toEqual(['src/cli.ts', 'docs/']);
});

describe.each(pages.filter(({ text }) => named(text).length > 0))('$file', ({ text }) => {
  test('names files that there are', () => {
    expect(named(text).filter((name) => !existsSync(name) && !made.includes(name))).toEqual([]);
  });
});
