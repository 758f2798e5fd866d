import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import path from 'node:path';

export const program = path.resolve('dist/cli.js');

/** Runs the built program as a process of its own, for what depends on the process: environment, umask, folder. */
export function spawned(
  argv: readonly string[],
  options: { cwd?: string; env?: Record<string, string>; umask?: string } = {},
): SpawnSyncReturns<string> {
  const command = `umask ${options.umask ?? '022'}; exec "$@"`;
  return spawnSync('sh', ['-c', command, 'sh', process.execPath, program, ...argv], {
    cwd: options.cwd ?? process.cwd(),
    env: { PATH: process.env.PATH ?? '', ...options.env },
    encoding: 'utf8',
  });
}
