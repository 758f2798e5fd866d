import type { Host } from '../../host/host.ts';
import type { Substitution, Untested } from '../trial.ts';
import { emptySize, standInFolder, withoutImage } from './pools.ts';
import { type Changed, type Situation, substitution, unchanged } from './substitute.ts';

type Guest = Host['vms'][string];
type Disk = Guest['disks'][number];

const features = ['libvirt', 'vms', 'storage', 'collected'];

/**
 * Replaces guests' disks by empty volumes: images are not downloaded, and files and block devices of the host do not
 * exist.
 */
export function guestDisks(host: Host, _: Situation): Changed {
  if (Object.keys(host.vms).length === 0) return unchanged(host);
  const substitutions: Substitution[] = [];
  const untested: Untested[] = [];
  const spare = freeName(Object.keys(host.libvirt?.pools ?? {}));
  let spared = false;
  const change = (disk: Disk, name: string, index: number): Disk => {
    const path = ['vms', name, 'disks', index];
    const { image, path: file, block, ...rest } = disk;
    if (image) {
      const replaced = withoutImage([...path, 'image'], image.url);
      substitutions.push(replaced.substitution);
      untested.push(replaced.untested);
      return { ...rest, size: rest.size ?? emptySize };
    }
    const source = block ?? file;
    const why = 'it exists only on the real host; an empty volume is used instead';
    if (source !== undefined && disk.device !== 'disk') {
      substitutions.push(substitution(path, source, 'an empty drive', 'it exists only on the real host', ...features));
      return rest;
    }
    if (source !== undefined) {
      spared = true;
      const volume = `${spare}/${name}-${index}.${disk.format}`;
      substitutions.push(substitution(path, source, volume, why, ...features));
      untested.push({ what: `the data on ${source}`, why, subject: source });
      return { ...rest, volume, size: emptySize };
    }
    return disk;
  };
  const vms = Object.fromEntries(
    Object.entries(host.vms).map(([name, guest]) => [
      name,
      { ...guest, disks: guest.disks.map((disk, index) => made(change(disk, name, index), host)) },
    ]),
  );
  const networks = host.libvirt?.networks ?? {};
  const before = host.libvirt?.pools ?? {};
  const added = spared
    ? { [spare]: { type: 'dir' as const, path: `${standInFolder}/${spare}`, volumes: {}, autostart: true } }
    : {};
  const libvirt = host.libvirt || spared ? { libvirt: { networks, pools: { ...before, ...added } } } : {};
  return { host: { ...host, ...libvirt, vms }, substitutions, untested };
}

/** A volume that the agent does not create would exist on the machine; here it has to be created. */
function made(disk: Disk, { libvirt }: Host): Disk {
  const [pool = '', name = ''] = disk.volume?.split('/') ?? [];
  const declared = libvirt?.pools[pool];
  const described = declared && 'volumes' in declared && Object.hasOwn(declared.volumes, name);
  return disk.volume === undefined || disk.size !== undefined || described || disk.device !== 'disk'
    ? disk
    : { ...disk, size: emptySize };
}

function freeName(taken: readonly string[]): string {
  const names = ['trial', ...taken.map((_, index) => `trial${index}`)];
  return names.find((name) => !taken.includes(name))!;
}
