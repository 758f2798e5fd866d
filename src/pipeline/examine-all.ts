import type { Finding } from '../findings/finding.ts';
import { locate, type Places, textsOf, withoutRepeats } from '../findings/locate.ts';
import { hostnamesTaken } from './duplicate-hostname.ts';
import { type Examined, type ExamineOptions, examine } from './examine.ts';
import { ofSomeHosts } from './of-some-hosts.ts';
import { type Shard, selectProfiles } from './select.ts';

interface AllExamined {
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
  const { profiles, elsewhere, bases } = selectProfiles(named, options.cwd, shard);
  const shared = new Map();
  const result: AllExamined = { examined: [], bases, findings: [], places: [] };
  const taken = hostnamesTaken(elsewhere, options.cwd, shared);
  for (const profile of profiles) {
    const one = await examine(profile, options, shared);
    const found = [...one.findings, ...locate(taken(one), one.places)];
    result.examined.push({ ...one, findings: found });
    if (found.length > 0) result.places.push(textsOf(found, one.places));
  }
  return { ...result, findings: withoutRepeats(ofSomeHosts(result.examined)) };
}
