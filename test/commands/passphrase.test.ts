import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { folderWith, leastProfile } from '../support/run.ts';
import { program } from '../support/spawned.ts';
import { describeWith } from '../support/tools.ts';

/** Builds an encrypted overlay on a terminal where `answers` are typed. */
function typed(answers: Record<string, string>) {
  const cwd = folderWith({ 'least.yaml': leastProfile });
  const prompts = Object.entries(answers).map(([prompt, answer]) => `${prompt}=${answer}`);
  const command = [process.execPath, program, 'build', 'least.yaml', '--encrypt'];
  const { status, stdout } = spawnSync(
    'python3',
    [path.resolve('test/support/terminal.py'), ...prompts, '--', ...command],
    {
      cwd,
      encoding: 'utf8',
      env: { PATH: process.env.PATH ?? '', TERM: 'dumb' },
    },
  );
  return { status, shown: stdout, built: existsSync(path.join(cwd, 'out/least.apkovl.tar.gz.aes-256-cbc')) };
}

const word = 'correct horse battery staple';

describeWith(['python3'], 'on a terminal, the passphrase', () => {
  test('is asked for twice and never shown', () => {
    const { status, shown, built } = typed({ 'of the overlay: ': `${word}\\r`, 'Repeat it: ': `${word}\\r` });
    expect({ status, built }).toEqual({ status: 0, built: true });
    expect(shown).not.toContain('correct');
  });

  test('is refused if it is typed differently the second time', () => {
    const { status, shown, built } = typed({ 'of the overlay: ': `${word}\\r`, 'Repeat it: ': 'horse\\r' });
    expect({ status, built }).toEqual({ status: 3, built: false });
    expect(shown).toContain('the two entries differ');
  });

  test.each([
    ['nothing', '\\r', 'it is empty'],
    ['the end of input (Ctrl-D)', '\\x04', 'no passphrase was given for the encrypted overlay'],
    ['an interrupt (Ctrl-C)', '\\x03', 'no passphrase was given for the encrypted overlay'],
  ])('is not asked for again after %s', (_, answer, reason) => {
    const { status, shown, built } = typed({ 'of the overlay: ': answer });
    expect({ status, built }).toEqual({ status: 3, built: false });
    expect(shown).toContain(reason);
    expect(shown).not.toContain('Repeat it');
  });
});
