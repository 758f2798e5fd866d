import type { Leftover } from '../imported.ts';

/** What was said, and where: for a person who is told that it could not be carried over. */
export interface Mark {
  /** Option and suboption, such as `--disk cache`. */
  where: string;
  value: string;
  offset: number;
}

/** A value that remembers its place in the command. */
export interface Marked {
  value: string;
  mark: Mark;
  /** Whether a key of the profile says the same. */
  taken?: boolean;
}

export function lost(mark: Mark, why: string, remedy?: string): Leftover {
  return leftover('lost', mark, why, remedy);
}

export function changed(mark: Mark, why: string, remedy?: string): Leftover {
  return leftover('changed', mark, why, remedy);
}

export function keptVerbatim(mark: Mark, why: string): Leftover {
  return leftover('kept', mark, why);
}

function leftover(kind: Leftover['kind'], { where, value, offset }: Mark, why: string, remedy?: string): Leftover {
  return { kind, where, value, why, offset, ...(remedy === undefined ? {} : { remedy }) };
}
