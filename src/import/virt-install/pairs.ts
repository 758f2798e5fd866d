import type { Pairs } from './suboptions.ts';

/** Renames a suboption and moves it to the end; findings still show the name that was written. */
export function renamed(pairs: Pairs, from: string, to: string): Pairs {
  const pair = pairs.get(from);
  if (!pair) return pairs;
  pairs.delete(from);
  pairs.delete(to);
  return pairs.set(to, pair);
}

export function textAt(pairs: Pairs, key: string): string | undefined {
  return pairs.get(key)?.value?.value;
}
