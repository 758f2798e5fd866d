import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

/** Where fetch-busybox.sh puts the one of Debian's two that behaves like Alpine's. */
const fetched = path.resolve('node_modules/.cache/mkapkovl/busybox/busybox');
const installed = ['/usr/bin/busybox', '/bin/busybox'];

/** Whether its shell finds programs in PATH and nowhere else, as Alpine's does. */
function takesProgramsFromPath(program: string): boolean {
  const { status } = spawnSync(program, ['sh', '-c', 'ls'], { env: { PATH: '/nowhere' } });
  return status === 127;
}

/** The busybox that stands in for Alpine's where there is no minirootfs; undefined if there is none. */
export const busybox = [fetched, ...installed].find((program) => existsSync(program) && takesProgramsFromPath(program));

/**
 * The busybox for applets that start no other program, to which PATH is nothing: Debian's static one, if it is there,
 * because it starts three times as fast as the other.
 */
export const busyboxOfApplets = installed.find((program) => existsSync(program)) ?? busybox;
