import type { Problem, Where } from '../../findings/finding.ts';
import type { LockedImage, LockedPackage } from '../../lockfile/schema.ts';
import { groupName } from '../../lockfile/text.ts';
import type { Complete } from '../../pipeline/build.ts';
import { groupOf, type WantedHost, wantedOf } from '../../pipeline/wanted.ts';
import { repositoryAddress } from '../../target/repositories.ts';
import { compareBytes } from '../../tree/entry.ts';
import { problemAt } from './codes.ts';

export interface BundlePackage extends LockedPackage {
  name: string;
  url: string;
}

export interface BundleImage {
  url: string;
  sha256: string;
  size?: number | undefined;
}

/** What a bundle is to have, by the lock: for each host all that its group installs. */
export interface Wants {
  arch: string;
  release: string;
  /** Of the hosts, which --mirror replaces. */
  mirrors: string[];
  packages: BundlePackage[];
  images: BundleImage[];
}

/** The union of what the hosts need; or why it is not known, or no bundle could have it. */
export function wantsOf(hosts: readonly Complete[]): Wants | Problem[] {
  const packages = new Map<string, BundlePackage>();
  const images = new Map<string, BundleImage>();
  const problems: Problem[] = [];
  for (const complete of hosts) {
    const wanted = wantedOf(complete)!;
    const where: Where = { place: { file: complete.profile } };
    const closure = closureOf(wanted, complete);
    if (typeof closure === 'string')
      problems.push(problemAt('bundle-not-locked', where, { hostname: wanted.hostname, what: closure }));
    else problems.push(...addPackages(packages, closure, wanted, where));
    for (const image of imagesOf(wanted, complete)) {
      if (typeof image !== 'string') images.set(image.sha256, images.get(image.sha256) ?? image);
      else problems.push(problemAt('bundle-not-locked', where, { hostname: wanted.hostname, what: image }));
    }
  }
  if (problems.length > 0) return problems;
  const { arch, release } = wantedOf(hosts[0]!)!;
  return {
    ...{ arch, release, mirrors: hosts.map(({ host }) => host.alpine.mirror) },
    packages: [...packages.values()].sort((a, b) => compareBytes(a.name, b.name)),
    images: [...images.values()].sort((a, b) => compareBytes(a.sha256, b.sha256)),
  };
}

/** What the group of a host installs; or what is missing to know that. */
function closureOf(wanted: WantedHost, { host: { lock } }: Complete): Record<string, LockedPackage> | string {
  if (!lock) return 'no lock file';
  const { name } = groupOf(wanted);
  const locked = lock.packages.find((each) => groupName(each) === name);
  if (!locked) return `none of the packages of Alpine ${wanted.release} from its repositories`;
  if (!locked.closure) return 'no package version: no apk was there when it was made';
  const lacking = wanted.packages.find(({ entry }) => !locked.world.includes(entry));
  return lacking ? `no package ${lacking.entry}` : locked.closure;
}

function addPackages(
  packages: Map<string, BundlePackage>,
  closure: Record<string, LockedPackage>,
  { arch, hostname }: WantedHost,
  where: Where,
): Problem[] {
  return Object.entries(closure).flatMap(([name, locked]) => {
    const { version, checksum, repository } = locked;
    // Parts of addresses and of paths on the medium; the names of ISO 9660 with Joliet have 64 characters.
    const file = `${name}-${version}.apk`;
    if (!/^[A-Za-z0-9_][A-Za-z0-9_.+-]*$/.test(name) || !/^[0-9][A-Za-z0-9_.~+-]*$/.test(version) || file.length > 64)
      return [problemAt('bundle-cannot-hold', where, { path: file, reason: 'a file with this name cannot be on it' })];
    const other = packages.get(name);
    if (other && (other.version !== version || other.checksum !== checksum))
      return [problemAt('bundle-two-versions', where, { name, one: other.version, other: version, hostname })];
    const url = `${repositoryAddress(repository).replace(/\/+$/, '')}/${arch}/${file}`;
    packages.set(name, { ...locked, name, url });
    return [];
  });
}

function imagesOf({ images }: WantedHost, { host: { lock } }: Complete): (BundleImage | string)[] {
  return images.map(({ url, sha256 }) => {
    const locked: LockedImage | undefined = lock && Object.hasOwn(lock.images, url) ? lock.images[url] : undefined;
    const digest = sha256 ?? locked?.sha256;
    if (digest === undefined) return `no digest of the image ${url}`;
    return { url, sha256: digest, ...(locked?.sha256 === digest ? { size: locked.size } : {}) };
  });
}
