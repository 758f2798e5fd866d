import type * as z from 'zod';
import { choices, keysOf, shapeOf } from './shape.ts';

type AnySchema = z.core.$ZodType;
type Issue = z.core.$ZodIssue;

/** An option of a union, with zod's issues for the value. */
export interface Branch {
  option: AnySchema;
  issues: Issue[];
}

/**
 * The branch of a union that the user most likely meant: of the right type, then with the most known keys, then with
 * the fewest faults. Undefined if no branch is more likely than the others.
 */
export function nearestBranch(errors: readonly Issue[][], options: AnySchema[], value: unknown): Branch | undefined {
  const fitting = errors
    .map((issues, index): Branch => ({ issues, option: options[index]! }))
    .filter(({ issues, option }) => !issues.some(isForeign) && fits(option, value));
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return fitting[0];
  fitting.sort((a, b) => score(b, value) - score(a, value) || a.issues.length - b.issues.length);
  const [best] = fitting;
  return best && score(best, value) > 0 ? best : undefined;
}

/**
 * The key whose fixed value distinguishes the options of a union (such as `type`), and the values in the order of the
 * options.
 */
export function tagOf(options: AnySchema[]): { key: string; words: string[] } | undefined {
  for (const key of options[0] ? keysOf(options[0]) : []) {
    const words = options.flatMap((option) => {
      const shape = shapeOf(option);
      return shape.kind === 'object' && shape.keys[key] ? choices(shape.keys[key]) : [];
    });
    if (words.length === options.length && new Set(words).size === words.length) return { key, words };
  }
  return undefined;
}

/** Every word that any of the options accepts. */
export function wordsOf(options: AnySchema[]): string[] {
  return options.flatMap(choices);
}

function isForeign(issue: Issue): boolean {
  return issue.path.length === 0 && (issue.code === 'invalid_type' || issue.code === 'invalid_value');
}

function fits(option: AnySchema, value: unknown): boolean {
  const kind = shapeOf(option).kind;
  if (Array.isArray(value)) return kind === 'list' || kind === 'union';
  if (typeof value === 'object') return kind === 'object' || kind === 'record' || kind === 'union';
  return kind === 'scalar' || kind === 'union';
}

/** How many keys of the value a branch knows. */
function score({ option }: Branch, value: object): number {
  const known = new Set(keysOf(option));
  return Object.keys(value).filter((key) => known.has(key)).length;
}
