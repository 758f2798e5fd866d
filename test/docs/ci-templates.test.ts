import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { commitAll, git } from '../support/git.ts';
import { folderWith, leastProfile } from '../support/run.ts';

interface Step {
  name?: string;
  run?: string;
  if?: string;
  env?: Record<string, string>;
}
const action = parse(readFileSync('action.yml', 'utf8'));
const steps: Step[] = action.runs.steps;
const [, gitlab] = parseAllDocuments(readFileSync('templates/mkapkovl.yml', 'utf8')).map((each) => each.toJS());
const [hook] = parse(readFileSync('.pre-commit-hooks.yaml', 'utf8'));

const host = (name: string, rest = '') => `extends: [base.yaml]\nhostname: ${name}\n${rest}`;
const secret = `files: { /etc/psk: { secret: { file: psk } } }\n`;

let cwd: string;
let temp: string;
let base: string;

beforeEach(() => {
  cwd = folderWith({
    'hosts/base.yaml': `abstract: true\n${leastProfile.replace('hostname: least\n', '')}`,
    'hosts/a.yaml': host('a'),
    'hosts/b.yaml': host('b', secret),
    'hosts/psk': 'correct-horse-battery\n',
  });
  commitAll(cwd);
  base = git(cwd, 'rev-parse', 'HEAD');
  temp = folderWith();
  mkdirSync(path.join(temp, 'bin'));
  writeFileSync(path.join(temp, 'bin/mkapkovl'), `#!/bin/sh\nexec node "${process.cwd()}/dist/cli.js" "$@"\n`);
  chmodSync(path.join(temp, 'bin/mkapkovl'), 0o755);
});

const environment = () => ({
  PATH: `${temp}/bin:${process.env.PATH}`,
  GITHUB_ACTION_PATH: process.cwd(),
  GITHUB_STEP_SUMMARY: `${temp}/summary.md`,
  GITHUB_WORKSPACE: cwd,
  RUNNER_TEMP: temp,
});

/** Runs a step as a runner does (shell: bash), with the inputs' defaults. */
function step(name: string, inputs: Record<string, string> = {}) {
  const { run = '', env = {} } = steps.find((each) => each.name === name)!;
  const values = Object.entries(env).map(([key, text]) => [
    key,
    text.replace(/\$\{\{ (.*?) \}\}/g, (_, at) => inputOf(at, inputs)),
  ]);
  return spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', run], {
    cwd,
    encoding: 'utf8',
    env: { ...environment(), ...Object.fromEntries(values) },
  });
}

function inputOf(expression: string, inputs: Record<string, string>): string {
  if (expression === 'github.event.pull_request.base.sha') return base;
  const name = expression.replace('inputs.', '');
  return inputs[name] ?? action.inputs[name].default;
}

