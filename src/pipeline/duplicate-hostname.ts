import type { Problem } from '../findings/finding.ts';
import { profileSchema } from '../host/schema.ts';
import { loadProfile, type ParsedFiles } from '../profile/load.ts';
import { problemAt } from './codes.ts';
import type { Examined } from './examine.ts';

/**
 * Reports each profile that has the host name of an earlier one, or of one that another runner looks at: both would write
 * the same files.
 */
export function hostnamesTaken(
  elsewhere: readonly string[],
  cwd: string,
  shared: ParsedFiles,
): (examined: Pick<Examined, 'host' | 'profile'>) => Problem[] {
  const names = new Map<unknown, string>();
  for (const file of elsewhere) {
    const { data } = loadProfile(file, profileSchema, cwd, shared);
    names.set((data as { hostname?: unknown } | null | undefined)?.hostname, file);
  }
  return ({ host, profile }) => {
    if (!host) return [];
    const { hostname } = host;
    const file = names.get(hostname);
    names.set(hostname, file ?? profile);
    return file === undefined ? [] : [problemAt('duplicate-hostname', { path: ['hostname'] }, { hostname, file })];
  };
}
