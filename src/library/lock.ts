import { lockProfiles } from '../lock/lock-profiles.ts';
import type { LockSummary } from '../lock/options.ts';
import type { FactsFiles } from '../machine/read.ts';
import { listOf, type Result, resultOf } from './result.ts';

export interface LockOptions {
  /** The folder that relative names refer to; by default that of the process. */
  cwd?: string | undefined;
  /** The lock file; by default `mkapkovl.lock.json` next to the profiles. */
  out?: string | undefined;
  /** A facts file that replaces those that the profiles name, or several files of pasted listings. */
  facts?: FactsFiles | undefined;
  /** Write nothing and ask no server: report what in the lock is stale. */
  check?: boolean | undefined;
  /** What to take again although it is locked: `media`, `images`, `packages`, names of these; all for an empty list. */
  update?: readonly string[] | undefined;
  /** The program that finds out what packages need; by default `apk` on PATH. */
  apk?: string | undefined;
  /** Fail without such a program; by default, that is a warning. */
  packages?: boolean | undefined;
  /** A mirror in place of the profiles', or a folder with a copy of one. */
  mirror?: string | undefined;
  /** Where PATH, proxies (HTTPS_PROXY …) and the folder of the cache (XDG_CACHE_HOME) come from; by default `process.env`. */
  environment?: Readonly<Record<string, string | undefined>> | undefined;
  /** Called with what is being downloaded, in bytes; the total is undefined if the server does not say it. */
  progress?: ((url: string, done: number, total: number | undefined) => void) | undefined;
}

export interface Locked extends Result {
  /** What is locked; with `check`, what there is. Null if there is an error that prevents it. */
  lock: LockSummary | null;
}

/**
 * Writes down what profiles take from the network, with digests, as `mkapkovl lock` does.
 *
 * @param profiles - One file or folder name, or several. Hosts that the lock has already stay in it.
 * @returns Findings, and what is locked. A mistake in a profile, a server that does not answer, or with `check` a lock that
 * is stale, is a finding, and then nothing was written.
 * @throws Never for what a user wrote or a server sent; only for a bug in mkapkovl.
 */
export async function lock(profiles: string | readonly string[], options: LockOptions = {}): Promise<Locked> {
  const { cwd = process.cwd(), environment = process.env, progress, ...rest } = options;
  const { lock, findings, places } = await lockProfiles(listOf(profiles), {
    ...rest,
    ...{ cwd, environment },
    download: progress && { progress },
  });
  return { ...resultOf(findings, places), lock };
}
