import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

test('the program comes with the license of every package in it', () => {
  const text = readFileSync('dist/licenses.txt', 'utf8');
  const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
  for (const name of Object.keys(dependencies)) {
    const { version, license } = JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8'));
    expect(text).toContain(`${name} ${version} (${license})\n`);
  }
  // One that only others need, with the text.
  expect(text).toMatch(/^streamx [\d.]+ \(MIT\)\n\nThe MIT License \(MIT\)\n\nCopyright/m);
});
