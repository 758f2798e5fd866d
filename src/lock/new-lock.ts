import path from 'node:path';
import type { Downloads } from '../download/downloads.ts';
import type { Finding, Problem } from '../findings/finding.ts';
import { locate, nowhere } from '../findings/locate.ts';
import type { Lock, LockedMedium, PackageGroup } from '../lockfile/schema.ts';
import { groupName } from '../lockfile/text.ts';
import { mediumName, newestMedium } from '../medium/newest.ts';
import { digestOf, type WantedHost } from '../pipeline/wanted.ts';
import { problemAt } from './codes.ts';
import { type Group, groupsOf } from './groups.ts';
import { lockImages } from './lock-images.ts';
import { lockPackages, trustedKeys } from './lock-packages.ts';
import type { LockOptions } from './options.ts';
import { isThere } from './run-apk.ts';
import type { Updates } from './select.ts';

interface Making {
  old: Lock;
  file: string;
  updates: Updates;
  downloads: Downloads;
  options: LockOptions;
}

/**
 * The lock of these hosts. What is locked already stays as it is, unless it is to be updated or the profiles ask for
 * something else.
 */
export async function newLock(
  hosts: readonly WantedHost[],
  making: Making,
): Promise<{ lock: Lock; findings: Finding[] }> {
  const { old, updates, downloads } = making;
  const absent = await absentProgram(hosts, making);
  if (absent) return { lock: old, findings: locate([absent], nowhere) };
  const media = await lockMedia(hosts, making);
  const pinned = (url: string) =>
    Object.hasOwn(old.images, url) && !updates.has('images', url) ? old.images[url] : undefined;
  const images = await lockImages(hosts, pinned, downloads);
  const packages = await lockGroups(hosts, making);
  return {
    lock: {
      schema: 2,
      hosts: Object.fromEntries(hosts.map((host) => [host.hostname, lockedHost(host, making)])),
      media: media.media,
      images: images.images,
      packages: packages.groups,
      keys: packages.keys,
    },
    findings: [...media.findings, ...images.findings, ...packages.findings],
  };
}

/** The program that is demanded, and not there: before anything is downloaded, if something is to be solved. */
async function absentProgram(hosts: readonly WantedHost[], making: Making): Promise<Problem | undefined> {
  const { apk, packages, environment } = making.options;
  const isDemanded = packages || apk !== undefined;
  if (!isDemanded || groupsOf(hosts).every((group) => pinnedOf(group, making))) return undefined;
  const program = programOf(making.options);
  if (await isThere({ program, environment })) return undefined;
  return problemAt('lock-no-apk', { place: { file: '' } }, { program: apk ?? 'apk' });
}

function lockedHost(host: WantedHost, { file }: Making) {
  const profile = path.relative(path.dirname(file), host.profile).split(path.sep).join('/');
  return { profile, digest: digestOf(host) };
}

async function lockMedia(hosts: readonly WantedHost[], { old, updates, downloads }: Making) {
  const media: Record<string, LockedMedium> = {};
  const findings: Finding[] = [];
  for (const { medium, places } of hosts) {
    if (!medium) continue;
    const name = mediumName(medium);
    if (Object.hasOwn(media, name)) continue;
    const pinned = Object.hasOwn(old.media, name) && !updates.has('media', name) ? old.media[name] : undefined;
    const found = pinned ?? (await newestMedium(medium, downloads));
    if ('code' in found) findings.push(...locate([found], places));
    else media[name] = found;
  }
  return { media, findings };
}

const pinnedOf = (group: Group, { old, updates }: Pick<Making, 'old' | 'updates'>) =>
  updates.has('packages', group.name) ? undefined : unchanged(group, old);

async function lockGroups(hosts: readonly WantedHost[], { old, updates, downloads, options }: Making) {
  const { apk, environment } = options;
  const found = { groups: [] as PackageGroup[], keys: {} as Record<string, string>, findings: [] as Finding[] };
  for (const group of groupsOf(hosts)) {
    const pinned = pinnedOf(group, { old, updates });
    if (pinned) {
      found.groups.push(pinned);
      for (const { key } of pinned.repositories) found.keys[key] = old.keys[key]!;
      continue;
    }
    const program = { program: programOf(options), named: apk !== undefined, environment };
    const { group: locked, keys, findings } = await lockPackages(group, program, downloads);
    found.findings.push(...findings);
    if (!locked) continue;
    found.groups.push(locked);
    Object.assign(found.keys, keys);
  }
  return found;
}

/** A name with a slash is of a file; any other is looked for on PATH. */
function programOf({ apk = 'apk', cwd }: LockOptions): string {
  return apk.includes('/') ? path.resolve(cwd, apk) : apk;
}

/** What is locked of a group, if it is complete and all its hosts are as they were. */
function unchanged(group: Group, old: Lock): PackageGroup | undefined {
  const { name, world, hosts } = group;
  const trusted = trustedKeys(group);
  const locked = old.packages.find((each) => groupName(each) === name);
  if (!locked || locked.closure === null) return undefined;
  const same =
    locked.world.join(' ') === world.join(' ') &&
    locked.repositories.every(({ key }) => Object.hasOwn(old.keys, key) && old.keys[key] === trusted[key]) &&
    hosts.every(({ hostname }) => Object.hasOwn(old.hosts, hostname));
  return same ? locked : undefined;
}
