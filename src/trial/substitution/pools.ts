import type { Host } from '../../host/host.ts';
import type { Substitution, Untested } from '../trial.ts';
import { type Changed, type Situation, substitution, unchanged } from './substitute.ts';

type Pool = NonNullable<Host['libvirt']>['pools'][string];
type Volumes = Extract<Pool, { type: 'dir' }>['volumes'];

const features = ['libvirt', 'vms', 'storage', 'collected'];

/** Where folders are that stand for what is on other disks or machines. */
export const standInFolder = '/var/lib/libvirt/trial';

/** Pools upon disks, volume groups or servers become folders; images of gigabytes become empty volumes. */
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

/** What is made in the place of an image takes no room until it is written. */
export const emptySize = '1GiB';

/** A trial that loads gigabytes would be tried once; that an image can be had shows anywhere else, too. */
export function withoutImage(path: (string | number)[], url: string) {
  const why = 'an image means gigabytes to download and a slow emulated system; an empty volume is used instead';
  return {
    substitution: substitution(path, url, undefined, why, ...features),
    untested: { what: `the image ${url}and the system in it`, why, subject: url },
  };
}
