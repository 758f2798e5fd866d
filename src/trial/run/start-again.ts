import type { BootPlan } from '../trial.ts';

const quoted = (word: string) => (/^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);

/** A script that restarts the machine of a trial, with its console on the terminal. Ctrl-a x ends it. */
export function startAgain({ program, words }: BootPlan, folder: string): string {
  const all = [program, ...words, '-nographic', '-serial', 'mon:stdio', '-serial', 'file:report-again'];
  return `#!/bin/sh\n# Ctrl-a x ends the machine.\ncd ${quoted(folder)} || exit\nexec ${all.map(quoted).join(' \\\n  ')} "$@"\n`;
}
