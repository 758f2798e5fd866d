import type { Host } from '../../host/host.ts';
import type { Substitution, Untested } from '../trial.ts';
import { type Changed, type Situation, substitution, unchanged } from './substitute.ts';

type Pool = NonNullable<Host['libvirt']>['pools'][string];
type Volumes = Extract<Pool, { type: 'dir' }>['volumes'];

const features = ['libvirt', 'vms', 'storage', 'collected'];

/** The parent of folders that replace storage on other disks or machines. */
export const standInFolder = '/var/lib/libvirt/trial';

/** Replaces pools on disks, volume groups or servers by folders, and images of gigabytes by empty volumes. */
export function pools(host: Host, _: Situation): Changed {
  if (!host.libvirt) return unchanged(host);
  const substitutions: Substitution[] = [];
  const untested: Untested[] = [];
  const change = ([name, pool]: [string, Pool]): [string, Pool] => {
    const path = ['libvirt', 'pools', name];
    const volumes = Object.fromEntries(
      Object.entries('volumes' in pool ? pool.volumes : {}).map(([file, volume]) => {
        if (!volume.image) return [file, volume];
        const { image, ...rest } = volume;
        const replaced = withoutImage([...path, 'volumes', file, 'image'], image.url);
        substitutions.push(replaced.substitution);
        untested.push(replaced.untested);
        return [file, { ...rest, capacity: rest.capacity ?? emptySize }];
      }),
    ) as Volumes;
    if (pool.type === 'dir') return [name, { ...pool, volumes }];
    const folder = `${standInFolder}/${name}`;
    const why = `the source of the pool (${pool.type}) does not exist in the virtual machine`;
    substitutions.push(substitution(path, `${pool.type} at ${pool.path}`, `dir at ${folder}`, why, ...features));
    untested.push({ what: `the pool ${name} as ${pool.type}`, why, subject: name });
    return [name, { type: 'dir', path: folder, volumes, autostart: pool.autostart }];
  };
  const changed = Object.fromEntries(Object.entries(host.libvirt.pools).map(change));
  return { host: { ...host, libvirt: { ...host.libvirt, pools: changed } }, substitutions, untested };
}

/** A volume in place of an image takes no space until it is written. */
export const emptySize = '1GiB';

/**
 * Downloading gigabytes would make a trial impractical, and whether an image is available can be checked without one.
 */
export function withoutImage(path: (string | number)[], url: string) {
  const why = 'an image means gigabytes to download and a slow emulated system; an empty volume is used instead';
  return {
    substitution: substitution(path, url, undefined, why, ...features),
    untested: { what: `the image ${url}and the system in it`, why, subject: url },
  };
}
