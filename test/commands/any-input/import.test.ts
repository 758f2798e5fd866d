import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { folderWith } from '../../support/run.ts';
import { complaintsAbout, timeout } from './amount.ts';
import { mutated } from './bytes.ts';
import { outcome } from './outcome.ts';

const domains = readdirSync('test/libvirt/domains')
  .filter((name) => name.endsWith('.xml'))
  .map((name) => readFileSync(path.join('test/libvirt/domains', name), 'utf8'));
const commands = readFileSync('test/libvirt/commands.txt', 'utf8').trim().split('\n');

test.each([
  ['a definition', domains, 40],
  ['a command', commands, 80],
])('%s may be any text: it is imported, or refused at a place in it', { timeout }, async (_, all, usual) => {
  const cwd = folderWith();
  expect(
    await complaintsAbout(mutated(all), usual, async (text) => {
      writeFileSync(path.join(cwd, 'guest'), text);
      const { stdout, complaints } = await outcome(['import', '--as-profile', 'guest'], cwd, {
        guest: text.toString(),
      });
      const profile = stdout === '' ? undefined : JSON.parse(stdout).result?.profile;
      if (profile === undefined) return complaints;
      writeFileSync(path.join(cwd, 'profile.yaml'), profile);
      return [
        ...complaints,
        ...(await outcome(['check', 'profile.yaml'], cwd, { 'profile.yaml': profile })).complaints,
      ];
    }),
  ).toEqual([]);
});
