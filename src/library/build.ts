import packageJson from '../../package.json' with { type: 'json' };
import { type BuiltHost, build as buildProfiles } from '../pipeline/build.ts';
import type { CheckOptions } from './check.ts';
import { listOf, type Result, resultOf } from './result.ts';

export interface BuildOptions extends CheckOptions {
  /** The output folder, which is made if there is none; `out` in `cwd` by default. */
  out?: string | undefined;
  /** A passphrase: the overlays are encrypted with it. */
  passphrase?: string | undefined;
  /** Examine everything, but read no secrets and write nothing; false by default. */
  dryRun?: boolean | undefined;
  /** Where `{ env: NAME }` secrets and SOURCE_DATE_EPOCH (seconds since 1970) come from; `process.env` by default. */
  environment?: Readonly<Record<string, string | undefined>> | undefined;
  /** Called after each host, with how many are done and how many there are. */
  progress?: ((done: number, total: number) => void) | undefined;
}

export interface Built extends Result {
  /** What was built, in the order of the profiles; empty if there is an error. */
  hosts: BuiltHost[];
  /** The names of the files that were written, as `out` was named; empty for a dry run, or if there is an error. */
  files: string[];
}

/**
 * Builds the artifacts of every profile, or of none, as `mkapkovl build` does.
 *
 * @param profiles - One file or folder name, or several; each profile must be of another host.
 * @returns Findings, hosts and files. A mistake in a profile, a missing secret, or a folder that cannot be written, is a
 * finding, and then nothing was written.
 * @throws Never for what a user wrote; only for a bug in mkapkovl.
 */
export async function build(profiles: string | readonly string[], options: BuildOptions = {}): Promise<Built> {
  const { cwd = process.cwd(), out = 'out', passphrase, environment = process.env, progress, ...rest } = options;
  const { hosts, files, findings, places } = await buildProfiles(listOf(profiles), {
    ...rest,
    cwd,
    out,
    environment,
    ...(passphrase === undefined ? {} : { passphrase, encrypt: true }),
    ...(progress ? { progress } : {}),
    version: packageJson.version,
  });
  return { ...resultOf(findings, places), hosts, files };
}
