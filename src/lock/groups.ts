import { groupOf, type WantedHost } from '../pipeline/wanted.ts';
import { isOnTarget } from '../target/repositories.ts';
import { compareBytes } from '../tree/entry.ts';

/** Hosts of one release, architecture and list of repositories, which get the same versions. */
export interface Group {
  name: string;
  release: string;
  arch: string;
  /** Lines of /etc/apk/repositories: an address, or @TAG and an address. */
  repositories: { url: string }[];
  /** Folders of the target, whose index cannot be read here. */
  onTarget: string[];
  world: string[];
  hosts: WantedHost[];
}

export function groupsOf(hosts: readonly WantedHost[]): Group[] {
  const groups = new Map<string, Group>();
  for (const host of hosts) {
    const { release, arch } = host;
    const { name, repositories } = groupOf(host);
    const group = groups.get(name) ?? { name, release, arch, repositories, onTarget: [], world: [], hosts: [] };
    groups.set(name, group);
    group.hosts.push(host);
    group.onTarget.push(...host.repositories.filter(isOnTarget));
  }
  for (const group of groups.values()) {
    const all = group.hosts.flatMap(({ packages }) => packages.map(({ entry }) => entry));
    group.world = [...new Set(all)].sort(compareBytes);
    group.onTarget = [...new Set(group.onTarget)];
  }
  return [...groups.values()].sort((a, b) => compareBytes(a.name, b.name));
}
