import type { Host } from '../../host/host.ts';
import { type Changed, type Situation, substitution, unchanged } from './substitute.ts';

/** Without cryptsetup nothing can be encrypted. */
export function encryption(host: Host, { offline }: Pick<Situation, 'offline'>): Changed {
  const { encrypt, ...rest } = host.install;
  if (!encrypt || !offline || offline.packages.has('cryptsetup')) return unchanged(host);
  const why = 'cryptsetup is not on the medium, and the trial runs offline';
  return {
    host: { ...host, install: rest },
    substitutions: [substitution(['install', 'encrypt'], 'LUKS', undefined, why, 'install', 'agent', 'collected')],
    untested: [{ what: 'the encryption of the root file system', why, subject: 'cryptsetup' }],
  };
}
