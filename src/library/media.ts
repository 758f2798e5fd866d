import packageJson from '../../package.json' with { type: 'json' };
import { bundleKey } from '../artifact/apk/bundle-key.ts';
import { locate, nowhere } from '../findings/locate.ts';
import { makeMedium } from '../medium/make/make-medium.ts';
import type { MadeMedium, MediumKind } from '../medium/make/options.ts';
import type { BuildOptions } from './build.ts';
import { listOf, type Result, resultOf } from './result.ts';

export interface MediaOptions extends Omit<BuildOptions, 'dryRun' | 'progress'> {
  /** The new file; by default `out/HOST.iso` or `.img`, or `out/mkapkovl.iso` or `.img` for several hosts. */
  out?: string | undefined;
  /** Alpine's ISO file; without it, the one of the lock, or the newest, is downloaded. */
  media?: string | undefined;
  /** A mirror in place of the profiles', or a folder with a copy of one. */
  mirror?: string | undefined;
  /**
   * Put all packages and images that the lock names on the medium, so that no network is needed. This is the file of the
   * private key that signs them, which is made if there is none; the hosts get its public part.
   */
  bundle?: string | undefined;
  /** Called with what is being downloaded or written, in bytes; the total is undefined if a server does not say it. */
  progress?: ((what: string, done: number, total: number | undefined) => void) | undefined;
}

export interface Media extends Result {
  /** The medium that was made; null if there is an error. */
  medium: MadeMedium | null;
}

/**
 * Makes one bootable medium for the hosts, or nothing, as `mkapkovl media` does.
 *
 * @param kind - `iso` for CD, USB stick and virtual media; `usb` for a stick that can be written to, which needs mtools and
 * syslinux.
 * @param profiles - One file name, or several.
 * @returns Findings, and the medium. A mistake in a profile, another ISO than Alpine's, or a full disk, is a finding, and
 * then nothing was written.
 * @throws Never for what a user wrote or a server sent; only for a bug in mkapkovl.
 */
export async function media(
  kind: MediumKind,
  profiles: string | readonly string[],
  options: MediaOptions = {},
): Promise<Media> {
  const { cwd = process.cwd(), environment = process.env, bundle, passphrase, progress, ...rest } = options;
  const key = bundle === undefined ? undefined : await bundleKey(bundle, cwd);
  if (key && 'code' in key) return { ...resultOf(locate([key], nowhere), []), medium: null };
  const { medium, findings, places } = await makeMedium(listOf(profiles), {
    ...rest,
    ...{ kind, cwd, environment, passphrase, version: packageJson.version },
    ...{ bundle: key !== undefined, bundleKey: key, writing: progress },
    download: progress && { progress },
  });
  return { ...resultOf(findings, places), medium };
}
