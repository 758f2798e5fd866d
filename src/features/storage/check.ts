import type { Problem } from '../../findings/finding.ts';
import type { Host } from '../../host/host.ts';
import { isOfTheSystem, lossWithout } from '../../target/system-folders.ts';
import { checkDevices } from './check-devices.ts';
import { problem, problemAt } from './codes.ts';

export function check(host: Host): Problem[] {
  return [...overTheSystem(host), ...overWhatPackagesNeed(host), ...unfitTypes(host), ...checkDevices(host)];
}

/** A diskless system boots from a medium mounted below /media. */
function overTheSystem({ storage: { mounts }, install: { mode } }: Host): Problem[] {
  return Object.keys(mounts)
    .filter((folder) => isOfTheSystem(folder) || (folder === '/media' && mode === 'diskless'))
    .map((folder) => problemAt('mount-over-system', at(folder), { folder }));
}

/** The kernel takes a source of another kind for a disk that is missing; a tmpfs takes any source, and leaves it alone. */
function unfitTypes({ storage: { mounts } }: Host): Problem[] {
  return Object.entries(mounts).flatMap(([folder, { device, type }]) => {
    const place = ['storage', 'mounts', folder, 'type'];
    const wanted = device === 'tmpfs' ? 'tmpfs' : /^[^/]+:\//.test(device) ? 'nfs' : undefined;
    if (wanted === type) return [];
    if (wanted) return [problem('mount-type-unfit', place, { device, type, wanted })];
    if (type === 'tmpfs') return [problem('mount-type-unfit', place, { device, type, wanted: 'ext4, or what it is' })];
    return type === 'nfs' ? [problem('mount-type-unfit', place, { device, type })] : [];
  });
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
