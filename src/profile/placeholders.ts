import type { Path, Problem } from '../findings/finding.ts';
import { problemAt } from './codes.ts';

/**
 * Words that examples have in place of a value that only the user knows. With blanks they are one only where nothing else
 * is said: a file may well say "do not change this".
 */
const within = /\b(change[-_]?(me|this)|replace[-_]?(me|this)|(your|insert)[-_][a-z0-9-_]{1,30}[-_]here)\b/i;
const whole =
  /^((change|replace) (me|this)|(your|insert) [a-z0-9 ]{1,30} here|todo|fixme|tbd|xxx+|<[^<>=/]+>|\$\{?[A-Z_]+\}?|(change|replace)it)$/i;

/** Values that the example of a profile left open. What is quoted is the word alone, for the rest may be a secret. */
export function placeholders(data: unknown, path: Path = []): Problem[] {
  // features/access has a finding for keys of examples.
  if (typeof data === 'string' && /^(ssh|ecdsa|sk)-\S+ /.test(data)) return [];
  if (typeof data === 'string') {
    const word = (within.exec(data) ?? whole.exec(data.trim()))?.[0];
    return word === undefined ? [] : [problemAt('placeholder', { path }, { word })];
  }
  if (typeof data !== 'object' || data === null) return [];
  return Object.entries(data).flatMap(([key, value]) =>
    placeholders(value, [...path, Array.isArray(data) ? Number(key) : key]),
  );
}