describe('the action for GitHub', () => {
  test('no input becomes a part of a script, where it could run commands', () => {
    expect(steps.filter(({ run }) => run).length).toBeGreaterThanOrEqual(5);
    expect(steps.filter(({ run }) => run?.includes('${{'))).toEqual([]);
  });

  test('check reports at the lines of the pull request, and fails', () => {
    expect(step('Check')).toMatchObject({ status: 0 });
    writeFileSync(path.join(cwd, 'hosts/a.yaml'), host('a', 'sytem: {}\n'));
    const { status, stdout } = step('Check');
    expect(status).toBe(1);
    expect(stdout).toContain('::error file=hosts/a.yaml,line=3,col=1,title=unknown-key::');
  });

  test('build keeps what contains a secret out of the artifact, unless an input says so', () => {
    expect(step('Build')).toMatchObject({ status: 0 });
    const files = (name: string) => [`${name}.answers`, `${name}.apkovl.tar.gz`, `${name}.manifest.json`];
    const kept = () => readdirSync(path.join(temp, 'overlays')).sort();
    expect(kept()).toEqual([...files('a'), 'b.answers']);
    expect(step('Build', { 'artifact-with-secrets': 'true' })).toMatchObject({ status: 0 });
    expect(kept()).toContain('b.apkovl.tar.gz');
  });

  test('encrypts with a passphrase, and then keeps what contains a secret, too', () => {
    expect(step('Build', { passphrase: 'to open them later' })).toMatchObject({ status: 0 });
    const kept = readdirSync(path.join(temp, 'overlays'));
    expect(kept).toContain('b.apkovl.tar.gz.aes-256-cbc');
    expect(kept.filter((name) => name.endsWith('.gz'))).toEqual([]);
    expect(statSync(path.join(temp, 'passphrase')).mode & 0o777).toBe(0o600);
  });

  test('a lock that lacks a host fails, if an input says so', () => {
    // A runner reads both.
    const { status, stdout, stderr } = step('Lock');
    expect([status, stdout + stderr]).toEqual([1, expect.stringContaining('::error ')]);
  });

  test('refuses a clone without the earlier revision: every host would be new', () => {
    base = '0123456789'.repeat(4);
    const { status, stdout } = step('Show what changes');
    expect([status, stdout]).toEqual([1, expect.stringContaining('Set fetch-depth: 0')]);
    expect(existsSync(path.join(temp, 'summary.md'))).toBe(false);
  });

  test('what a later step calls mkapkovl is the program', () => {
    const { run = '' } = steps.find(({ name }) => name === 'Install mkapkovl')!;
    const script = run.slice(run.indexOf('# Later'));
    const env = { ...environment(), GITHUB_PATH: `${temp}/path` };
    expect(spawnSync('bash', ['-ec', script], { cwd: process.cwd(), env })).toMatchObject({ status: 0 });
    const folder = readFileSync(`${temp}/path`, 'utf8').trim();
    expect(spawnSync(path.join(folder, 'mkapkovl'), ['--version'], { encoding: 'utf8' })).toMatchObject({ status: 0 });
  });

  test('shards build every host once', () => {
    const built = ['1/2', '2/2', '1/1'].map((shard) => {
      expect(step('Build', { shard })).toMatchObject({ status: 0 });
      return readdirSync(path.join(temp, 'built')).filter((name) => name.endsWith('.gz'));
    });
    expect(built).toEqual([['a.apkovl.tar.gz'], ['b.apkovl.tar.gz'], ['a.apkovl.tar.gz', 'b.apkovl.tar.gz']]);
  });

  test('shows what changes, which hosts are new or gone, and no base', () => {
    writeFileSync(
      path.join(cwd, 'hosts/base.yaml'),
      `${readFileSync(path.join(cwd, 'hosts/base.yaml'), 'utf8')}packages: [htop]\n`,
    );
    writeFileSync(path.join(cwd, 'hosts/c.yaml'), host('c'));
    rmSync(path.join(cwd, 'hosts/b.yaml'));
    expect(step('Show what changes')).toMatchObject({ status: 0 });
    const summary = readFileSync(path.join(temp, 'summary.md'), 'utf8');
    expect(summary).toContain(`## \`git:${base}:./hosts\` → \`hosts\``);
    expect(summary).toContain('- `package htop added`');
    expect(summary).toContain('Hosts added: `c`');
    expect(summary).toContain('Hosts removed: `b`');
    expect(summary).not.toContain('hosts/base.yaml');
    expect(summary).not.toContain('correct-horse');
  });

  test('takes profiles and folders, new ones too, whatever their names', () => {
    mkdirSync(path.join(cwd, 'new hosts'));
    writeFileSync(path.join(cwd, 'new hosts/d.yaml'), host('d').replace('base', '../hosts/base'));
    writeFileSync(path.join(cwd, 'e.yaml'), host('e').replace('base', 'hosts/base'));
    expect(step('Show what changes', { profiles: 'hosts\nnew hosts\ne.yaml\n' })).toMatchObject({ status: 0 });
    const summary = readFileSync(path.join(temp, 'summary.md'), 'utf8');
    expect(summary).toContain('Hosts added: `d`');
    expect(summary).toContain('### `e.yaml` is new\n');
  });

  test('says what cannot be compared, and why', () => {
    writeFileSync(path.join(cwd, 'hosts/a.yaml'), host('a', 'sytem: {}\n'));
    const { status, stderr } = step('Show what changes');
    expect([status, stderr]).toEqual([0, expect.stringContaining('hosts/a.yaml:3:1: error: unknown key "sytem"')]);
    const shown = readFileSync(path.join(temp, 'diff.md'), 'utf8');
    expect(shown).toContain('Cannot be compared, see the log: `a`\n\nNo differences: `b`\n');
  });

  test('says that a profile cannot be compared', () => {
    writeFileSync(path.join(cwd, 'hosts/a.yaml'), host('a', 'sytem: {}\n'));
    expect(step('Show what changes', { profiles: 'hosts/a.yaml' })).toMatchObject({ status: 0 });
    const shown = readFileSync(path.join(temp, 'diff.md'), 'utf8');
    expect(shown).toBe('### `hosts/a.yaml` cannot be compared: see the log\n\n');
  });

  test('says so if nothing changes', () => {
    expect(step('Show what changes')).toMatchObject({ status: 0 });
    expect(readFileSync(path.join(temp, 'diff.md'), 'utf8')).toBe('No machine changes.\n');
  });
});

