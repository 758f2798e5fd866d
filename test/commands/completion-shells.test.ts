import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { folderWith, run } from '../support/run.ts';
import { program } from '../support/spawned.ts';
import { describeWith } from '../support/tools.ts';

/** What a user has in the start file of the shell, and how the shell is started with it. */
const shells = {
  bash: { rc: "PS1='READY '\n. ./script\n", command: ['bash', '--noprofile', '--rcfile', '.zshrc', '-i'] },
  zsh: { rc: "PS1='READY '\nautoload -Uz compinit; compinit -u\n. ./script\n", command: ['zsh', '-i'] },
};

/** A folder with a shell's script, files to complete, and a mkapkovl that completes, and keeps what else it is called with. */
async function place(shell: string, rc: string) {
  const { stdout: script } = await run(['completion', shell]);
  const folder = folderWith({ script, '.zshrc': rc, 'hosts/kvm1.yaml': '', 'facts.json': '' });
  const mkapkovl = path.join(folder, 'mkapkovl');
  const completes = `[ "$1" = completion ] && exec '${process.execPath}' '${program}' "$@"`;
  writeFileSync(mkapkovl, `#!/bin/sh\n${completes}\nprintf '%s\\n' "$@" > '${folder}/called'\n`);
  chmodSync(mkapkovl, 0o755);
  const env = {
    PATH: `${folder}:${process.env.PATH}`,
    HOME: folder,
    ZDOTDIR: folder,
    TERM: 'xterm',
    LC_ALL: 'C.UTF-8',
  };
  return { folder, env };
}

/** Types a line on a terminal, presses the tabulator key, and runs the line as soon as `shown` is in it. */
async function completed(shell: 'bash' | 'zsh', line: string, shown: string): Promise<string> {
  const { rc, command } = shells[shell];
  const { folder, env } = await place(shell, rc);
  const steps = [`READY=mkapkovl ${line}\\t`, `${shown}=\\r`, 'READY=exit\\r'];
  const argv = [path.resolve('test/support/terminal.py'), ...steps, '--', ...command];
  const { stdout } = spawnSync('python3', argv, { cwd: folder, env, encoding: 'utf8', timeout: 50_000 });
  const called = path.join(folder, 'called');
  return existsSync(called) ? readFileSync(called, 'utf8').trimEnd().replaceAll('\n', ' ') : stdout;
}

const lines = [
  ['che', 'check', 'check'],
  ['check --format js', 'json', 'check --format json'],
  ['check --format=js', 'json', 'check --format=json'],
  ['diff a.yaml --format=m', 'markdown', 'diff a.yaml --format=markdown'],
  ['check --facts=fa', 'facts.json', 'check --facts=facts.json'],
  ['build --out=hosts/k', 'kvm1.yaml', 'build --out=hosts/kvm1.yaml'],
  ['check hosts/k', 'kvm1.yaml', 'check hosts/kvm1.yaml'],
] as const;

describeWith(['python3', 'bash'], 'on a terminal, bash', () => {
  test.each(lines)('completes %s', async (line, shown, expected) => {
    expect(await completed('bash', line, shown)).toBe(expected);
  });
});

describeWith(['python3', 'zsh'], 'on a terminal, zsh', () => {
  test.each(lines)('completes %s', async (line, shown, expected) => {
    expect(await completed('zsh', line, shown)).toBe(expected);
  });
});

describeWith(['fish'], 'fish', () => {
  test.each(lines)('completes %s', async (line, _, expected) => {
    const { folder, env } = await place('fish', '');
    const command = `source script; complete --do-complete 'mkapkovl ${line}'`;
    const { stdout, stderr } = spawnSync('fish', ['--no-config', '-c', command], {
      cwd: folder,
      env,
      encoding: 'utf8',
    });
    expect({ stderr, found: stdout.split('\n').slice(0, -1) }).toEqual({
      stderr: '',
      found: [expected.split(' ').at(-1)],
    });
  });
});
