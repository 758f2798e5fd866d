import { type Finding, hasErrors } from '../findings/finding.ts';
import type { Places } from '../findings/locate.ts';
import { plain, printFindings } from '../findings/print.ts';

/** What every function of the library returns, whatever the user's files contain. */
export interface Result {
  /** Whether there is no error among the findings; warnings may be. */
  ok: boolean;
  /** Everything that is wrong or doubtful, in the order of the profiles; the same as `--format json` prints. */
  findings: Finding[];
  /** The findings as text for people, with the lines that they point at; empty if there are none. */
  report: string;
}

export function resultOf(findings: Finding[], places: readonly Places[]): Result {
  return {
    ok: !hasErrors(findings),
    findings,
    report: findings.length === 0 ? '' : printFindings(findings, places, plain),
  };
}

/** An empty list is a mistake of the caller: it would succeed, and have looked at nothing. */
export function listOf<T>(one: T | readonly T[]): readonly T[] {
  const list = Array.isArray(one) ? one : [one as T];
  if (list.length === 0) throw new TypeError('no file is named');
  return list;
}
