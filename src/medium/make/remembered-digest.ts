import type { OpenedSource } from '../../artifact/opened-source.ts';
import { cacheFolder } from '../../download/cache.ts';
import { knownDigest, noteDigest } from '../../download/known.ts';
import type { MakeOptions } from './options.ts';

/** Milliseconds for which a file must have been as it is: some file systems have times of two seconds (FAT). */
const settled = 10_000;

export interface Remembered {
  /** Undefined where the file has to be hashed. */
  digest: string | undefined;
  /** Notes the digest for the next time. */
  keep: (digest: string) => void;
}

/**
 * The sha256 that the user's ISO had the last time, if it has not been written to since: to hash it takes longer than to
 * copy it. What was downloaded is hashed each time, because there the digest decides.
 */
export function rememberedDigest(
  { identity, changed }: Pick<OpenedSource, 'identity' | 'changed'>,
  { media, environment }: Pick<MakeOptions, 'media' | 'environment'>,
  now = Date.now(),
): Remembered {
  if (media === undefined || now - changed < settled) return { digest: undefined, keep: () => undefined };
  const cache = folderOf(environment);
  if (cache === undefined) return { digest: undefined, keep: () => undefined };
  const digest = knownDigest(cache, `file-${identity}`);
  return {
    digest,
    keep: (found) => {
      if (digest === undefined) noteDigest(cache, `file-${identity}`, found);
    },
  };
}

/** Undefined for an account without a home, as in some containers: Node throws for one. */
function folderOf(environment: MakeOptions['environment']): string | undefined {
  try {
    return cacheFolder(environment);
  } catch {
    return undefined;
  }
}
