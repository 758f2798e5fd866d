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

test('build says on standard error what is next, in three lines that a shell takes; not to CI, nor of what was not written', async () => {
  const cwd = folderWith({ 'the host.yaml': leastProfile });
  const build = async (words: string[] = [], env: Record<string, string> = { CI: '' }) =>
    (await run(['build', 'the host.yaml', ...words], { cwd, env })).stderr;
  expect((await build()).trim().split('\n')).toEqual([
    expect.stringContaining('Note: least: no account has an ssh key'),
    'Next, one of these:',
    expect.stringContaining("  mkapkovl media iso 'the host.yaml'   (makes"),
    expect.stringContaining('  copy out/least.apkovl.tar.gz to the top of a stick'),
    expect.stringContaining('mkapkovl-host apply out/least.apkovl.tar.gz'),
  ]);
  for (const words of [['--quiet'], ['--dry-run'], ['--format', 'json'], ['--format', 'github']])
    expect(await build(words), words.join(' ')).not.toContain('Next');
  expect(await build([], { CI: 'true' })).toBe('');
  expect((await run(['build', 'absent.yaml'], { cwd, env: { CI: '' } })).stderr).not.toContain('Next');
});
