import type { Leftover } from '../imported.ts';

/** A value and its place in the command, for reporting what could not be imported. */
export interface Mark {
  /** Option and suboption, such as `--disk cache`. */
  where: string;
  value: string;
  offset: number;
}

/** A value with its place in the command. */
export interface Marked {
  value: string;
  mark: Mark;
  /** Whether a key of the profile covers it. */
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
