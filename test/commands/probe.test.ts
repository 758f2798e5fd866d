import { chmodSync, mkdirSync, readFileSync } from 'node:fs';
import { release } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { probeScript } from '../../src/commands/probe/script.ts';
import { factsSchema } from '../../src/machine/schema.ts';
import { launcher } from '../support/alpine/userland.ts';
import { fileOf } from '../support/machines/machines.ts';
import { rootOf, shellNames, shells } from '../support/machines/probed.ts';
import { folderWith, type Ran, run } from '../support/run.ts';
import { describeWith } from '../support/tools.ts';

const ich10 = readFileSync(fileOf('ich10', 'facts.json'), 'utf8');
const miniPc = readFileSync(fileOf('mini-pc', 'facts.json'), 'utf8');

/** Runs the verb where `ssh` is a script of ours: `answer` is in the file that it may print. */
async function overSsh(ssh: string, argv: string[], files: Record<string, string> = {}, answer = ich10) {
  const cwd = folderWith({ 'bin/ssh': `#!/bin/sh\n${ssh}\n`, answer, ...files });
  chmodSync(path.join(cwd, 'bin/ssh'), 0o755);
  const env = { PATH: `${cwd}/bin:${process.env.PATH}`, ANSWER: path.join(cwd, 'answer') };
  const ran = await run(['probe', ...argv], { cwd, env });
  return { cwd, ran, read: (name: string) => readFileSync(path.join(cwd, name), 'utf8') };
}

const obedient = 'cat > "$ANSWER.script"; echo "$@" > "$ANSWER.words"; cat "$ANSWER"';
const findingsOf = ({ stdout }: Ran) => JSON.parse(stdout).findings as { code: string; message: string }[];

describe('probe USER@HOST', () => {
  test('sends the script to sh on the machine, saves what it answers, and prints where', async () => {
    const { ran, read } = await overSsh(obedient, ['root@192.168.1.5']);
    expect(ran).toEqual({ status: 0, stdout: 'facts/192.168.1.5.json\n', stderr: '' });
    expect(read('facts/192.168.1.5.json')).toBe(ich10);
    expect(read('answer.script')).toBe(probeScript());
    expect(read('answer.words')).toBe('-- root@192.168.1.5 sh -s\n');
  });

  test('calls the file as the machine calls itself, unless that is what live media call every machine', async () => {
    const { ran } = await overSsh(obedient, ['root@192.168.1.5'], {}, miniPc);
    expect(ran.stdout).toBe('facts/mini.json\n');
  });

  test.each([
    ['ssh://root@box:2222', 'facts/box.json'],
    ['box', 'facts/box.json'],
    ['root@fe80::1%eth0', 'facts/fe80__1_eth0.json'],
  ])('%s is saved as %s', async (host, file) => {
    const { ran } = await overSsh(obedient, [host]);
    expect(ran.stdout).toBe(`${file}\n`);
  });

  test('--out names another file', async () => {
    const { ran, read } = await overSsh(obedient, ['root@box', '--out', 'deep/er/box.json']);
    expect(ran.stdout).toBe('deep/er/box.json\n');
    expect(read('deep/er/box.json')).toBe(ich10);
  });

  test('--format json prints file and facts', async () => {
    const { ran } = await overSsh(obedient, ['root@box', '--format', 'json']);
    const { result, findings } = JSON.parse(ran.stdout);
    expect({ file: result.file, address: result.facts.pci[0].address, findings }).toEqual({
      file: 'facts/box.json',
      address: '0000:00:00.0',
      findings: [],
    });
  });

  test('what could not be measured is a warning with what to do, and the status stays 0', async () => {
    const note = 'echo "probe: eth1 is down" >&2; echo "       ip link set eth1 up" >&2';
    const { ran } = await overSsh(`${note}; ${obedient}`, ['root@box', '--format', 'json']);
    expect(ran.status).toBe(0);
    expect(findingsOf(ran)).toMatchObject([
      { code: 'probe-not-measured', severity: 'warning', message: 'eth1 is down', remedy: 'ip link set eth1 up' },
    ]);
  });

  test('other messages of ssh are shown unchanged', async () => {
    const { ran } = await overSsh(`echo "Warning: Permanently added the key." >&2; ${obedient}`, ['root@box']);
    expect(ran).toMatchObject({ status: 0, stderr: 'Warning: Permanently added the key.\n' });
  });

  test('the same machine is measured again into the same file', async () => {
    const older = ich10.replace('"date": "2026', '"date": "2025').replace('"eth1"', '"eth7"');
    const { ran, read } = await overSsh(obedient, ['root@box'], { 'facts/box.json': older });
    expect(ran.status).toBe(0);
    expect(read('facts/box.json')).toBe(ich10);
  });
});

