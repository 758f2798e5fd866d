import type { Host } from '../../host/host.ts';
import { groupName } from '../../lockfile/text.ts';
import { agentFolder } from '../../target/paths.ts';
import { repositoryAddresses } from '../../target/repositories.ts';
import { compareBytes } from '../../tree/entry.ts';
import type { Contribution } from '../feature.ts';

/** The versions that the lock has for hosts like this one; `mkapkovl-host verify` compares those that are installed. */
export function contribute({ lock, alpine }: Host): Contribution {
  const { release, arch } = alpine;
  // Folders of the target have no index that could be locked.
  const repositories = repositoryAddresses(alpine).filter((address) => !address.startsWith('/'));
  const name = groupName({ release, arch, repositories: repositories.map((url) => ({ url })) });
  const closure = lock?.packages.find((group) => groupName(group) === name)?.closure;
  if (!closure) return {};
  const packages = Object.entries(closure)
    .map(([name, { version }]) => ({ name, version }))
    .sort((a, b) => compareBytes(a.name, b.name));
  return {
    files: [
      {
        path: `${agentFolder}/packages.lock`,
        view: { template: 'lock/etc/mkapkovl/packages.lock', values: { packages } },
        paths: [['alpine']],
      },
    ],
  };
}
