import type { Finding } from '../findings/finding.ts';
import { locate, type Places, textsOf, withoutRepeats } from '../findings/locate.ts';
import { problemAt } from './codes.ts';
import { type Examined, type ExamineOptions, examine } from './examine.ts';
import { type Shard, selectProfiles } from './select.ts';

export interface AllExamined {
  /** One for each profile, in their order. */
  examined: Examined[];
  /** Profiles that were left out, because they are only extended by others. */
  bases: string[];
  findings: Finding[];
  /** The sources of the findings, for carets. */
  places: Places[];
}

/** Examines several profiles or folders; they must be of different hosts. Writes nothing, reads no secret. */
export async function examineAll(
  named: readonly string[],
  { shard, ...options }: ExamineOptions & { shard?: Shard | undefined },
): Promise<AllExamined> {
  const { profiles, bases } = selectProfiles(named, options.cwd, shard);
  const shared = new Map();
  const result: AllExamined = { examined: [], bases, findings: [], places: [] };
  const names = new Map<string, string>();
  for (const profile of profiles) {
    const one = await examine(profile, options, shared);
    const hostname = one.host?.hostname;
    const other = hostname === undefined ? undefined : names.get(hostname);
    if (hostname !== undefined) names.set(hostname, other ?? profile);
    const twice =
      other === undefined || hostname === undefined
        ? []
        : [problemAt('duplicate-hostname', { path: ['hostname'] }, { hostname, file: other })];
    const found = [...one.findings, ...locate(twice, one.places)];
    result.examined.push(one);
    result.findings.push(...found);
    if (found.length > 0) result.places.push(textsOf(found, one.places));
  }
  return { ...result, findings: withoutRepeats(result.findings) };
}
