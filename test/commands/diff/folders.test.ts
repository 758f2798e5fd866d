import { chmodSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { commitAll } from '../../support/git.ts';
import { asNobody } from '../../support/nobody.ts';
import { folderWith, leastProfile, run } from '../../support/run.ts';

const named = (name: string, more = '') => leastProfile.replace('least', name) + more;
const env = { PATH: process.env.PATH ?? '' };
const files = {
  'hosts/base.yaml': 'abstract: true\nsystem: { timezone: UTC }\n',
  'hosts/a.yaml': `extends: [base.yaml]\n${named('alpha')}`,
  'hosts/b.yaml': named('beta'),
  'hosts/c.yaml': named('gamma'),
};

/** A repository, and what became of it: one host changed, one gone, one new, and one in a file of another name. */
function repository(): string {
  const cwd = folderWith(files);
  commitAll(cwd);
  writeFileSync(path.join(cwd, 'hosts/base.yaml'), 'abstract: true\nsystem: { timezone: Europe/Berlin }\n');
  for (const name of ['b', 'c']) rmSync(path.join(cwd, `hosts/${name}.yaml`));
  writeFileSync(path.join(cwd, 'hosts/other.yaml'), named('gamma'));
  writeFileSync(path.join(cwd, 'hosts/d.yaml'), named('delta'));
  return cwd;
}

const diff = (cwd: string, ...argv: string[]) => run(['diff', ...argv], { cwd, env });

describe('two folders are compared host by host', () => {
  test('as data: by the name of the host, whatever its file is called', async () => {
    const { status, stdout } = await diff(repository(), 'git:HEAD:hosts', 'hosts', '--format', 'json');
    expect(status).toBe(4);
    const { equal, hosts } = JSON.parse(stdout).result;
    expect(equal).toBe(false);
    expect(hosts.map(({ comparison: _, ...each }: { comparison: unknown }) => each)).toEqual([
      { host: 'alpha', change: 'changed', before: 'git:HEAD:hosts/a.yaml', after: 'hosts/a.yaml' },
      { host: 'beta', change: 'removed', before: 'git:HEAD:hosts/b.yaml', after: null },
      { host: 'delta', change: 'added', before: null, after: 'hosts/d.yaml' },
      { host: 'gamma', change: 'none', before: 'git:HEAD:hosts/c.yaml', after: 'hosts/other.yaml' },
    ]);
    expect(hosts[0].comparison.settings).toMatchObject([{ path: '/system/timezone' }]);
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith('mkapkovl-revision-'))).toEqual([]);
  });

  test('for people', async () => {
    const { status, stdout } = await diff(repository(), 'git:HEAD:hosts', 'hosts');
    expect(status).toBe(4);
    expect(stdout).toMatch(/^Host alpha\n\nWhat changes\nsystem\.timezone UTC → Europe\/Berlin\n/);
    expect(stdout).toContain('\nHost beta removed (git:HEAD:hosts/b.yaml)\n');
    expect(stdout).toContain('\nHost delta added (hosts/d.yaml)\n');
    expect(stdout).toContain('\nno differences: gamma\n');
  });

  test('as Markdown, from the folder itself', async () => {
    const cwd = path.join(repository(), 'hosts');
    const { stdout } = await diff(cwd, 'git:HEAD:.', '.', '--format', 'markdown');
    expect(stdout).toContain('Hosts added: `delta`\n');
    expect(stdout).toContain('Hosts removed: `beta`\n');
    expect(stdout).toContain('- `system.timezone UTC → Europe/Berlin`');
  });

  test('that are equal, with status 0', async () => {
    expect(await diff(folderWith(files), 'hosts', 'hosts')).toEqual({
      status: 0,
      stdout: 'no differences: alpha, beta, gamma\n',
      stderr: '',
    });
  });

  test('of overlays, and of overlays with their profiles', async () => {
    const cwd = folderWith(files);
    await run(['build', 'hosts'], { cwd });
    expect(await diff(cwd, 'out', 'hosts')).toMatchObject({ status: 0, stderr: '' });
    writeFileSync(path.join(cwd, 'hosts/b.yaml'), named('beta', 'packages: [htop]\n'));
    await run(['build', 'hosts/b.yaml', 'hosts/c.yaml', '--out', 'later'], { cwd });
    const { status, stdout } = await diff(cwd, 'out', 'later');
    expect(status).toBe(4);
    expect(stdout).toMatch(/^Host alpha removed .*\n\nHost beta\n\nWhat changes\npackage htop added\n/);
  });
});

