import { spawnSync } from 'node:child_process';
import path from 'node:path';

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
  const program = `
    ebegin() { echo "ebegin: $*"; }
    ewarn() { echo "ewarn: $*"; }
    eend() { echo "eend: $1"; return "$1"; }
    record() { echo "call: $*"; }
    ${stubs}
    . '${path.resolve('overlays', script)}'
    start
  `;
  const { status, stdout, stderr } = spawnSync('busybox', ['ash', '-u', '-c', program], {
    env: { PATH: process.env.PATH ?? '', ...env },
    encoding: 'utf8',
  });
  if (stderr !== '') throw new Error(stderr);
  const lines = stdout.trimEnd().split('\n');
  const calls = lines.filter((line) => line.startsWith('call: ')).map((line) => line.slice('call: '.length));
  return { calls, printed: lines.filter((line) => !line.startsWith('call: ')), ended: status ?? -1 };
}