describe('exit 3 with the reason, and no file', () => {
  test.each<[string, string, string, string]>([
    [
      'a machine that refuses ssh',
      'echo "ssh: connect to host box port 22: Connection refused" >&2; exit 255',
      'probe-failed',
      'root@box cannot be probed: ssh: connect to host box port 22: Connection refused',
    ],
    [
      'a wrong password',
      'echo "Permission denied (publickey,password)." >&2; exit 255',
      'probe-failed',
      'Permission denied',
    ],
    [
      'a connection that breaks',
      `head -c 200 "$ANSWER"; echo "Connection to box closed." >&2; exit 255`,
      'probe-failed',
      'closed',
    ],
    ['a machine without sh', 'echo "sh: not found" >&2; exit 127', 'probe-failed', 'sh: not found'],
    ['a silent failure', 'exit 9', 'probe-failed', 'ssh ended with 9'],
    ['an ssh that is killed', 'kill -9 $$', 'probe-failed', 'ssh was ended by SIGKILL'],
    ['no answer', 'cat > /dev/null', 'probe-answer-invalid', 'it is empty'],
    ['an answer that is cut off', 'cat > /dev/null; head -c 4000 "$ANSWER"', 'probe-answer-invalid', 'it is truncated'],
    [
      'a greeting before the facts',
      `cat > /dev/null; echo Welcome; cat "$ANSWER"`,
      'probe-answer-invalid',
      'it has, before the facts, "Welcome"',
    ],
    ['only a greeting', 'cat > /dev/null; echo Welcome', 'probe-answer-invalid', 'it begins with "Welcome"'],
    ['other JSON', `cat > /dev/null; echo '{"a":1}'`, 'probe-answer-invalid', 'schema should be 1'],
    ['broken JSON', `cat > /dev/null; printf '{\\n,\\n}\\n'`, 'probe-answer-invalid', 'it is not JSON'],
    [
      'facts of a newer schema',
      `cat > /dev/null; echo '{"schema":2}'`,
      'probe-answer-invalid',
      'it uses schema 2, but this program supports only schema 1',
    ],
    [
      'wrong facts',
      `sed 's/"8086:3a67"/"3a67"/' "$ANSWER"; cat > /dev/null`,
      'probe-answer-invalid',
      'pci.5.id: not an id such as 8086:3a37',
    ],
  ])('%s', async (_, ssh, code, message) => {
    const { ran, read } = await overSsh(ssh, ['root@box', '--format', 'json']);
    expect(ran.status).toBe(3);
    expect(JSON.parse(ran.stdout).result).toBeNull();
    expect(findingsOf(ran)).toMatchObject([{ code, message: expect.stringContaining(message) }]);
    expect(() => read('facts/box.json')).toThrow('ENOENT');
  });

  test('no ssh at all', async () => {
    const ran = await run(['probe', 'root@box', '--format', 'json'], { cwd: folderWith(), env: { PATH: '/nowhere' } });
    expect(ran.status).toBe(3);
    expect(findingsOf(ran)).toMatchObject([
      { code: 'probe-failed', message: expect.stringContaining('the program ssh was not found') },
    ]);
  });

  test.each([
    ['the facts of another machine', miniPc, 'it contains the facts of another machine'],
    ['something else', 'my notes\n', 'it exists and is not a facts file'],
  ])('a file that holds %s stays as it is', async (_, before, reason) => {
    const { ran, read } = await overSsh(obedient, ['root@box', '--format', 'json'], { 'facts/box.json': before });
    expect(ran.status).toBe(3);
    expect(findingsOf(ran)).toMatchObject([{ code: 'probe-unwritable', message: expect.stringContaining(reason) }]);
    expect(read('facts/box.json')).toBe(before);
  });

  test('a folder in the place of the file', async () => {
    const { ran } = await overSsh(obedient, ['root@box', '--out', '.', '--format', 'json']);
    expect(findingsOf(ran)).toMatchObject([
      { code: 'probe-unwritable', message: expect.stringContaining('directory') },
    ]);
  });
});

