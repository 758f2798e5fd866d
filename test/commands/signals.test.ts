import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { folderWith, leastProfile } from '../support/run.ts';
import { program } from '../support/spawned.ts';

const hosts = Array.from({ length: 150 }, (_, index) => `host${index}`);
const profiles = Object.fromEntries(hosts.map((name) => [`${name}.yaml`, leastProfile.replace('least', name)]));
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The files that a running build has completed in its own folder. */
const staged = (out: string) =>
  existsSync(out) ? readdirSync(out, { recursive: true }).filter((name) => String(name).includes('/')).length : 0;

/** Sends a signal as soon as `due` holds. */
async function interrupted(argv: string[], cwd: string, signal: NodeJS.Signals, due: () => boolean) {
  const child = spawn(process.execPath, [program, ...argv], { cwd, stdio: 'ignore' });
  const ended = once(child, 'exit');
  let over = false;
  ended.then(() => {
    over = true;
  });
  while (!over && !due()) await new Promise((resolve) => setImmediate(resolve));
  child.kill(signal);
  return ended;
}

describe.each(signals)('%s', (signal) => {
  test.each([1, 60])('ends a busy build after %d files, and leaves nothing', async (count) => {
    const cwd = folderWith(profiles);
    const out = path.join(cwd, 'out');
    const argv = ['build', ...hosts.map((name) => `${name}.yaml`)];
    expect(await interrupted(argv, cwd, signal, () => staged(out) >= count)).toEqual([null, signal]);
    expect(existsSync(out)).toBe(false);
  });

  test('ends an encrypted build that packs a large file', async () => {
    const cwd = folderWith({
      ...profiles,
      'big.yaml': `${leastProfile}overlays: [tree]\n`,
      'tree/srv/x': '',
      phrase: '',
    });
    execFileSync('sh', ['-c', 'head -c 60000000 /dev/urandom > tree/srv/x; echo a long passphrase > phrase'], { cwd });
    const out = path.join(cwd, 'out');
    const argv = ['build', 'host0.yaml', 'big.yaml', '--encrypt', '--passphrase-file', 'phrase'];
    expect(await interrupted(argv, cwd, signal, () => staged(out) >= 3)).toEqual([null, signal]);
    expect(existsSync(out)).toBe(false);
  });
});

describe('a stream that cannot be written', () => {
  const cwd = () => folderWith({ 'least.yaml': leastProfile, 'bad.yaml': `${leastProfile}bad: 1\n` });
  const shell = (command: string) =>
    spawnSync('sh', ['-c', command, process.execPath, program], {
      cwd: cwd(),
      encoding: 'utf8',
      env: { ...process.env, CI: 'true' },
    });

  test.each(['build least.yaml', '--format json build least.yaml', 'check bad.yaml', 'schema', '--help'])(
    'is one line and status 3, if it is the output of %s',
    (argv) => {
      const { status, stderr } = shell(`"$0" "$1" ${argv} > /dev/full`);
      expect(stderr).toBe('standard output cannot be written: no space left on the device\n');
      expect(status).toBe(3);
    },
  );

  test('is status 3 if it is standard error', () => {
    const { status, stdout } = shell('"$0" "$1" build bad.yaml 2> /dev/full');
    expect({ status, stdout }).toEqual({ status: 3, stdout: '' });
  });

  test('is status 141 without a word if it is a closed pipe', () => {
    const { stdout, stderr } = shell('{ "$0" "$1" schema; echo $? >&2; } | true');
    expect({ stdout, stderr }).toEqual({ stdout: '', stderr: '141\n' });
  });
});
