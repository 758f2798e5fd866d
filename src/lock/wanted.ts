import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Path } from '../findings/finding.ts';
import type { Places } from '../findings/locate.ts';
import type { Host } from '../host/host.ts';
import type { WantedMedium } from '../medium/newest.ts';
import type { Examined } from '../pipeline/examine.ts';
import { type WantedPackage, wantedPackages } from '../pipeline/wanted-packages.ts';
import { compressionOf } from '../profile/scalars.ts';
import { type Tree, type TreeEntry, textOf } from '../tree/entry.ts';

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
  medium: WantedMedium | null;
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

export function wantedOf({ profile, places, host, tree }: Examined): WantedHost | undefined {
  if (!host || !tree) return undefined;
  const { release, arch, kernel, mirror } = host.alpine;
  return {
    ...{ profile, places, release, arch, mirror },
    hostname: host.hostname,
    medium: host.install.mode === 'existing' ? null : { release, arch, kernel, mirror },
    repositories: linesOf(textOf(tree.get('etc/apk/repositories'))),
    packages: wantedPackages(host),
    images: imagesOf(host),
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

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}

function imagesOf({ vms, libvirt }: Host): WantedImage[] {
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
    image ? [{ url: image.url, sha256: image.sha256, compression: compressionOf(image), path }] : [],
  );
}

function keysIn(tree: Tree): Record<string, string> {
  const files = [...tree.values()].filter(({ path }) => /^etc\/apk\/keys\/[^/]+\.pub$/.test(path));
  return Object.fromEntries(files.map((entry) => [entry.path.slice('etc/apk/keys/'.length), contentOf(entry)]));
}

function contentOf(entry: TreeEntry): string {
  if (entry.type !== 'file') return '';
  if ('source' in entry.content) return readFileSync(entry.content.source, 'utf8');
  return 'base64' in entry.content ? Buffer.from(entry.content.base64, 'base64').toString('utf8') : textOf(entry);
}
