import type { Path, Problem } from '../findings/finding.ts';
import { type Found, literalIn } from '../secrets/find.ts';
import { problemAt } from './codes.ts';

/** The secret in a text of a profile, as a problem; `path` is that of the text, where a reference to one may go. */
export function literalProblems(text: string, path: Path, asSecret: boolean): Problem[] {
  const found = literalIn(text);
  if (found === undefined) return [];
  return [
    asSecret && found.class !== 'key' ? problemAt('literal-secret', { path }, undefined) : literalProblem(found, path),
  ];
}

export function literalProblem({ what, class: of }: Found, path: Path): Problem {
  if (of === 'key') return problemAt('private-key', { path }, { what });
  if (of === 'address') return problemAt('address-with-password', { path }, undefined);
  return of === 'definition'
    ? problemAt('secret-in-definition', { path }, { what })
    : problemAt('secret-in-text', { path }, { what });
}
