import type { Host } from '../../host/host.ts';
import { type FileSystem, fileSystems } from '../hardware/file-systems.ts';
import type { Substitution, Untested } from '../trial.ts';
import { type Changed, type Situation, substitution } from './substitute.ts';

type Mount = Host['storage']['mounts'][string];

/**
 * Creates empty file systems with the same label or UUID; file systems that are found in other ways get a label. Those
 * that cannot be created here, or are on another machine, are in memory.
 */
export function mounts(host: Host, { fileSystems: makes }: Situation): Changed {
  const substitutions: Substitution[] = [];
  const untested: Untested[] = [];
  const change = ([folder, mount]: [string, Mount], index: number): [string, Mount] => {
    if (mount.device === 'tmpfs' || mount.type === 'tmpfs') return [folder, mount];
    const path = ['storage', 'mounts', folder];
    untested.push({ what: `what is in ${folder}`, why: 'an empty file system is used instead', subject: folder });
    if (mount.type !== 'nfs' && makes.has(mount.type)) {
      if (/^(LABEL|UUID)=/.test(mount.device)) return [folder, mount];
      const device = `LABEL=trial-${index}`;
      const why = 'an empty file system with this name is used instead';
      substitutions.push(substitution([...path, 'device'], mount.device, device, why, 'storage', 'collected'));
      return [folder, { ...mount, device }];
    }
    const why =
      mount.type === 'nfs'
        ? 'the server cannot be reached'
        : `${fileSystems[mount.type as FileSystem].program} is not installed here, so no empty one can be created`;
    substitutions.push(substitution(path, `${mount.device} (${mount.type})`, 'tmpfs', why, 'storage', 'collected'));
    return [folder, { device: 'tmpfs', type: 'tmpfs', options: ['defaults'] }];
  };
  const changed = Object.fromEntries(Object.entries(host.storage.mounts).map(change));
  return { host: { ...host, storage: { mounts: changed } }, substitutions, untested };
}
