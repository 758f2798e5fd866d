import { readFileSync } from 'node:fs';
import path from 'node:path';
import { onTarget } from './alpine/userland.ts';
import { folderWith } from './run.ts';

/** What a service did: the calls that its stubs recorded, what it printed, and whether it reported success. */
export interface ServiceRun {
  calls: string[];
  printed: string[];
  ended: number;
}

/**
 * Starts an init script of overlays/ by busybox ash as openrc-run would: with the functions that it gives a script, and
 * with `stubs` in the place of what would change the machine. A stub calls `record` with its arguments.
 */
export function startService(script: string, stubs: string, env: Record<string, string>): ServiceRun {
  const folder = folderWith({ service: readFileSync(path.join('overlays', script), 'utf8') });
  const program = `
    ebegin() { echo "ebegin: $*"; }
    ewarn() { echo "ewarn: $*"; }
    eend() { echo "eend: $1"; return "$1"; }
    record() { echo "call: $*"; }
    ${stubs}
    . '${folder}/service'
    start
  `;
  const { status, stdout, stderr } = onTarget(['ash', '-u', '-c', program], { cwd: folder, env });
  if (stderr !== '') throw new Error(stderr);
  const lines = stdout.trimEnd().split('\n');
  const calls = lines.filter((line) => line.startsWith('call: ')).map((line) => line.slice('call: '.length));
  return { calls, printed: lines.filter((line) => !line.startsWith('call: ')), ended: status ?? -1 };
}
