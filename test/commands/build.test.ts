import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { folderWith, leastProfile, run } from '../support/run.ts';

test('build prints one written path a line, and nothing else on standard output', async () => {
  const cwd = folderWith({ 'least.yaml': leastProfile });
  const { status, stdout, stderr } = await run(['build', 'least.yaml'], { cwd });
  expect({ status, stdout, stderr }).toEqual({
    status: 0,
    stdout: 'out/least.apkovl.tar.gz\nout/least.answers\nout/least.manifest.json\n',
    stderr: '',
  });
  expect(readdirSync(path.join(cwd, 'out')).sort()).toEqual([
    'least.answers',
    'least.apkovl.tar.gz',
    'least.manifest.json',
  ]);
});

test('a faulty profile among several leaves nothing behind, not even the folder', async () => {
  const cwd = folderWith({ 'good.yaml': leastProfile, 'bad.yaml': `${leastProfile}nonsense: 1\n` });
  const { status, stdout, stderr } = await run(['build', 'good.yaml', 'bad.yaml'], { cwd });
  expect(status).toBe(1);
  expect(stdout).toBe('');
  expect(stderr).toContain('bad.yaml:5:1: error: unknown key "nonsense"');
  expect(existsSync(path.join(cwd, 'out'))).toBe(false);
});
