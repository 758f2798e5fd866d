import type { Host } from '../../host/host.ts';
import { type Changed, type Situation, substitution, unchanged } from './substitute.ts';

/** Without an installation the live system is what the profile is tried in. */
export function mode(host: Host, { install }: Pick<Situation, 'install'>): Changed {
  const { mode, disk, encrypt } = host.install;
  if (install || mode === 'diskless') return unchanged(host);
  const why =
    mode === 'sys'
      ? 'without --install nothing is installed: the overlay configures the live system'
      : 'there is no existing Alpine to apply the overlay to, so it is tried in a live system';
  // Packages for the disk, keymap and time zone, what is on the disk, and the agent's installer come with the mode.
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
