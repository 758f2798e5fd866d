import { expect, test } from 'vitest';
import { folderWith, leastProfile, run } from '../support/run.ts';

const cwd = () => folderWith({ 'profile.yaml': leastProfile });

test.each([
  ['check --lock a --lock b profile.yaml', '--lock <file>'],
  ['check --lock=a --lock=a profile.yaml', '--lock <file>'],
  ['build --out a --dry-run --out b profile.yaml', '--out <dir>'],
  ['build --sign a --serial 1 --serial 2 profile.yaml', '--serial <n>'],
  ['media iso --media a.iso --media b.iso profile.yaml', '--media <file>'],
  ['init --facts a --out b --out c', '--out <file>'],
  ['check --format json --format text profile.yaml', '--format <form>'],
  ['--format json --format text check profile.yaml', '--format <form>'],
])('%s is refused: of two values one would be lost', async (line, option) => {
  const { status, stdout, stderr } = await run(line.split(' '), { cwd: cwd() });
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toContain(`error: option '${option}' is given twice, and takes one value`);
});

test.each(['check --quiet --quiet profile.yaml', 'build --dry-run --dry-run profile.yaml'])(
  '%s says the same twice, and works',
  async (line) => {
    expect((await run(line.split(' '), { cwd: cwd() })).status).toBe(0);
  },
);

test('an option with several values takes them one by one, too', async () => {
  const facts = 'test/machines/ich10/facts.json';
  const { stdout } = await run(['devices', facts, '--pick', '00:1a.0', '--pick', '00:1a.1']);
  expect(stdout).toContain('- pci_0000_00_1a_1');
});
