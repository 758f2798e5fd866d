import type { Pairs } from './suboptions.ts';

/** The same with a suboption under another name, behind all others; it keeps the one that it was written by. */
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
