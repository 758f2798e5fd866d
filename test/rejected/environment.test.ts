import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { writeJournal } from '../../src/artifact/commit/journal.ts';
import { ownerName } from '../../src/artifact/commit/owner.ts';
import { asNobody } from '../support/nobody.ts';
import { folderWith, leastProfile, run } from '../support/run.ts';

/** Errors of files, folders and the environment are not the profile's: exit status 3 and one finding. */
async function failed(argv: string[], cwd: string, env: Record<string, string> = {}) {
  const { status, stdout, stderr } = await run([...argv, '--format', 'json'], { cwd, env });
  expect({ status, stderr }).toEqual({ status: 3, stderr: '' });
  const value = JSON.parse(stdout);
  return argv[0] === 'check' ? value : value.findings;
}

const notRead = (file: string, reason: string) => [
  {
    code: 'file-unreadable',
    severity: 'error',
    message: `${file} cannot be read: ${reason}`,
    remedy: 'Check the name and your permission to read the file.',
    file,
    line: 1,
    column: 1,
    path: '',
  },
];

describe('a file named on the command line', () => {
  test.each([
    ['is not there', 'nowhere.yaml', 'no such file or directory'],
    ['is a folder', 'folder', 'it is a directory'],
    ['has a file for a folder', 'least.yaml/x', 'a part of the path is not a directory'],
    ['has a name too long', `${'x'.repeat(300)}.yaml`, 'the name is too long'],
  ])('that %s', async (_, file, reason) => {
    const cwd = folderWith({ 'least.yaml': leastProfile, 'folder/x': '' });
    const asProfile = file === 'folder' ? `${reason} without profiles (*.yaml, *.yml)` : reason;
    expect(await failed(['check', file], cwd)).toEqual(notRead(file, asProfile));
    expect(await failed(['build', file], cwd)).toEqual(notRead(file, asProfile));
    expect(await failed(['check', 'least.yaml', '--facts', file], cwd)).toEqual(notRead(file, reason));
    expect(await failed(['check', 'least.yaml', '--lock', file], cwd)).toEqual(notRead(file, reason));
    expect(await failed(['inspect', file], cwd)).toEqual(notRead(file, reason));
    expect(readdirSync(cwd).sort()).toEqual(['folder', 'least.yaml']);
  });

  test('that may not be read', async () => {
    const cwd = folderWith({ 'least.yaml': leastProfile });
    chmodSync(cwd, 0o755);
    chmodSync(path.join(cwd, 'least.yaml'), 0);
    expect(await asNobody(() => failed(['check', 'least.yaml'], cwd))).toEqual(
      notRead('least.yaml', 'permission denied'),
    );
  });

  test('does not suppress the faults of the others, which decide the exit status', async () => {
    const cwd = folderWith({ 'bad.yaml': `${leastProfile}bad: 1\n` });
    const { status, stdout } = await run(['check', 'nowhere.yaml', 'bad.yaml', '--format', 'json'], { cwd });
    expect(status).toBe(1);
    expect(JSON.parse(stdout).map(({ code }: { code: string }) => code)).toEqual(['file-unreadable', 'unknown-key']);
  });
});

describe('facts and locks', () => {
  test.each([
    ['--facts', '{"schema": 1', 'facts-invalid', 'x.json is not a facts file: it is not JSON, or is truncated'],
    ['--facts', '[]', 'facts-invalid', 'x.json is not a facts file: it is a JSON list, without the "schema": 1'],
    ['--facts', '{"schema": 2}', 'facts-schema-newer', 'x.json uses schema 2, but this program supports only schema 1'],
    ['--lock', '{"schema": 1', 'lock-invalid', 'x.json is not a lock file: it is not JSON, or is truncated'],
    ['--lock', '[]', 'lock-invalid', 'x.json is not a lock file: it is not a JSON object with "schema": 1 or 2'],
    ['--lock', '{"schema": 2}', 'lock-invalid', 'x.json is not a lock file: hosts is missing'],
  ])('%s that cannot be understood: %s', async (flag, content, code, words) => {
    const cwd = folderWith({ 'least.yaml': leastProfile, 'x.json': content });
    const findings = await failed(['check', 'least.yaml', flag, 'x.json'], cwd);
    expect(findings).toMatchObject([{ code, file: 'x.json', line: 1, column: 1 }]);
    expect(findings[0].message).toContain(words);
  });

  test('that a profile names are reported at its line, broken ones as an environment error', async () => {
    const cwd = folderWith({ 'least.yaml': `${leastProfile}facts: machines/x.json\n`, 'machines/x.json': '{}' });
    expect(await failed(['check', 'least.yaml'], cwd)).toMatchObject([
      { code: 'facts-invalid', file: 'least.yaml', line: 5, column: 8, path: '/facts' },
    ]);
  });

  test('on the command line replace those that the profile names', async () => {
    const cwd = folderWith({ 'least.yaml': `${leastProfile}facts: nowhere.json\n`, 'x.json': '{"schema": 1}' });
    expect((await run(['check', 'least.yaml', '--facts', 'x.json'], { cwd })).status).toBe(0);
  });

  test('that a profile names and that are not a file are an environment error', async () => {
    const cwd = folderWith({ 'least.yaml': `${leastProfile}facts: machines\n`, 'machines/x': '' });
    expect(await failed(['check', 'least.yaml'], cwd)).toMatchObject([
      { code: 'file-unreadable', message: 'machines cannot be read: it is a directory', line: 5, column: 8 },
    ]);
  });
});

