import type { Finding } from '../findings/finding.ts';

/** A term with what there is to say about it. */
export interface Row {
  term: string;
  text: string;
}

/** "1 error", "2 errors". */
export const counted = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;

/** How many findings of a severity there are. */
export const countOf = (findings: readonly Finding[], severity: Finding['severity']): number =>
  findings.filter((each) => each.severity === severity).length;
