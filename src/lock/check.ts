import type { Finding, Problem } from '../findings/finding.ts';
import { locate, nowhere } from '../findings/locate.ts';
import type { Lock } from '../lockfile/schema.ts';
import { groupName } from '../lockfile/text.ts';
import { mediumName } from '../medium/newest.ts';
import { digestOf, type WantedHost } from '../pipeline/wanted.ts';
import { problemAt } from './codes.ts';
import { type Group, groupsOf } from './groups.ts';

/** What of a lock is not as the profiles want it, a finding for each thing. Asks no server. */
export function staleFindings(hosts: readonly WantedHost[], lock: Lock, file: string): Finding[] {
  const groups = groupsOf(hosts);
  return [
    ...hosts.flatMap((host) => locate(ofHost(host, groups, lock, file), host.places)),
    ...locate(superfluous(hosts, groups, lock, file), nowhere),
  ];
}

function ofHost(host: WantedHost, groups: readonly Group[], lock: Lock, file: string): Problem[] {
  const { hostname } = host;
  const at = { path: ['hostname'] };
  const locked = Object.hasOwn(lock.hosts, hostname) ? lock.hosts[hostname] : undefined;
  if (!locked) return [problemAt('lock-lacks', at, { file, what: `the host ${hostname}` })];
  if (locked.digest === digestOf(host)) return [];
  const found = [...medium(host, lock, file), ...images(host, lock, file), ...packages(host, groups, lock, file)];
  return found.length > 0 ? found : [problemAt('lock-outdated', at, { file, hostname })];
}

function medium({ medium }: WantedHost, lock: Lock, file: string): Problem[] {
  if (!medium || Object.hasOwn(lock.media, mediumName(medium))) return [];
  return [problemAt('lock-lacks', { path: ['alpine'] }, { file, what: `the ISO ${mediumName(medium)}` })];
}

function images({ images }: WantedHost, lock: Lock, file: string): Problem[] {
  return images.flatMap(({ url, sha256, path }) => {
    const locked = Object.hasOwn(lock.images, url) ? lock.images[url] : undefined;
    if (!locked) return [problemAt('lock-lacks', { path }, { file, what: `the image ${url}` })];
    if (sha256 === undefined || sha256 === locked.sha256) return [];
    return [problemAt('lock-differs', { path }, { file, what: url, locked: locked.sha256, wanted: sha256 })];
  });
}

function packages(host: WantedHost, groups: readonly Group[], lock: Lock, file: string): Problem[] {
  const group = groups.find(({ hosts }) => hosts.includes(host));
  const locked = lock.packages.find((each) => group && groupName(each) === group.name);
  if (!locked) {
    const what = `the packages of Alpine ${host.release} from ${host.repositories.join(', ')}`;
    return [problemAt('lock-lacks', { path: ['alpine'] }, { file, what })];
  }
  return host.packages
    .filter(({ entry }) => !locked.world.includes(entry))
    .map(({ entry, path }) => problemAt('lock-lacks', { path }, { file, what: `the package ${entry}` }));
}

function superfluous(hosts: readonly WantedHost[], groups: readonly Group[], lock: Lock, file: string): Problem[] {
  const names = {
    hosts: hosts.map(({ hostname }) => hostname),
    media: hosts.flatMap(({ medium }) => (medium ? [mediumName(medium)] : [])),
    images: hosts.flatMap(({ images }) => images.map(({ url }) => url)),
  };
  const words = { hosts: 'the host', media: 'the ISO', images: 'the image' };
  const kinds = ['hosts', 'media', 'images'] as const;
  const left = kinds.flatMap((kind) =>
    Object.keys(lock[kind])
      .filter((name) => !names[kind].includes(name))
      .map((name) => `${words[kind]} ${name}`),
  );
  const others = lock.packages
    .filter((each) => !groups.some(({ name }) => name === groupName(each)))
    .map(({ release, repositories }) => `packages of ${release} from ${repositories.map(({ url }) => url).join(', ')}`);
  return [...left, ...others].map((what) => problemAt('lock-superfluous', { place: { file } }, { file, what }));
}
