import type { Problem } from '../findings/finding.ts';
import { problemAt } from './codes.ts';
import type { Examined } from './examine.ts';

/** Reports each profile that has the host name of an earlier one: both would write the same files. */
export function hostnamesTaken(): (examined: Pick<Examined, 'host' | 'profile'>) => Problem[] {
  const names = new Map<string, string>();
  return ({ host, profile }) => {
    if (!host) return [];
    const { hostname } = host;
    const file = names.get(hostname);
    names.set(hostname, file ?? profile);
    return file === undefined ? [] : [problemAt('duplicate-hostname', { path: ['hostname'] }, { hostname, file })];
  };
}
