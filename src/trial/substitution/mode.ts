import type { Host } from '../../host/host.ts';
import { type Changed, type Situation, substitution, unchanged } from './substitute.ts';

/** Without an installation, the profile is tried in the live system. */
export function mode(host: Host, { install }: Pick<Situation, 'install'>): Changed {
  const { mode, disk, encrypt } = host.install;
  if (install || mode === 'diskless') return unchanged(host);
  const why =
    mode === 'sys'
      ? 'without --install nothing is installed: the overlay configures the live system'
      : 'there is no existing Alpine to apply the overlay to, so it is tried in a live system';
  // The mode determines packages for the disk, keymap and time zone, the files on the disk, and the agent's installer.
  const features = ['install', 'agent', 'storage', 'system', 'collected'];
  return {
    host: { ...host, install: { mode: 'diskless' } },
    substitutions: [substitution(['install', 'mode'], mode, 'diskless', why, ...features)],
    untested: [
      ...(mode === 'sys' ? [{ what: 'the installation', why: 'the trial ran without --install' }] : []),
      ...(disk
        ? [{ what: 'which disk is chosen', why: 'nothing is installed', subject: disk.serial ?? disk.wwn ?? '' }]
        : []),
      ...(encrypt ? [{ what: 'the encryption of the root file system', why: 'nothing is installed' }] : []),
    ],
  };
}
