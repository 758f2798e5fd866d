import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Problem } from '../findings/finding.ts';
import { lockName } from '../lockfile/read.ts';
import type { Lock } from '../lockfile/schema.ts';
import { problemAt } from './codes.ts';

/** Where the lock of these profiles is: next to them. */
export function lockFileOf(profiles: readonly string[], out: string | undefined): string | Problem {
  if (out !== undefined) return out;
  const folders = [...new Set(profiles.map((profile) => path.dirname(profile)))];
  if (folders.length <= 1) return path.join(folders[0] ?? '.', lockName);
  return problemAt('lock-several-folders', { place: { file: '' } }, { folders: folders.join(', ') });
}

/**
 * The profiles of the hosts that the lock has in addition to those that were named: it is one for the fleet, and to lock one host
 * must not drop the others. A host whose profile is gone is left out.
 */
export function otherProfiles(lock: Lock, file: string, named: readonly string[], cwd: string): string[] {
  const absolute = named.map((profile) => path.resolve(cwd, profile));
  return Object.values(lock.hosts)
    .map(({ profile }) => path.join(path.dirname(file), profile))
    .filter((profile) => {
      const place = path.resolve(cwd, profile);
      return !absolute.includes(place) && existsSync(place);
    })
    .sort();
}

/** What --update names: kinds of things, media, and images by address or file name. */
export interface Updates {
  has: (kind: 'media' | 'images' | 'packages', name: string) => boolean;
}

export function updatesOf(names: readonly string[] | undefined, lock: Lock): Updates | Problem {
  const kinds = ['media', 'images', 'packages'];
  const fileOf = (url: string) => url.slice(url.lastIndexOf('/') + 1);
  const images = Object.keys(lock.images);
  const known = [...kinds, ...Object.keys(lock.media), ...images, ...images.map(fileOf)];
  const unknown = names?.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    const shown = [...kinds, ...Object.keys(lock.media), ...images.map(fileOf)].join(', ');
    return problemAt('lock-update-unknown', { place: { file: '' } }, { name: unknown, known: shown });
  }
  const all = names?.length === 0;
  return {
    has: (kind, name) => all || (names ?? []).some((each) => [kind, name, fileOf(name)].includes(each)),
  };
}
