import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { leastProfile, run } from '../support/run.ts';
import { describeWith } from '../support/tools.ts';
import { seenInBrowser } from './browser.ts';
import { fullFolder } from './profiles.ts';

const views = [
  { name: 'node7.html', width: 1280, scheme: 'light' },
  { name: 'node7.html', width: 1280, scheme: 'dark' },
  { name: 'node7.html', width: 400, scheme: 'light' },
  { name: 'faulty.html', width: 400, scheme: 'dark' },
  { name: 'index.html', width: 400, scheme: 'light' },
] as const;

/** Chromium starts slowly where other tests keep the processor busy. */
const patience = 180_000;

describeWith(['chromium'], 'a page in a browser', () => {
  const pages = async () => {
    const cwd = fullFolder({ 'faulty.yaml': `${leastProfile}sytem: {}\n` });
    await run(['report', 'node7.yaml', 'faulty.yaml'], { cwd });
    return (name: string) => readFileSync(path.join(cwd, 'out', name), 'utf8');
  };

  test.each(views)(
    'breaks no rule of axe, and is not wider than the window: $name, $width, $scheme',
    async ({ name, ...view }) => {
      const { violations, passes, tooWide } = seenInBrowser((await pages())(name), view);
      expect(violations).toEqual([]);
      expect(passes).toEqual(
        expect.arrayContaining(['color-contrast', 'document-title', 'html-has-lang', 'skip-link']),
      );
      expect(tooWide).toBe(false);
    },
    patience,
  );

  test(
    'is light or dark as its reader wants it',
    async () => {
      const page = (await pages())('index.html');
      const [light, dark] = (['light', 'dark'] as const).map((scheme) => seenInBrowser(page, { width: 1280, scheme }));
      expect(light!.background).not.toBe(dark!.background);
    },
    patience,
  );

  test(
    'is found out if it breaks a rule',
    async () => {
      const page = (await pages())('index.html');
      const broken = page.replace(' lang="en"', '').replace('--quiet: #565e66', '--quiet: #e8e8e8');
      const { violations } = seenInBrowser(broken, { width: 1280, scheme: 'light' });
      expect(violations.map(({ id }) => id)).toEqual(expect.arrayContaining(['html-has-lang', 'color-contrast']));
    },
    patience,
  );
});
