import type { Downloads } from '../download/downloads.ts';
import type { Problem } from '../findings/finding.ts';
import type { Lock } from '../lockfile/schema.ts';
import { problemAt } from './codes.ts';
import { mediumName, newestMedium, type WantedMedium } from './newest.ts';

/** Alpine's ISO, verified, and who vouches for it. */
export interface Base {
  file: string;
  vouched: 'lock' | 'mirror';
  problems: Problem[];
}

/** The ISO that the lock names, or else the newest one of the mirror: from the cache, or downloaded. */
export async function baseMedium(
  wanted: WantedMedium,
  lock: Lock | null,
  downloads: Downloads,
): Promise<Base | Problem> {
  const name = mediumName(wanted);
  const locked = lock && Object.hasOwn(lock.media, name) ? lock.media[name] : undefined;
  const found = locked ?? (await newestMedium(wanted, downloads));
  if ('code' in found) return found;
  const file = await downloads.file(found);
  if ('code' in file) return file;
  if (locked) return { file: file.file, vouched: 'lock', problems: [] };
  const { url, sha256 } = found;
  const warned = problemAt('media-only-mirror-vouches', { place: { file: '' } }, { url, sha256 });
  return { file: file.file, vouched: 'mirror', problems: [warned] };
}
