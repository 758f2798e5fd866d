import type { Downloads } from '../download/downloads.ts';
import type { Finding, Problem } from '../findings/finding.ts';
import { locate } from '../findings/locate.ts';
import type { LockedImage } from '../lockfile/schema.ts';
import type { WantedHost, WantedImage } from '../pipeline/wanted.ts';
import { problemAt } from './codes.ts';

interface Locked {
  images: Record<string, LockedImage>;
  findings: Finding[];
}

/**
 * The digest and size of each image. One whose digest is known, from the profile or the lock, is not downloaded; any
 * other is, because only its bytes say what it is.
 */
export async function lockImages(
  hosts: readonly WantedHost[],
  pinned: (url: string) => LockedImage | undefined,
  downloads: Downloads,
): Promise<Locked> {
  const images: Record<string, LockedImage> = {};
  const findings: Finding[] = [];
  for (const host of hosts) {
    for (const image of host.images) {
      const known = Object.hasOwn(images, image.url) ? images[image.url] : undefined;
      const found = known ? contradiction(known, image) : await lockImage(image, pinned(image.url), downloads);
      if (found && 'code' in found) findings.push(...locate([{ ...found, where: { path: image.path } }], host.places));
      else if (found) images[image.url] = found;
    }
  }
  return { images, findings };
}

function contradiction({ sha256: one }: LockedImage, { url, sha256, path }: WantedImage): Problem | undefined {
  if (sha256 === undefined || sha256 === one) return undefined;
  return problemAt('lock-image-twice', { path }, { url, one, other: sha256 });
}

async function lockImage(
  { url, sha256, compression }: WantedImage,
  pinned: LockedImage | undefined,
  downloads: Downloads,
): Promise<LockedImage | Problem> {
  if (pinned && (sha256 === undefined || pinned.sha256 === sha256)) return { ...pinned, compression };
  if (sha256 !== undefined) return { sha256, size: await downloads.size(url), compression };
  const file = await downloads.file({ url });
  return 'code' in file ? file : { sha256: file.sha256, size: file.size, compression };
}
