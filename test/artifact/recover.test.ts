import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { type Step, settle, writeJournal } from '../../src/artifact/commit/journal.ts';
import { ownerName } from '../../src/artifact/commit/owner.ts';
import { recover } from '../../src/artifact/commit/recover.ts';
import { Staging } from '../../src/artifact/staging.ts';
import { folderWith } from '../support/run.ts';

const dead = ownerName().replace(/-\d+-\d+$/, '-4194305-1');
const steps: Step[] = [{ name: 'outdated' }, { name: 'kept', staged: '0' }, { name: 'fresh', staged: '1' }];

/** An output folder in which a commit was interrupted before its first step. */
function interrupted(journal: object = { owner: dead, steps }) {
  const out = folderWith({
    outdated: 'outdated',
    kept: 'old',
    '.mkapkovl-commit/0': 'new',
    '.mkapkovl-commit/1': 'new',
  });
  writeJournal(path.join(out, '.mkapkovl-commit'), journal as { owner: string; steps: Step[] });
  return out;
}

const contents = (out: string) =>
  Object.fromEntries(
    readdirSync(out, { withFileTypes: true }).map((entry) => [
      entry.name,
      entry.isFile() ? readFileSync(path.join(out, entry.name), 'utf8') : '',
    ]),
  );

test('an interrupted commit of a dead process is completed', () => {
  const out = interrupted();
  recover(out);
  expect(contents(out)).toEqual({ kept: 'new', fresh: 'new' });
});

test('one that had failed, or cannot be completed, is taken back', () => {
  const out = interrupted();
  mkdirSync(path.join(out, 'fresh'));
  recover(out);
  expect(contents(out)).toEqual({ outdated: 'outdated', kept: 'old', fresh: '' });
});

test('taking back can be repeated at any point, and restores the same', () => {
  const out = interrupted();
  const folder = path.join(out, '.mkapkovl-commit');
  settle(folder, out, steps);
  writeFileSync(path.join(folder, 'back'), '');
  for (let time = 0; time < 3; time++) settle(folder, out, steps);
  expect(contents(out)).toEqual({ outdated: 'outdated', kept: 'old', '.mkapkovl-commit': '' });
});

test('that of a living process stays as it is', () => {
  const out = interrupted({ owner: ownerName(), steps });
  recover(out);
  expect(contents(out)).toEqual({ outdated: 'outdated', kept: 'old', '.mkapkovl-commit': '' });
});

test.each(['../x', '/etc/x', '.', '..', '', 'a/b'])('a journal that writes to %j is not obeyed', (name) => {
  const out = interrupted({ owner: dead, steps: [{ name, staged: '0' }] });
  recover(out);
  expect(contents(out)).toEqual({ outdated: 'outdated', kept: 'old', '.mkapkovl-commit': '' });
});

test('folders that dead processes left are removed, those of living ones stay', () => {
  const folders = [`.mkapkovl-${dead}-abcdef`, `.mkapkovl-${ownerName()}-abcdef`, `.mkapkovl-settle-${dead}-abcdef`];
  const out = folderWith(Object.fromEntries(folders.map((name) => [`${name}/0`, 'secret'])));
  recover(out);
  expect(readdirSync(out)).toEqual([folders[1]]);
});

test('manifests get their names last, and what is outdated goes first', async () => {
  const out = folderWith({ 'a.sig': 'old', 'b.answers/mine': 'in the way' });
  const staging = Staging.open(out);
  for (const name of ['a.manifest.json', 'a.answers', 'b.answers'])
    await staging.create(name, 0o600, async (append) => append(Buffer.from(name)));
  staging.remove('a.sig');
  expect(readFileSync(staging.stagedFile('a.answers'), 'utf8')).toBe('a.answers');
  await expect(staging.commit()).rejects.toThrow(/EISDIR|ENOTEMPTY|EEXIST/);
  staging.discard();
  expect(contents(out)).toEqual({ 'a.sig': 'old', 'b.answers': '' });
});
