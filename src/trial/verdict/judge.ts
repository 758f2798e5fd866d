import { exitStatus, type Problem } from '../../findings/finding.ts';
import type { Observed } from '../run/observed.ts';
import type { Prepared } from '../trial.ts';
import { problemAt } from './codes.ts';
import { broken, problemOf } from './problems.ts';
import { notShown, type Promised, tooEarly } from './promises.ts';
import { seen } from './seen.ts';
import { verified } from './verified.ts';

export interface Judgement {
  /** All promises that can be verified here held; one did not; or the trial did not get far enough. */
  verdict: 'mechanism proven' | 'not proven' | 'undecided';
  promises: Promised[];
  problems: Problem[];
}

/** The result of a trial. */
export function judge(prepared: Prepared, observed: Observed): Judgement {
  const last = observed.boots.length === prepared.boots.length ? observed.boots.at(-1) : undefined;
  const promises = [
    ...seen(prepared, observed),
    ...verified(last, prepared.untested),
    ...prepared.untested.map(({ what, why }) => notShown(what, why)),
  ];
  const end = observed.boots.at(-1);
  const stopped = end?.failure ? [problemOf(end.failure, end)] : [];
  const kept = broken(promises);
  // A failure caused by the profile is reported once, not again as the promise that it breaks.
  const problems =
    exitStatus(stopped) === 1 ? stopped : [...stopped, ...kept, ...(end?.failure ? [] : unreported(promises))];
  return { verdict: verdictOf(problems), promises: distinct(promises), problems };
}

/** A machine may end as expected but without a report, which proves nothing. */
function unreported(promises: Promised[]): Problem[] {
  const open = promises.filter(({ state, why }) => state === 'not shown' && why.includes(tooEarly));
  const what = open.map(({ what }) => what).join('; ');
  return open.length > 0 ? [problemAt('trial-no-report', { place: { file: '' } }, { what })] : [];
}

function verdictOf(problems: Problem[]): Judgement['verdict'] {
  const status = exitStatus(problems);
  return status === 0 ? 'mechanism proven' : status === 1 ? 'not proven' : 'undecided';
}

function distinct(promises: Promised[]): Promised[] {
  const seenBefore = new Set<string>();
  return promises.filter((each) => {
    const key = JSON.stringify(each);
    return !seenBefore.has(key) && seenBefore.add(key);
  });
}
