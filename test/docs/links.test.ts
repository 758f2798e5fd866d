import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { anchorsOf, pages, prose } from './pages.ts';

/** What is wrong with the links of a page that lead to this repository; addresses of the web are not looked up. */
function brokenLinks(file: string, text: string): string[] {
  const targets = [...prose(text).matchAll(/\[[^\]]*\]\(([^)\s]+)\)/g)].map(([, target]) => target!);
  return targets.filter((target) => {
    if (/^https?:/.test(target)) return false;
    const [name = '', anchor] = target.split('#');
    const found = path.join(path.dirname(file), name);
    if (!existsSync(found)) return true;
    return anchor !== undefined && !anchorsOf(name === '' ? text : readFileSync(found, 'utf8')).includes(anchor);
  });
}

test('a link to a missing file or heading is found, one inside an example is not a link', () => {
  const text = '# Here\n[a](#here) [b](#there) [c](nowhere.md) [d](LICENSE) [e](README.md#no-such)\n`[f](g)`\n';
  expect(brokenLinks('README.md', text)).toEqual(['#there', 'nowhere.md', 'README.md#no-such']);
});

describe.each(pages)('$file', ({ file, text }) => {
  test('has links that lead somewhere', () => {
    expect(brokenLinks(file, text)).toEqual([]);
  });
});

test('every page of docs/ is reached from the front page, recipes from their list', () => {
  const front = readFileSync('README.md', 'utf8');
  const documents = pages.map(({ file }) => file).filter((file) => /^docs\/[^/]+$/.test(file));
  expect(documents.filter((file) => !front.includes(`(${file})`))).toEqual([]);
});

test('the front page is short', () => {
  expect(Buffer.byteLength(readFileSync('README.md'))).toBeLessThan(7000);
});

test('the package contains the pages that the front page leads to', () => {
  const { files } = JSON.parse(readFileSync('package.json', 'utf8')) as { files: string[] };
  expect(files).toContain('docs');
  expect(files).toContain('CONTRIBUTING.md');
});
