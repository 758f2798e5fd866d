import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { onTarget } from './alpine/userland.ts';

/**
 * Runs a script in `cwd` by busybox ash, the shell that reads everything on the target, with an empty environment.
 * Returns the words that it printed with a NUL behind each.
 */
export function ash(script: string, cwd: string): string[] {
  const file = path.join(cwd, 'script.sh');
  writeFileSync(file, script);
  const before = readdirSync(cwd).sort();
  const { status, stdout, stderr } = onTarget(['ash', '-eu', file], { cwd });
  if (status !== 0) throw new Error(`busybox ash ended with ${status}: ${stderr}`);
  const added = readdirSync(cwd).filter((name) => !before.includes(name));
  if (added.length > 0) throw new Error(`what was sourced ran something: it made ${added.join(', ')}`);
  return stdout.split('\0').slice(0, -1);
}
