import type { Host } from '../host/host.ts';
import type { FactsFiles } from '../machine/read.ts';
import { examineAll } from '../pipeline/examine-all.ts';
import { listOf, type Result, resultOf } from './result.ts';

export interface CheckOptions {
  /** The folder that relative names refer to; by default that of the process. */
  cwd?: string | undefined;
  /** A facts file that replaces the one that the profile names, or several files of pasted listings. */
  facts?: FactsFiles | undefined;
  /** A lock file: digests of what the network provides. By default the one next to the profile; none for false. */
  lock?: string | false | undefined;
  /** The time to which the age of facts is measured; now by default. */
  now?: Date | undefined;
}

export interface Checked extends Result {
  /**
   * The resolved host of each profile, in their order; null where errors prevent it. A folder stands for the profiles in
   * it, without bases (`abstract: true`).
   */
  hosts: (Host | null)[];
}

/**
 * Checks profiles as `mkapkovl check` does: reads them and what they name, but no secret, and writes nothing.
 *
 * @param profiles - One file or folder name, or several; each profile must be of another host.
 * @returns Findings and resolved hosts. A mistake in a file, or a file that cannot be read, is a finding.
 * @throws Never for what a user wrote; only for a bug in mkapkovl.
 */
export async function check(profiles: string | readonly string[], options: CheckOptions = {}): Promise<Checked> {
  const { cwd = process.cwd(), ...rest } = options;
  const { examined, findings, places } = await examineAll(listOf(profiles), { cwd, ...rest });
  return { ...resultOf(findings, places), hosts: examined.map(({ host }) => host ?? null) };
}