describe('an output folder', () => {
  /** What is in a folder, by name. */
  const contents = (folder: string) =>
    readdirSync(folder)
      .sort()
      .map((name) => [name, readFileSync(path.join(folder, name), 'base64')]);

  test.each([
    ['is a file', 'file'],
    ['lies below a file', 'file/deep'],
    ['lies where nobody can make folders', '/proc/mkapkovl'],
  ])('that %s', async (_, out) => {
    const cwd = folderWith({ 'least.yaml': leastProfile, file: 'kept' });
    const findings = await failed(['build', 'least.yaml', '--out', out], cwd);
    expect(findings).toMatchObject([{ code: 'out-unwritable', file: out, line: 1, column: 1, path: '' }]);
    expect(findings[0].message).toMatch(/^\S+ cannot be written: [a-z/, ]+$/);
    expect(findings[0].remedy).toBe('Name another folder with --out, or correct the cause. Nothing was changed.');
    expect(contents(cwd).map(([name]) => name)).toEqual(['file', 'least.yaml']);
  });

  test('that may not be written keeps what is in it', async () => {
    const cwd = folderWith({ 'least.yaml': leastProfile });
    await run(['build', 'least.yaml'], { cwd });
    writeFileSync(path.join(cwd, 'least.yaml'), `${leastProfile}packages: [vim]\n`);
    const out = path.join(cwd, 'out');
    const before = contents(out);
    chmodSync(cwd, 0o755);
    chmodSync(out, 0o555);
    const findings = await asNobody(() => failed(['build', 'least.yaml'], cwd));
    chmodSync(out, 0o755);
    expect(findings).toMatchObject([{ code: 'out-unwritable', message: 'out cannot be written: permission denied' }]);
    expect(contents(out)).toEqual(before);
  });

  test('in which another build commits for ever is given up, and what it contains stays', async () => {
    const cwd = folderWith({ 'least.yaml': leastProfile });
    const commit = path.join(cwd, 'out/.mkapkovl-commit');
    mkdirSync(commit, { recursive: true });
    writeJournal(commit, { owner: ownerName(), steps: [{ name: 'x.answers', staged: '0' }] });
    const findings = await failed(['build', 'least.yaml'], cwd);
    expect(findings).toMatchObject([{ code: 'out-busy', file: 'out' }]);
    expect(readdirSync(path.join(cwd, 'out'))).toEqual(['.mkapkovl-commit']);
  });

  /** Only root may mount, and not in every container. */
  const mounted = (folder: string): boolean => {
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'none', folder], { stdio: 'ignore' });
    } catch {
      return false;
    }
    onTestFinished(() => void execFileSync('umount', [folder]));
    return true;
  };

  test('that is full keeps what is in it and no half-written file', async ({ skip }) => {
    const cwd = folderWith({ 'least.yaml': leastProfile, 'big.bin': '' });
    const out = path.join(cwd, 'out');
    mkdirSync(out);
    if (!mounted(out)) skip('nobody but root can mount a small file system');
    await run(['build', 'least.yaml'], { cwd });
    const before = contents(out);
    const noise = execFileSync('head', ['-c', '200000', '/dev/urandom']);
    writeFileSync(path.join(cwd, 'big.bin'), noise);
    writeFileSync(path.join(cwd, 'least.yaml'), `${leastProfile}files: { /srv/big: { source: big.bin } }\n`);
    expect(await failed(['build', 'least.yaml'], cwd)).toMatchObject([
      { code: 'out-unwritable', message: 'out cannot be written: no space left on the device' },
    ]);
    expect(contents(out)).toEqual(before);
  });
});

test.each(['yesterday', '-1', '1e3', '99999999999999'])(
  'a SOURCE_DATE_EPOCH of %s is no time that an archive can hold',
  async (value) => {
    const cwd = folderWith({ 'least.yaml': leastProfile });
    const findings = await failed(['build', 'least.yaml'], cwd, { SOURCE_DATE_EPOCH: value });
    expect(findings).toMatchObject([{ code: 'source-date-epoch-invalid', message: expect.stringContaining(value) }]);
    expect(readdirSync(cwd)).toEqual(['least.yaml']);
  },
);

describe('an artifact to inspect', () => {
  test.each([
    [
      'is something else',
      'least.yaml',
      'least.yaml cannot be read as an artifact of mkapkovl: it is neither gzip nor encrypted',
    ],
    ['is cut off', 'half', 'half cannot be read as an artifact of mkapkovl: it is damaged or truncated'],
  ])('that %s', async (_, file, message) => {
    const cwd = folderWith({ 'least.yaml': leastProfile });
    await run(['build', 'least.yaml'], { cwd });
    const whole = readFileSync(path.join(cwd, 'out/least.apkovl.tar.gz'));
    writeFileSync(path.join(cwd, 'half'), whole.subarray(0, whole.length / 2));
    expect(await failed(['inspect', file], cwd)).toMatchObject([{ code: 'artifact-unreadable', message, file }]);
  });

  test('that has no such entry', async () => {
    const cwd = folderWith({ 'least.yaml': leastProfile });
    await run(['build', 'least.yaml'], { cwd });
    expect(await failed(['inspect', 'out/least.apkovl.tar.gz', 'etc/nothing'], cwd)).toMatchObject([
      { code: 'artifact-no-entry', message: 'out/least.apkovl.tar.gz has no entry etc/nothing' },
    ]);
  });
});

test('an old overlay with the other name in the output folder is a warning', async () => {
  const cwd = folderWith({ 'least.yaml': leastProfile });
  await run(['build', 'least.yaml'], { cwd });
  const env = { MKAPKOVL_PASSPHRASE: 'correct horse battery staple' };
  const { status, stdout } = await run(['build', 'least.yaml', '--encrypt', '--format', 'json'], { cwd, env });
  expect({ status, ...JSON.parse(stdout) }).toMatchObject({
    status: 0,
    findings: [{ code: 'other-overlay-present', severity: 'warning', file: 'out/least.apkovl.tar.gz' }],
  });
});
