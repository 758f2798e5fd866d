import { spawnSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { folderWith, run } from '../support/run.ts';
import { describeWith } from '../support/tools.ts';

const words = async (...line: string[]) =>
  (await run(['completion', 'words', '--', ...line])).stdout.split('\n').slice(0, -1);

describe('what a line may become', () => {
  test.each([
    [['che'], ['check']],
    [['di'], ['diff']],
    [['check', '--fac'], ['--facts']],
    [
      ['check', '--format', ''],
      ['github', 'json', 'sarif', 'text'],
    ],
    [
      ['check', '--format='],
      ['--format=github', '--format=json', '--format=sarif', '--format=text'],
    ],
    [['check', '--format=js'], ['--format=json']],
    [['--format=js'], ['--format=json']],
    [['diff', 'a.yaml', '--format=m'], ['--format=markdown']],
    [['--format', 'json', 'insp'], ['inspect']],
    [['--format=json', 'insp'], ['inspect']],
    [['media', '--out=x', 'i'], ['iso']],
    [['diff', 'a.yaml', 'b.yaml', '--format', 'm'], ['markdown']],
    [
      ['completion', ''],
      ['bash', 'fish', 'words', 'zsh'],
    ],
    [['build', '--qu'], ['--quiet']],
    // Names of files are the business of the shell.
    [['check', ''], []],
    [['check', '--facts', ''], []],
    [['check', '--facts=f'], []],
    [['check', '--quiet='], []],
    [['check', '--unknown=j'], []],
    [['check', '--', '--fac'], []],
    [['check', '--', '--format=j'], []],
    [['nothing-like-it', 'x'], []],
  ])('%j: %j', async (line, expected) => {
    expect(await words(...line)).toEqual(expected);
  });

  test('every verb and every option of the help text', async () => {
    const verbs = await words('');
    const { stdout } = await run(['--help']);
    expect([...stdout.matchAll(/^ {2}([a-z]+) /gm)].map(([, verb]) => verb)).toEqual(
      expect.arrayContaining(verbs.filter((verb) => verb !== 'help')),
    );
    for (const verb of verbs.filter((each) => each !== 'help')) {
      const help = (await run([verb, '--help'])).stdout;
      const options = [...help.matchAll(/^ {2}(?:-\w, )?(--[a-z-]+)/gm)].map(([, option]) => option);
      expect(await words(verb, '-')).toEqual(expect.arrayContaining(options));
    }
  });
});

/** Lines that a shell prints after it loaded its script, where mkapkovl is a program that notes what it is asked. */
function inShell(script: string, shell: string, line: string): string[] {
  const folder = folderWith({ script });
  const program = path.join(folder, 'mkapkovl');
  writeFileSync(program, `#!/bin/sh\nprintf '%s|' "$@" > "${folder}/asked"\nprintf 'check\\nchew it\\n'\n`);
  chmodSync(program, 0o755);
  const { stdout, stderr } = spawnSync(shell, ['-c', line], {
    cwd: folder,
    env: { PATH: `${folder}:${process.env.PATH}`, HOME: folder },
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  return stdout.split('\n').slice(0, -1);
}

describeWith(['bash'], 'bash', () => {
  test('loads the script, asks with the words up to the cursor, and takes each line as one word', async () => {
    const { stdout } = await run(['completion', 'bash']);
    const line = `. ./script; COMP_WORDS=(mkapkovl --quiet 'ch' later); COMP_CWORD=2; _mkapkovl mkapkovl ch --quiet
      printf '%s\\n' "\${COMPREPLY[@]}"; complete -p mkapkovl; cat asked; echo`;
    expect(inShell(stdout, 'bash', line)).toEqual([
      'check',
      'chew it',
      'complete -o default -F _mkapkovl mkapkovl',
      'completion|words|--|--quiet|ch|',
    ]);
  });
});

describeWith(['bash', 'shellcheck'], 'the script for bash', () => {
  test('has nothing that shellcheck objects to', () => {
    const { stdout, status } = spawnSync('shellcheck', ['--shell=bash', 'overlays/completion/bash'], {
      encoding: 'utf8',
    });
    expect({ stdout, status }).toEqual({ stdout: '', status: 0 });
  });
});

test.each(['bash', 'zsh', 'fish'])('%s: the script says where it goes, and completes mkapkovl', async (shell) => {
  const { status, stdout } = await run(['completion', shell]);
  expect(status).toBe(0);
  expect(stdout).toMatch(
    new RegExp(`^# Completion of mkapkovl for ${shell}\\. In .*mkapkovl completion ${shell}`, 'm'),
  );
  expect(stdout).toMatch(/completion words --/);
});

test.each([[['completion']], [['completion', 'tcsh']], [['completion', 'bash', 'x']]])(
  '%j is refused',
  async (argv) => {
    expect(await run(argv)).toMatchObject({ status: 2, stdout: '' });
  },
);
