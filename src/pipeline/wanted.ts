import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Path } from '../findings/finding.ts';
import type { Places } from '../findings/locate.ts';
import type { Host } from '../host/host.ts';
import { groupName } from '../lockfile/text.ts';
import { compressionOf } from '../profile/scalars.ts';
import { isOnTarget } from '../target/repositories.ts';
import { type Tree, type TreeEntry, textOf } from '../tree/entry.ts';
import { bundleFeature } from './bundle-key.ts';
import type { Examined } from './examine.ts';
import { type WantedPackage, wantedPackages } from './wanted-packages.ts';

export interface WantedImage {
  url: string;
  /** What the profile says. */
  sha256?: string | undefined;
  compression: string;
  path: Path;
}

/** What a host takes from the network. */
export interface WantedHost {
  profile: string;
  places: Places;
  hostname: string;
  /** Null for a host on which Alpine is already. */
  medium: { release: string; arch: string; kernel: string; mirror: string } | null;
  release: string;
  arch: string;
  mirror: string;
  /** The lines of /etc/apk/repositories. */
  repositories: string[];
  packages: WantedPackage[];
  images: WantedImage[];
  /** The public keys in the overlay, by the name of their file. */
  keys: Record<string, string>;
}

export function wantedOf({ profile, places, data, host, tree }: Omit<Examined, 'findings'>): WantedHost | undefined {
  if (!host || !tree) return undefined;
  const { release, arch, kernel, mirror } = host.alpine;
  return {
    ...{ profile, places, release, arch, mirror },
    hostname: host.hostname,
    medium: host.install.mode === 'existing' ? null : { release, arch, kernel, mirror },
    repositories: linesOf(textOf(tree.get('etc/apk/repositories'))),
    packages: wantedPackages(host),
    images: imagesOf(host, data),
    keys: keysIn(tree),
  };
}

/**
 * A digest over all of this, after extends, defaults, facts and options. What else a profile says does not make a lock
 * outdated.
 */
export function digestOf({ medium, release, arch, repositories, packages, images, keys }: WantedHost): string {
  const shown = {
    medium,
    ...{ release, arch, repositories },
    packages: packages.map(({ entry }) => entry),
    images: images.map(({ url, sha256, compression }) => [url, sha256 ?? null, compression]),
    keys: Object.entries(keys).sort(),
  };
  return createHash('sha256').update(JSON.stringify(shown)).digest('hex');
}

/** What names the group of the lock that has the packages of a host; nothing is locked of a folder of the target. */
export function groupOf({ release, arch, repositories }: Pick<WantedHost, 'release' | 'arch' | 'repositories'>) {
  const locked = repositories.filter((line) => !isOnTarget(line)).map((url) => ({ url }));
  return { name: groupName({ release, arch, repositories: locked }), repositories: locked };
}

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}

/** Of a digest only what the profile says itself: resolve has filled in that of the lock. */
export function imagesOf({ vms, libvirt }: Pick<Host, 'vms' | 'libvirt'>, data?: unknown): WantedImage[] {
  const ofGuests = Object.entries(vms).flatMap(([guest, { disks }]) =>
    disks.map(({ image }, index) => ({ image, path: ['vms', guest, 'disks', index, 'image'] })),
  );
  const ofPools = Object.entries(libvirt?.pools ?? {}).flatMap(([pool, value]) =>
    Object.entries('volumes' in value ? value.volumes : {}).map(([name, { image }]) => ({
      image,
      path: ['libvirt', 'pools', pool, 'volumes', name, 'image'],
    })),
  );
  return [...ofGuests, ...ofPools].flatMap(({ image, path }) =>
    image ? [{ url: image.url, sha256: digestAt(data, path), compression: compressionOf(image), path }] : [],
  );
}

function digestAt(data: unknown, path: Path): string | undefined {
  let value = data;
  for (const step of [...path, 'sha256'])
    value = typeof value === 'object' && value !== null ? (value as Record<string | number, unknown>)[step] : undefined;
  return typeof value === 'string' ? value : undefined;
}

/** Without that of a bundle, which signs nothing that is locked. */
function keysIn(tree: Tree): Record<string, string> {
  const files = [...tree.values()].filter(
    ({ path, origin }) => /^etc\/apk\/keys\/[^/]+\.pub$/.test(path) && origin.feature !== bundleFeature,
  );
  return Object.fromEntries(files.map((entry) => [entry.path.slice('etc/apk/keys/'.length), contentOf(entry)]));
}

function contentOf(entry: TreeEntry): string {
  if (entry.type !== 'file') return '';
  if ('source' in entry.content) return readFileSync(entry.content.source, 'utf8');
  return 'base64' in entry.content ? Buffer.from(entry.content.base64, 'base64').toString('utf8') : textOf(entry);
}