describe('of a folder with a profile that cannot be read, the other hosts are compared', () => {
  const broken = () => {
    const cwd = folderWith({ ...files, 'hosts/b.yaml': named('beta') });
    commitAll(cwd);
    writeFileSync(path.join(cwd, 'hosts/a.yaml'), `${files['hosts/a.yaml']}packages: [htop]\n`);
    writeFileSync(path.join(cwd, 'hosts/b.yaml'), named('beta', 'sytem: {}\n'));
    return cwd;
  };

  test.each([
    ['text', /^Host alpha\n[\s\S]*\nno differences: gamma\ncannot be compared: beta\n$/],
    ['markdown', /- `package htop added`[\s\S]*\nCannot be compared, see the log: `beta`\n\nNo differences: `gamma`\n/],
  ])('as %s, with its mistakes and their status', async (format, shown) => {
    const { status, stdout, stderr } = await diff(broken(), 'git:HEAD:hosts', 'hosts', '--format', format);
    expect([status, stdout]).toEqual([1, expect.stringMatching(shown)]);
    expect(stderr).toContain('hosts/b.yaml:5:1: error: unknown key "sytem"');
  });

  test('as data', async () => {
    const { status, stdout } = await diff(broken(), 'git:HEAD:hosts', 'hosts', '--format', 'json');
    const { result, findings } = JSON.parse(stdout);
    expect([status, result.equal, findings.length]).toEqual([1, false, 1]);
    expect(result.hosts.map(({ host, change }: Record<string, string>) => [host, change])).toEqual([
      ['alpha', 'changed'],
      ['beta', 'unknown'],
      ['gamma', 'none'],
    ]);
    expect(result.hosts[1]).toMatchObject({
      before: 'git:HEAD:hosts/b.yaml',
      after: 'hosts/b.yaml',
      comparison: null,
    });
  });

  test('one that it may be under another name is not said to be removed', async () => {
    const cwd = broken();
    rmSync(path.join(cwd, 'hosts/b.yaml'));
    writeFileSync(path.join(cwd, 'hosts/new.yaml'), named('beta', 'sytem: {}\n'));
    const { stdout } = await diff(cwd, 'git:HEAD:hosts', 'hosts');
    expect(stdout).not.toContain('removed');
    expect(stdout).toContain('cannot be compared: beta, new\n');
  });
});

