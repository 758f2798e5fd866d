import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { folderWith, run } from '../support/run.ts';
import { program } from '../support/spawned.ts';
import { describeWith } from '../support/tools.ts';

/** Runs init on a terminal without a size, as a serial console is, and types each text where the terminal shows what it belongs to. */
function typed(answers: Record<string, string>, argv = ['--out', 'new.yaml'], environment = {}) {
  const cwd = folderWith();
  const prompts = Object.entries(answers).map(([prompt, answer]) => `${prompt}=${answer}`);
  const shell = `"$@"; status=$?; stty -a; exit $status`;
  const command = ['sh', '-c', shell, 'sh', process.execPath, program, 'init', ...argv];
  const { status, stdout } = spawnSync(
    'python3',
    [path.resolve('test/support/terminal.py'), ...prompts, '--', ...command],
    { cwd, encoding: 'utf8', env: { PATH: process.env.PATH ?? '', TERM: 'xterm', ...environment }, timeout: 60_000 },
  );
  return { cwd, status, shown: stdout, files: readdirSync(cwd) };
}

const hideCursor = '\u001b[?25l';
const showCursor = '\u001b[?25h';

describeWith(['python3', 'stty'], 'init on a terminal', () => {
  test('asks, and the answers make a profile that passes check', async () => {
    const { cwd, status } = typed({
      Name: 'box\\r',
      'Network card': 'eth1\\r',
      Serial: 'S3Z9NB0K123456\\r',
      SSH: '\\r',
    });
    expect(status).toBe(0);
    expect(readFileSync(path.join(cwd, 'new.yaml'), 'utf8')).toMatch(/^hostname: box$/m);
    expect((await run(['check', 'new.yaml'], { cwd })).stdout).toBe('0 errors, 0 warnings\n');
  });

  test.each([
    ['Ctrl-C', '\\x03', 130],
    ['Ctrl-D', '\\x04', 3],
  ])('ends with %s, writes nothing, and leaves the terminal as it was', (_, key, expected) => {
    const { status, shown, files } = typed({ Name: 'box\\r', 'Network card': key });
    expect({ status, files }).toEqual({ status: expected, files: [] });
    expect(shown.lastIndexOf(showCursor)).toBeGreaterThan(shown.lastIndexOf(hideCursor));
    expect(shown).toMatch(/[^-]icanon/);
    expect(shown).toMatch(/[^-]echo[ ;\r]/);
  });

  test('asks nothing where CI is set', () => {
    const { status, shown, files } = typed({}, ['--out', 'new.yaml'], { CI: 'true' });
    expect({ status, files }).toEqual({ status: 2, files: [] });
    expect(shown).toContain('CI is set');
    expect(shown).not.toContain('Name of the machine');
  });
});
