import { expect, test } from 'vitest';
import { folderWith, leastProfile, run } from '../support/run.ts';

test.each([
  ['build', 'p.yaml', '--out='],
  ['build', 'p.yaml', '--lock='],
  ['check', 'p.yaml', '--facts='],
  ['report', 'p.yaml', '--out', ''],
])('an empty name of a file or folder is refused: %s %s %s', async (...argv) => {
  const { status, stdout, stderr } = await run(argv, { cwd: folderWith({ 'p.yaml': leastProfile }) });
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toMatch(/^error: option '--\w+ <\w+>' needs a name, and its value is empty/);
});
