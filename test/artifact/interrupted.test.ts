import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { sha256 } from '../../src/artifact/build-id.ts';
import { folderWith, leastProfile, run } from '../support/run.ts';
import { program } from '../support/spawned.ts';

const hook = path.resolve('test/support/killed-at.js');
const named = (hostname: string, more = '') => leastProfile.replace('least', hostname) + more;
const older = { 'a.yaml': named('a'), 'b.yaml': named('b'), 'other.yaml': named('other') };

const contentOf = (folder: string) =>
  Object.fromEntries(
    readdirSync(folder)
      .filter((name) => /^[ab]\./.test(name))
      .map((name) => [name, sha256(readFileSync(path.join(folder, name)))]),
  );
const folders = (folder: string) => readdirSync(folder).filter((name) => name.startsWith('.'));

/** A folder with a complete older build in out, profiles for a newer one, and the content of both. */
async function twoBuilds() {
  const cwd = folderWith(older);
  await run(['build', 'a.yaml', 'b.yaml', '--out', 'older'], { cwd });
  for (const name of ['a', 'b']) writeFileSync(path.join(cwd, `${name}.yaml`), named(name, 'packages: [vim]\n'));
  await run(['build', 'a.yaml', 'b.yaml', '--out', 'newer'], { cwd });
  const out = path.join(cwd, 'out');
  const killedAt = (change: number, argv = ['a.yaml', 'b.yaml']) =>
    spawnSync(process.execPath, ['--import', hook, program, 'build', ...argv], {
      cwd,
      env: { ...process.env, KILLED_AT: String(change) },
    }).signal;
  const restore = () => {
    rmSync(out, { recursive: true, force: true });
    cpSync(path.join(cwd, 'older'), out, { recursive: true });
  };
  return { cwd, out, killedAt, restore, old: contentOf(`${cwd}/older`), young: contentOf(`${cwd}/newer`) };
}

test('wherever kill -9 hits a build, the next one leaves all hosts old or all new, and no folder', async () => {
  const { cwd, out, killedAt, restore, old, young } = await twoBuilds();
  const found = { old: 0, young: 0, torn: 0 };
  for (let change = 1; ; change++) {
    restore();
    if (killedAt(change) === null) break;
    const between = JSON.stringify(contentOf(out));
    if (![old, young].some((each) => JSON.stringify(each) === between)) found.torn++;
    expect((await run(['build', 'other.yaml'], { cwd })).status).toBe(0);
    const now = contentOf(out);
    const isNew = JSON.stringify(now) === JSON.stringify(young);
    found[isNew ? 'young' : 'old']++;
    expect(now, `killed at change ${change}`).toEqual(isNew ? young : old);
    expect(folders(out), `killed at change ${change}`).toEqual([]);
  }
  // Both happened, and some kills hit in the middle of the commit.
  expect(Math.min(...Object.values(found))).toBeGreaterThan(2);
}, 180_000);

test('a build that is killed while it completes an interrupted one is completed by the next', async () => {
  const { cwd, out, killedAt, restore, old, young } = await twoBuilds();
  const isTorn = () => ![old, young].some((each) => JSON.stringify(each) === JSON.stringify(contentOf(out)));
  for (let change = 1; change === 1 || !isTorn(); change++) {
    restore();
    expect(killedAt(change)).toBe('SIGKILL');
  }
  for (let again = 1; again < 5; again++) expect(killedAt(again, ['other.yaml'])).toBe('SIGKILL');
  expect((await run(['build', 'other.yaml'], { cwd })).status).toBe(0);
  expect(contentOf(out)).toEqual(young);
  expect(folders(out)).toEqual([]);
}, 180_000);

test('a folder that no build made stays', async () => {
  const cwd = folderWith(older);
  const out = path.join(cwd, 'out');
  mkdirSync(path.join(out, '.mkapkovl-of-another'), { recursive: true });
  await run(['build', 'a.yaml'], { cwd });
  expect(folders(out)).toEqual(['.mkapkovl-of-another']);
});
