import type { Host } from '../../host/host.ts';
import { type Changed, type Situation, substitution, unchanged } from './substitute.ts';

/** Without network access, replaces the repositories by the medium's packages. */
export function repositories(host: Host, { offline }: Situation): Changed {
  if (!offline) return unchanged(host);
  const { alpine } = host;
  const { mirror, repositories } = offline;
  const why = 'the trial runs offline, with the packages of the medium';
  const features = ['alpine', 'collected'];
  return {
    host: { ...host, alpine: { ...alpine, mirror, repositories } },
    substitutions: [
      substitution(['alpine', 'mirror'], alpine.mirror, mirror, why, ...features),
      substitution(['alpine', 'repositories'], alpine.repositories, repositories, why, ...features),
    ],
    untested: [{ what: 'that the repositories are reachable', why, subject: alpine.mirror }],
  };
}
