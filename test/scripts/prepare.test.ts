import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, rmSync, utimesSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { folderWith } from '../support/run.ts';

const built = ['dist/cli.js', 'dist/index.mjs', 'dist/types/index.d.ts'];
const build = `mkdir -p dist/types && touch log ${built.join(' ')}`;

/** A clone whose build leaves a file behind, `log`. */
function clone(): string {
  const folder = folderWith({
    'package.json': JSON.stringify({ type: 'module', scripts: { build } }),
    'rolldown.config.js': '',
    'tsconfig.json': '',
    'tsconfig.types.json': '',
    'src/deep/down/a.ts': '',
    'overlays/a.hbs': '',
  });
  cpSync('scripts/prepare.js', path.join(folder, 'scripts/prepare.js'));
  return folder;
}

/** Whether preparing builds. */
function builds(folder: string): boolean {
  rmSync(path.join(folder, 'log'), { force: true });
  execFileSync('node', ['scripts/prepare.js'], { cwd: folder });
  return existsSync(path.join(folder, 'log'));
}

test('a fresh clone is built, once', () => {
  const folder = clone();
  expect(builds(folder)).toBe(true);
  expect(builds(folder)).toBe(false);
});

test.each(['src/deep/down/a.ts', 'overlays/a.hbs', 'package.json'])('a change of %s builds', (name) => {
  const folder = clone();
  builds(folder);
  const later = new Date(Date.now() + 5000);
  utimesSync(path.join(folder, name), later, later);
  expect(builds(folder)).toBe(true);
});

test.each(built)('without %s it builds', (name) => {
  const folder = clone();
  builds(folder);
  rmSync(path.join(folder, name));
  expect(builds(folder)).toBe(true);
});
