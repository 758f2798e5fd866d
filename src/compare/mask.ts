import type { Path } from '../findings/finding.ts';
import { withoutLiterals } from '../secrets/find.ts';
import { secretWords } from '../secrets/words.ts';

/** A value with what looks like a secret replaced, in names of keys and across several values, too. */
export function masked(value: unknown): unknown {
  const each = maskedEach(value);
  const text = JSON.stringify(each);
  const shown = text === undefined ? text : withoutLiterals(text);
  if (shown === undefined || shown === text) return each;
  try {
    return JSON.parse(shown);
  } catch {
    return '********';
  }
}

/** Part by part: what precedes a secret in a text is what tells it from other texts. */
export const maskedPath = (path: Path): Path =>
  path.map((part) => (typeof part === 'number' ? part : withoutLiterals(part)));

function maskedEach(value: unknown): unknown {
  if (typeof value === 'string') return withoutLiterals(value);
  if (Array.isArray(value)) {
    const words = new Set(
      secretWords(value.map((each) => (typeof each === 'string' ? each : ''))).map(({ index }) => index),
    );
    return value.map((each, index) => (words.has(index) ? '********' : maskedEach(each)));
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [withoutLiterals(key), maskedEach(inner)]));
}
