import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { folderWith, leastProfile, run } from '../support/run.ts';

const host = (name: string) => leastProfile.replace('least', name);
const fleet = {
  'hosts/b.yaml': host('b'),
  'hosts/a.yml': host('a'),
  'hosts/c.yaml': `extends: [base.yaml]\nhostname: c\n`,
  'hosts/base.yaml': `abstract: true\n${leastProfile.replace('hostname: least\n', '')}`,
  'hosts/notes.txt': 'not a profile',
  'hosts/.draft.yaml': 'not: [finished',
  'hosts/deeper/d.yaml': 'not: a profile of this folder',
};
const dryRun = async (argv: string[], cwd: string) => {
  const { status, stdout, stderr } = await run(['build', '--dry-run', ...argv], { cwd });
  return { status, stderr, hosts: [...stdout.matchAll(/out\/(\w+)\.answers/g)].map(([, name]) => name) };
};

describe('a folder stands for the profiles directly in it, in the order of their names', () => {
  test('built', async () => {
    const { status, hosts } = await dryRun(['hosts'], folderWith(fleet));
    expect({ status, hosts }).toEqual({ status: 0, hosts: ['a', 'b', 'c'] });
  });

  test('once, though one of them is named, too', async () => {
    const cwd = folderWith(fleet);
    for (const names of [
      ['hosts', 'hosts/a.yml'],
      ['./hosts/a.yml', 'hosts'],
      ['hosts', './hosts'],
    ]) {
      const { status, hosts } = await dryRun(names, cwd);
      expect({ status, hosts: hosts.sort() }).toEqual({ status: 0, hosts: ['a', 'b', 'c'] });
    }
  });

  test('checked', async () => {
    const cwd = folderWith({ ...fleet, 'hosts/b.yaml': 'hostname: [b]\n' });
    const { status, stdout } = await run(['check', 'hosts', '--format', 'json'], { cwd });
    expect(status).toBe(1);
    const files = JSON.parse(stdout).map(({ file }: { file: string }) => file);
    expect(new Set(files)).toEqual(new Set(['hosts/b.yaml']));
  });
});

describe('a base (abstract: true)', () => {
  const said = 'hosts/base.yaml: a base (abstract: true); only the profiles that extend it are checked\n';

  test('is left out of several, and people are shown that', async () => {
    const cwd = folderWith(fleet);
    expect((await run(['check', 'hosts'], { cwd })).stderr).toBe(said);
    expect((await dryRun(['hosts'], cwd)).stderr).toBe(said);
    expect((await run(['check', 'hosts', '--quiet'], { cwd })).stderr).toBe('');
    expect(await dryRun(['hosts/a.yml', 'hosts/base.yaml'], cwd)).toMatchObject({ status: 0, hosts: ['a'] });
  });

  test('is refused where it is all there is: nothing was checked or built', async () => {
    const cwd = folderWith(fleet);
    for (const verb of ['check', 'build']) {
      const { status, stdout, stderr } = await run([verb, 'hosts/base.yaml'], { cwd });
      expect(status).toBe(1);
      expect(stdout + stderr).toContain('hosts/base.yaml:1:1: error: hosts/base.yaml is a base');
    }
  });

  test('makes no base of what extends it', async () => {
    expect(await run(['check', 'hosts/c.yaml'], { cwd: folderWith(fleet) })).toMatchObject({ status: 0 });
  });

  test('a mistake in it is reported at its place, through a profile that extends it', async () => {
    const cwd = folderWith({ ...fleet, 'hosts/base.yaml': `${fleet['hosts/base.yaml']}sytem: {}\n` });
    const { status, stdout } = await run(['check', 'hosts'], { cwd });
    expect(status).toBe(1);
    expect(stdout).toContain('hosts/base.yaml:5:1: error: unknown key "sytem"');
  });

  test.each(['abstract: false', 'packages: [abstract]', '# abstract: true'])('is none by %j', async (line) => {
    const cwd = folderWith({ 'x.yaml': `${leastProfile}${line}\n` });
    expect(await dryRun(['x.yaml'], cwd)).toMatchObject({ status: 0, stderr: '', hosts: ['least'] });
  });

  test.each(['abstract: yes', 'abstract: 1'])('%j is reported as a mistake', async (line) => {
    const { status, stdout } = await run(['check', 'x.yaml'], {
      cwd: folderWith({ 'x.yaml': `${leastProfile}${line}\n` }),
    });
    expect(status).toBe(1);
    expect(stdout).toContain('x.yaml:5:11: error');
  });
});

test.each(['check', 'build'])('%s --shard takes every host of a folder in exactly one part', async (verb) => {
  const cwd = folderWith(Object.fromEntries(Object.entries(fleet).map(([name, text]) => [name, `${text}x: 1\n`])));
  const parts = [];
  for (const shard of ['1/2', '2/2']) {
    const { stdout } = await run([verb, 'hosts', '--shard', shard, '--format', 'json'], { cwd });
    const value = JSON.parse(stdout);
    const findings: { code: string; file: string }[] = verb === 'check' ? value : value.findings;
    parts.push(findings.filter(({ code }) => code === 'unknown-key').map(({ file }) => file));
  }
  // Both faults of c.yaml are unknown keys: its own one and the one of its base.
  expect(parts.map((files) => files.sort())).toEqual([['hosts/a.yml', 'hosts/c.yaml'], ['hosts/b.yaml']]);
});

test.each(['check', 'build'])('%s --shard reports a host name that another part has, in both', async (verb) => {
  const cwd = folderWith({ 'hosts/a.yaml': leastProfile, 'hosts/b.yaml': `extends: [a.yaml]\n` });
  for (const [shard, other] of [
    ['1/2', 'hosts/b.yaml'],
    ['2/2', 'hosts/a.yaml'],
  ] as const) {
    const { status, stdout, stderr } = await run([verb, 'hosts', '--shard', shard], { cwd });
    expect(status).toBe(1);
    expect(stdout + stderr).toContain(`error: ${other} has the hostname least too`);
  }
  expect(existsSync(path.join(cwd, 'out'))).toBe(false);
});

describe('check -', () => {
  test('reads standard input; names in it are relative to the working directory', async () => {
    const cwd = folderWith(fleet);
    expect(await run(['check', '-'], { cwd, input: 'extends: [hosts/base.yaml]\nhostname: d\n' })).toEqual({
      status: 0,
      stdout: '0 errors, 0 warnings\n',
      stderr: '',
    });
  });

  test('reports places in it, with the line', async () => {
    const { status, stdout } = await run(['check', '-'], { cwd: folderWith(), input: `${leastProfile}sytem: {}\n` });
    expect(status).toBe(1);
    expect(stdout).toContain('standard input:5:1: error: unknown key "sytem"');
    expect(stdout).toContain('5 | sytem: {}');
  });

  test.each([
    ['nothing', '', '"hostname" is missing'],
    ['too much', `# ${'x'.repeat(2 ** 20)}`, 'larger than the limit'],
    ['no text', 'hostname: a\0b', 'is not UTF-8 text'],
    ['a base', 'abstract: true', 'so there is no host to check'],
  ])('%s is refused', async (_, input, words) => {
    const { status, stdout } = await run(['check', '-'], { cwd: folderWith(), input });
    expect(status).toBe(1);
    expect(stdout).toContain(words);
  });

  test('shows no secret of it', async () => {
    const input = leastProfile.replace('{ prompt: true }', 'correct-horse-battery');
    const { stdout } = await run(['check', '-'], { cwd: folderWith(), input });
    expect(stdout).toContain('a secret must not be written in a profile');
    expect(stdout).not.toContain('correct-horse');
  });
});