describe('the template for GitLab', () => {
  const script = (job: string, env: Record<string, string> = {}) =>
    spawnSync('sh', ['-e', '-c', (gitlab[job].script as string[]).join('\n')], {
      cwd,
      encoding: 'utf8',
      env: { ...environment(), PROFILES: 'hosts', CI_MERGE_REQUEST_DIFF_BASE_SHA: base, ...env },
    });

  test('checks, and fails for a mistake', () => {
    expect(script('mkapkovl-check')).toMatchObject({ status: 0 });
    writeFileSync(path.join(cwd, 'hosts/a.yaml'), host('a', 'sytem: {}\n'));
    expect(script('mkapkovl-check').stdout).toContain('hosts/a.yaml:3:1: error');
    expect(script('mkapkovl-check', { CI_NODE_INDEX: '2', CI_NODE_TOTAL: '2' })).toMatchObject({ status: 0 });
  });

  test('builds, and keeps secrets out of the artifacts, unless an input says so', () => {
    expect(script('mkapkovl-build')).toMatchObject({ status: 0 });
    const kept = () => readdirSync(path.join(cwd, 'mkapkovl-overlays')).filter((name) => /apkovl/.test(name));
    expect(kept()).toEqual(['a.apkovl.tar.gz']);
    expect(script('mkapkovl-build', { WITH_SECRETS: 'true' })).toMatchObject({ status: 0 });
    expect(kept()).toEqual(['a.apkovl.tar.gz', 'b.apkovl.tar.gz']);
    const empty = { CI_NODE_INDEX: '3', CI_NODE_TOTAL: '3', WITH_SECRETS: 'true' };
    expect(script('mkapkovl-build', empty)).toMatchObject({ status: 0 });
    expect(kept()).toEqual([]);
    writeFileSync(path.join(cwd, 'passphrase'), 'to open them later\n');
    expect(script('mkapkovl-build', { PASSPHRASE_FILE: 'passphrase' })).toMatchObject({ status: 0 });
    expect(kept()).toEqual(['a.apkovl.tar.gz.aes-256-cbc', 'b.apkovl.tar.gz.aes-256-cbc']);
  });

  test('a lock that lacks a host fails, if an input says so', () => {
    expect(script('mkapkovl-check', { LOCK: 'true' })).toMatchObject({ status: 1 });
  });

  test('refuses a clone without the earlier revision', () => {
    const { status, stderr } = script('mkapkovl-diff', { CI_MERGE_REQUEST_DIFF_BASE_SHA: '0123456789'.repeat(4) });
    expect([status, stderr]).toEqual([1, expect.stringContaining('Set GIT_DEPTH: 0')]);
  });

  test('shows what changes', () => {
    writeFileSync(path.join(cwd, 'hosts/a.yaml'), host('a', 'packages: [htop]\n'));
    rmSync(path.join(cwd, 'hosts/b.yaml'));
    writeFileSync(path.join(cwd, 'e.yaml'), host('e').replace('base', 'hosts/base'));
    expect(script('mkapkovl-diff', { PROFILES: 'hosts e.yaml' })).toMatchObject({ status: 0 });
    const shown = readFileSync(path.join(cwd, 'mkapkovl-diff.md'), 'utf8');
    for (const part of ['- `package htop added`', 'Hosts removed: `b`', '### `e.yaml` is new\n'])
      expect(shown).toContain(part);
  });

  test('shows what can be compared next to a mistake', () => {
    writeFileSync(path.join(cwd, 'hosts/a.yaml'), host('a', 'sytem: {}\n'));
    writeFileSync(path.join(cwd, 'hosts/b.yaml'), host('b', `${secret}packages: [htop]\n`));
    expect(script('mkapkovl-diff')).toMatchObject({ status: 0 });
    const shown = readFileSync(path.join(cwd, 'mkapkovl-diff.md'), 'utf8');
    for (const part of ['- `package htop added`', 'Cannot be compared, see the log: `a`\n'])
      expect(shown).toContain(part);
  });
});

describe('the pre-commit hook', () => {
  const ran = (clone = process.cwd(), env = environment()) =>
    spawnSync(path.join(clone, hook.entry.split(' ')[0]), [...hook.entry.split(' ').slice(1), ...hook.args], {
      cwd,
      encoding: 'utf8',
      env,
    });

  test('checks the folder, bases through what extends them', () => {
    expect(hook).toMatchObject({ language: 'script', pass_filenames: false });
    expect(ran()).toMatchObject({ status: 0, stdout: '0 errors, 0 warnings\n' });
    writeFileSync(
      path.join(cwd, 'hosts/base.yaml'),
      `${readFileSync(path.join(cwd, 'hosts/base.yaml'), 'utf8')}sytem: {}\n`,
    );
    expect(ran()).toMatchObject({ status: 1 });
  });

  test('builds the program in its clone the first time', () => {
    const clone = folderWith({ 'scripts/pre-commit.sh': readFileSync('scripts/pre-commit.sh', 'utf8') });
    chmodSync(path.join(clone, 'scripts/pre-commit.sh'), 0o755);
    const npm = `#!/bin/sh\necho built\nmkdir dist\necho 'console.log(process.argv.slice(2), process.cwd())' > dist/cli.js\n`;
    writeFileSync(path.join(temp, 'bin/npm'), npm);
    chmodSync(path.join(temp, 'bin/npm'), 0o755);
    const first = ran(clone);
    expect(first).toMatchObject({ status: 0, stderr: 'built\n', stdout: `[ 'check', 'hosts' ] ${cwd}\n` });
    expect(ran(clone)).toEqual({ ...first, pid: expect.any(Number), stderr: '', output: [null, first.stdout, ''] });
  });
});