describe('is refused', () => {
  test('a folder with a revision that is missing: only that is wrong', async () => {
    const cwd = folderWith(files);
    commitAll(cwd);
    for (const sides of [
      ['git:HEAD~1:hosts', 'hosts'],
      ['hosts', 'git:HEAD~1:hosts'],
    ]) {
      const { status, stderr } = await diff(cwd, ...sides);
      expect(status).toBe(3);
      expect(stderr).toContain('the repository has no revision HEAD~1');
      expect(stderr).toMatch(/^1 error, /m);
    }
  });

  test.each([
    ['the folder itself', 'shut'],
    ['a folder above it', 'shut/in'],
  ])('a folder of which %s may not be read', async (_, name) => {
    const cwd = folderWith({ ...files, 'shut/in/a.yaml': named('alpha') });
    chmodSync(cwd, 0o755);
    chmodSync(path.join(cwd, 'shut'), 0o000);
    for (const sides of [
      [name, 'hosts'],
      ['hosts', name],
    ]) {
      const { status, stdout, stderr } = await asNobody(() => diff(cwd, ...sides));
      expect({ status, stdout }).toEqual({ status: 3, stdout: '' });
      expect(stderr).toContain(`error: ${name} cannot be read: permission denied`);
    }
    chmodSync(path.join(cwd, 'shut'), 0o700);
  });

  test.each([
    ['hosts', 'hosts/a.yaml'],
    ['empty', 'hosts/a.yaml'],
    ['git:HEAD:hosts', 'git:HEAD:hosts/a.yaml'],
    ['git:HEAD:.', 'root@kvm1'],
  ])('the folder %s with %s, which is none', async (folder, other) => {
    const cwd = withEmpty();
    for (const sides of [
      [folder, other],
      [other, folder],
    ]) {
      const { status, stdout, stderr } = await diff(cwd, ...sides);
      expect({ status, stdout }).toEqual({ status: 3, stdout: '' });
      expect(stderr).toContain(`a folder can be compared only with a folder: ${folder} is one, and ${other} is not`);
      expect(stderr).toContain('[diff-folder-alone]');
      expect(stderr).toContain(`Name a file of ${folder} in its place, or a folder in place of ${other}.`);
      expect(stderr).toMatch(/^1 error, /m);
    }
  });

  test('a folder with a file that does not exist: only that is wrong', async () => {
    const { status, stderr } = await diff(folderWith(files), 'hosts', 'hosts/z.yaml');
    expect(status).toBe(3);
    expect(stderr).toContain('hosts/z.yaml cannot be read: no such file');
    expect(stderr).toMatch(/^1 error, /m);
  });

  test.each([
    ['empty', 'it is a directory without profiles and overlays'],
    ['git:HEAD:other', 'it is a directory without profiles'],
    ['git:HEAD:.', 'it is a directory without profiles'],
  ])('the folder %s with itself: it has no hosts', async (name, reason) => {
    const { status, stderr } = await diff(withEmpty(), name, name);
    expect(status).toBe(3);
    expect(stderr).toContain(`error: ${name} cannot be read: ${reason}`);
    expect(stderr).toMatch(/^1 error, /m);
  });

  test('a folder of a revision that has overlays and no profiles, under its full name', async () => {
    const cwd = folderWith({ ...files, 'o1/a.apkovl.tar.gz': '' });
    commitAll(cwd);
    const { status, stderr } = await diff(cwd, 'git:HEAD:o1', 'hosts');
    expect(status).toBe(3);
    expect(stderr).toContain('error: git:HEAD:o1 cannot be read: the folder has overlays and no profiles');
    expect(stderr).toContain('git worktree add FOLDER HEAD');
  });
});

/** A repository with folders that have no hosts. */
function withEmpty(): string {
  const cwd = folderWith({ ...files, 'other/notes': '' });
  commitAll(cwd);
  mkdirSync(path.join(cwd, 'empty'));
  return cwd;
}

describe('a folder without hosts has none of those of the other', () => {
  test.each([
    ['empty', 'hosts', 'added'],
    ['hosts', 'empty', 'removed'],
    ['git:HEAD:other', 'hosts', 'added'],
    ['git:HEAD:new', 'new', 'added'],
  ])('%s, %s: all are %s', async (before, after, change) => {
    const cwd = withEmpty();
    mkdirSync(path.join(cwd, 'new'));
    writeFileSync(path.join(cwd, 'new/a.yaml'), named('alpha'));
    const { status, stdout } = await diff(cwd, before, after);
    expect(status).toBe(4);
    expect(stdout).toContain(`Host alpha ${change} (`);
    expect(stdout).not.toContain('no differences');
  });

  test('but one that never was a folder is a wrong name', async () => {
    const { status, stderr } = await diff(withEmpty(), 'git:HEAD:hostz', 'hosts');
    expect(status).toBe(3);
    expect(stderr).toContain('revision HEAD has no hostz');
  });
});

test.each(['text', 'markdown'])('secrets of equal hosts that were not compared are named: %s', async (format) => {
  const secret = 'files: { /etc/psk: { secret: { env: PSK } } }\n';
  const cwd = folderWith({ 'hosts/a.yaml': named('alpha', secret), 'hosts/b.yaml': named('beta') });
  const built = await run(['build', 'hosts'], { cwd, env: { ...env, PSK: 'correct-horse-battery' } });
  expect(built.status, built.stderr).toBe(0);
  const { status, stdout } = await diff(cwd, 'hosts', 'out', '--format', format);
  expect([status, stdout]).toEqual([
    0,
    expect.stringMatching(/secrets (that )?were not compared: `?alpha \(etc\/mkapkovl\/secrets\/file\.[\da-f]+\)/i),
  ]);
  expect(stdout).toMatch(/no differences: `?alpha`?, `?beta/i);
});
