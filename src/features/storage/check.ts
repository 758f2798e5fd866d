import type { Problem } from '../../findings/finding.ts';
import type { Host } from '../../host/host.ts';
import { isOfTheSystem, lossWithout } from '../../target/system-folders.ts';
import { problemAt } from './codes.ts';

export function check(host: Host): Problem[] {
  return [...overTheSystem(host), ...overWhatPackagesNeed(host)];
}

/** A diskless system boots from a medium mounted below /media. */
function overTheSystem({ storage: { mounts }, install: { mode } }: Host): Problem[] {
  return Object.keys(mounts)
    .filter((folder) => isOfTheSystem(folder) || (folder === '/media' && mode === 'diskless'))
    .map((folder) => problemAt('mount-over-system', at(folder), { folder }));
}

/**
 * The file system must contain what packages have installed there, and the agent can copy it only to a persistent one.
 */
function overWhatPackagesNeed({ storage: { mounts }, install: { mode } }: Host): Problem[] {
  return Object.entries(mounts).flatMap(([folder, mount]) => {
    const loss = mount.options.includes('noauto') ? undefined : lossWithout(folder);
    const why = obstacle(mount, mode);
    return loss && why ? [problemAt('mount-over-needed', at(folder), { folder, loss, why })] : [];
  });
}

function obstacle({ device, type }: Host['storage']['mounts'][string], mode: string): string | undefined {
  if (mode === 'diskless') return 'in diskless mode the system creates it again at every start';
  if (device === 'tmpfs' || type === 'tmpfs') return 'a tmpfs is empty at every start';
  if (type === 'nfs') return 'a file server is reachable only after services need these files';
  return type === 'vfat' ? 'vfat stores neither owners nor modes' : undefined;
}

const at = (folder: string) => ({ path: ['storage', 'mounts', folder], key: true });
