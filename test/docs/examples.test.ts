import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { profileSchema } from '../../src/host/schema.ts';
import { usualRelease } from '../../src/target/releases.ts';
import { allCodes } from '../support/codes.ts';
import { run } from '../support/run.ts';
import { pages } from './pages.ts';

const files = (folder: string, end: string) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(end))
    .map((name) => ({ file: path.join(folder, name), text: readFileSync(path.join(folder, name), 'utf8') }));

/** Whatever shows a user how a profile is written. */
const shown = [...pages, ...files('profiles', '.yaml'), ...files('test/machines', '.yaml')];

describe('the release of Alpine in examples', () => {
  const released = shown.flatMap(({ file, text }) =>
    [...text.matchAll(/^alpine: \{ release: "([\d.]+)"/gm)].map(([, release]) => ({ file, release })),
  );

  test('is one, on all pages and in all profiles', () => {
    expect(released.map(({ file }) => file)).toEqual(
      expect.arrayContaining(['README.md', 'docs/fleet-and-ci.md', path.join('profiles', 'minimal.yaml')]),
    );
    expect(released.filter(({ release }) => release !== usualRelease)).toEqual([]);
  });

  test('is that of the key, and of media in commands', () => {
    expect(profileSchema.shape.alpine.meta()).toMatchObject({ examples: [{ release: usualRelease }] });
    const media = shown.flatMap(({ text }) => [...text.matchAll(/alpine-\w+-(\d+\.\d+)\.\d+-x86_64\.iso/g)]);
    expect(media.length).toBeGreaterThan(3);
    expect(media.filter(([, release]) => release !== usualRelease)).toEqual([]);
  });

  test('is what init and import write', async () => {
    const made = [
      await run(['init', '--facts', 'test/machines/mini-pc/facts.json']),
      await run(['import', 'docs/examples/guest.xml', '--as-profile']),
    ];
    for (const { stdout } of made) expect(/release: "([\d.]+)"/.exec(stdout)?.[1]).toBe(usualRelease);
  });
});

/** The file is there for NVMe and not for SATA, whose users would find nothing. */
test('no text says that every disk has /sys/block/…/device/serial', async () => {
  const findings = [...(await allCodes())].map(([file, { entry }]) => ({ file, text: String(entry.remedy) }));
  const made = await run(['init', '--facts', 'docs/examples/ich10.txt']);
  const texts = [...shown, ...files('src', '.ts'), ...findings, { file: 'init', text: made.stdout }];
  expect(texts.filter(({ text }) => text.includes('/device/serial')).map(({ file }) => file)).toEqual([]);
  expect(made.stdout).toContain('lsblk -o NAME,SERIAL');
});
