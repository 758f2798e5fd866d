import { cpSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { folderWith, leastProfile } from '../../support/run.ts';
import { complaintsAbout, timeout } from './amount.ts';
import { outcome } from './outcome.ts';

/** Without `probe`, which runs programs. */
const verbs = ['check', 'build', 'inspect', 'devices', 'init', 'try', 'import', 'schema', 'help', '--version', 'chek'];
const options = [
  '--out',
  '--facts',
  '--lock',
  '--encrypt',
  '--passphrase-file',
  '--sign',
  '--serial',
  '--dry-run',
  '--shard',
  '--usb',
  '--pci',
  '--pick',
  '--media',
  '--install',
  '--uefi',
  '--offline',
  '--keep',
  '--timeout',
  '--as-profile',
  '--quiet',
  '--help',
  '--',
  '--nothing',
  '--strict',
];
const values = [
  'profile.yaml',
  'facts.json',
  'guest.xml',
  'folder',
  'folder/..',
  '.',
  '..',
  '/',
  '',
  ' ',
  '-',
  '--',
  '/dev/null',
  '/dev/zero',
  '/proc/self/mem',
  '/nowhere/at/all',
  'profile.yaml/below',
  'x'.repeat(300),
  'a\nb',
  '💾',
  '\u0000',
  '\ud800',
  '__proto__',
  'constructor',
  '0',
  '1/1',
  '2/1',
  '999999999999',
  '1e5',
  'usb:046d:c31c',
  'usb_port:1-7.1',
  'slot:01:00',
  '01:00.0',
  '10de:1b80',
];

test('a command line may be anything', { timeout }, async () => {
  const cwd = folderWith({ 'profile.yaml': leastProfile, 'folder/a': 'a' });
  cpSync('docs/examples/guest.xml', path.join(cwd, 'guest.xml'));
  cpSync('test/facts/desktop-board.json', path.join(cwd, 'facts.json'));
  mkdirSync(path.join(cwd, 'empty'));
  const words = fc.array(
    fc.oneof(
      { weight: 2, arbitrary: fc.constantFrom(...options) },
      { weight: 3, arbitrary: fc.constantFrom(...values) },
    ),
    { maxLength: 5 },
  );
  const commands = fc.tuple(fc.constantFrom(...verbs), words).map(([verb, more]) => [verb, ...more]);
  expect(
    await complaintsAbout(commands, 80, async (argv) => {
      const { complaints } = await outcome(argv, cwd);
      return complaints;
    }),
  ).toEqual([]);
});
