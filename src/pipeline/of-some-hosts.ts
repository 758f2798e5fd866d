import type { Finding } from '../findings/finding.ts';
import type { Examined } from './examine.ts';

type Seen = Pick<Examined, 'profile' | 'findings' | 'places'>;

/** Profiles that are named: a fleet would be a page. */
const named = 5;

/**
 * The findings of all, where one in a file that several profiles extend names those that it concerns, unless it concerns
 * all of them: nothing in that file shows for which host it is wrong.
 */
export function ofSomeHosts(hosts: readonly Seen[]): Finding[] {
  const concerned = new Map<string, string[]>();
  for (const { profile, findings } of hosts)
    for (const key of new Set(findings.map(keyOf))) concerned.set(key, [...(concerned.get(key) ?? []), profile]);
  return hosts.flatMap(({ findings }) =>
    findings.map((finding) => {
      const { file, related = [] } = finding;
      const profiles = concerned.get(keyOf(finding))!;
      const shared = hosts.filter(({ profile, places }) => profile !== file && places.text(file) !== undefined);
      if (profiles.includes(file) || profiles.length >= shared.length) return finding;
      const message =
        profiles.length > named ? `one of ${profiles.length} profiles that it concerns` : 'it concerns this profile';
      const more = profiles
        .slice(0, named)
        .map((profile) => ({ message, file: profile, line: 1, column: 1, path: '' }));
      return { ...finding, related: [...related, ...more] };
    }),
  );
}

const keyOf = (finding: Finding): string => JSON.stringify(finding);
