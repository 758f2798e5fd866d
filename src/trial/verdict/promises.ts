import type { ObservedBoot } from '../run/observed.ts';
import type { Untested } from '../trial.ts';

/** A promise of the profile about its target, and its result in a trial. */
export interface Promised {
  what: string;
  state: 'held' | 'failed' | 'not shown';
  why: string[];
}

export const held = (what: string): Promised => ({ what, state: 'held', why: [] });
export const failed = (what: string, ...why: string[]): Promised => ({ what, state: 'failed', why });
export const notShown = (what: string, ...why: string[]): Promised => ({ what, state: 'not shown', why });

/** The reason for a promise that could not be verified. */
export const tooEarly = 'the trial did not get that far';

/** Held, unless there are problems other than those expected in a virtual machine. */
export function judged(what: string, complaints: readonly string[], untested: readonly Untested[]): Promised {
  const excuse = (complaint: string) =>
    untested.find(({ subject, cannotHold }) => cannotHold && subject && names(complaint, subject));
  const real = complaints.filter((complaint) => !excuse(complaint));
  if (real.length > 0) return failed(what, ...real);
  const excused = [...new Set(complaints.map((complaint) => excuse(complaint)!))];
  return excused.length === 0 ? held(what) : notShown(what, ...excused.map(({ what, why }) => `${what}: ${why}`));
}

/** Whether a text contains a name, but not as part of a longer one. */
function names(text: string, name: string): boolean {
  const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(?<![\\w-])${escaped}(?![\\w-])`).test(text);
}

/** Lines of tab-separated cells from the guest's report. */
export function rowsOf({ report }: ObservedBoot, section: string): string[][] {
  return (report.sections.get(section)?.lines ?? []).map((line) => line.split('\t'));
}
