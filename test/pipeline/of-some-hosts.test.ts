import { expect, test } from 'vitest';
import { folderWith, leastProfile, run } from '../support/run.ts';

const leastInstall = 'install: { disk: { serial: SERIAL1 } }\n';
const base = 'abstract: true\nlibvirt: { pools: { default: { type: dir, path: /var/lib/libvirt/images } } }\n';
const host = (name: string, install = leastInstall) =>
  `extends: [base.yaml]\n${leastProfile.replace('least', name).replace(leastInstall, install)}`;
const diskless = 'install: { mode: diskless }\n';

async function check(files: Record<string, string>) {
  const { stdout } = await run(['check', '.', '--format', 'json'], {
    cwd: folderWith({ 'base.yaml': base, ...files }),
  });
  const findings: { file: string; related?: { file: string; message: string }[] }[] = JSON.parse(stdout);
  return findings.filter(({ file }) => file === 'base.yaml').map(({ related = [] }) => related.map(({ file }) => file));
}

test('a fault in a base names the hosts that it concerns, if it does not concern all', async () => {
  expect(await check({ 'a.yaml': host('a'), 'b.yaml': host('b', diskless), 'c.yaml': host('c') })).toEqual([
    ['b.yaml'],
  ]);
});

test('a fault that concerns all hosts of a base, or the only one, names none', async () => {
  expect(await check({ 'a.yaml': host('a', diskless), 'b.yaml': host('b', diskless) })).toEqual([[]]);
  expect(await check({ 'a.yaml': host('a', diskless), 'b.yaml': leastProfile })).toEqual([[]]);
});

test('of many hosts some are named', async () => {
  const names = ['b', 'c', 'd', 'e', 'f', 'g'];
  const files = Object.fromEntries(names.map((name) => [`${name}.yaml`, host(name, diskless)]));
  expect((await check({ 'a.yaml': host('a'), ...files }))[0]).toHaveLength(5);
});
