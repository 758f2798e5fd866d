import { execFileSync, spawnSync } from 'node:child_process';
import { describe } from 'vitest';
import { type AgentRoot, agentIn } from '../agent-root.ts';
import { folderOfProcess } from './room.ts';

/** A copy of Alpine's own root for one test, with the agent in it, and no network. */
export interface AlpineRoot extends AgentRoot {
  /** Runs a script by Alpine's own shell, with Alpine's own programs. */
  run: (script: string) => { status: number | null; said: string };
}

/** An unpacked minirootfs of Alpine; only root can keep its owners and enter it. */
export const minirootfs = process.getuid?.() === 0 ? process.env.MKAPKOVL_ALPINE_ROOT : undefined;

function copyOf(root: string): AlpineRoot {
  const folder = folderOfProcess('mkapkovl-alpine-');
  execFileSync('cp', ['-a', `${root}/.`, folder]);
  return {
    ...agentIn(folder),
    run: (script) => {
      const words = ['-mn', '/usr/sbin/chroot', folder, '/bin/busybox', 'ash', '-c', script];
      const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', MKAPKOVL_PROC: '/proc-of-test', MKAPKOVL_PAUSE: '0' };
      const { status, stdout, stderr } = spawnSync('/usr/bin/unshare', words, { encoding: 'utf8', env });
      return { status, said: stdout + stderr };
    },
  };
}

/** Tests with Alpine's own programs, as root; without a minirootfs they are skipped, loudly, in CI too. */
export function describeWithAlpine(name: string, body: (copy: () => AlpineRoot) => void): void {
  if (minirootfs) return void describe(name, () => body(() => copyOf(minirootfs)));
  skipWithoutAlpine(name, () => body(() => copyOf('')));
}

export function skipWithoutAlpine(name: string, body: () => void): void {
  console.warn(`skipped: ${name}: there is no root of Alpine; MKAPKOVL_ALPINE_ROOT names one, for root`);
  describe.skip(`${name} (missing: a root of Alpine, which MKAPKOVL_ALPINE_ROOT names)`, body);
}