describe('wrong usage', () => {
  test.each([
    ['a host that ssh would take for an option', ['--', '-oProxyCommand=evil'], 'USER@HOST'],
    ['a host with a blank', ['a b'], 'USER@HOST'],
    ['--script of another machine', ['root@box', '--script'], '--script'],
    ['--script into a file', ['--script', '--out', 'x'], '--script'],
  ])('%s', async (_, argv, text) => {
    const ran = await run(['probe', ...argv]);
    expect(ran).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining(text) });
  });
});

describeWith(['applets'], 'probe without a machine', () => {
  /** The shell that is there is Alpine's. */
  const environment = (root: string) => {
    const folder = folderWith({ sh: launcher(['sh'], { cwd: '/' }) });
    chmodSync(path.join(folder, 'sh'), 0o755);
    return { PATH: folder, MKAPKOVL_ROOT: root, MKAPKOVL_NOW: '1767323045' };
  };

  test('measures this one and prints the facts, and nothing else, to standard output', async () => {
    const { status, stdout } = await run(['probe'], { env: environment(rootOf('ich10')) });
    expect({ status, stdout }).toEqual({ status: 0, stdout: ich10 });
  });

  test('--quiet leaves the warnings out, --out saves the facts', async () => {
    const cwd = folderWith();
    mkdirSync(path.join(cwd, 'kept'));
    const ran = await run(['probe', '--quiet', '--out', 'kept/facts.json'], { cwd, env: environment(rootOf('ich10')) });
    expect(ran).toEqual({ status: 0, stdout: 'kept/facts.json\n', stderr: '' });
    expect(readFileSync(path.join(cwd, 'kept/facts.json'), 'utf8')).toBe(ich10);
  });

  test('a machine that shows nothing gives facts of nulls, and says of each part why', async () => {
    const root = path.join(folderWith(), 'empty');
    mkdirSync(root);
    const ran = await run(['probe', '--format', 'json'], { env: environment(root) });
    const { facts } = JSON.parse(ran.stdout).result;
    expect(ran.status).toBe(0);
    expect([facts.pci, facts.usb, facts.disks, facts.nics, facts.keyboards]).toEqual([null, null, null, null, null]);
    const told = findingsOf(ran).map(({ message }) => message);
    for (const part of ['PCI', 'USB', 'disks', 'network cards', 'keyboards', 'IOMMU', 'processor']) {
      expect(told).toContainEqual(expect.stringMatching(new RegExp(`${part}.*unknown`)));
    }
  });
});

test.runIf(process.platform === 'linux')('the machine that runs the tests has facts, too', async () => {
  const { status, stdout } = await run(['probe', '--quiet'], { env: { PATH: process.env.PATH ?? '' } });
  expect(status).toBe(0);
  const facts = factsSchema.parse(JSON.parse(stdout));
  expect(facts).toMatchObject({ source: 'probe', system: { kernel: release() } });
});

test('--script prints the whole program', async () => {
  const { status, stdout } = await run(['probe', '--script']);
  expect(status).toBe(0);
  expect(stdout).toMatch(/^#!\/bin\/sh\n[\s\S]*\nprobe < \/dev\/null\n$/);
  const json = await run(['probe', '--script', '--format', 'json']);
  expect(JSON.parse(json.stdout)).toEqual({ result: { script: stdout }, findings: [] });
});

describeWith(['shellcheck', 'applets', 'dash'], 'the whole script', () => {
  test('has nothing that shellcheck objects to, and every shell can read it', async () => {
    const { execa } = await import('execa');
    const cwd = folderWith({ 'probe.sh': probeScript() });
    const { stdout } = await execa('shellcheck', ['--shell=dash', 'probe.sh'], { cwd, reject: false });
    expect(stdout).toBe('');
    for (const shell of shellNames) {
      const { status, stderr } = shells[shell](['-n', path.join(cwd, 'probe.sh')], { env: {} });
      expect({ shell, status, stderr: `${stderr}` }).toEqual({ shell, status: 0, stderr: '' });
    }
  });
});
