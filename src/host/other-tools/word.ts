import type { Path } from '../../findings/finding.ts';

/** A key of another tool, as it is in a profile. */
export interface Said {
  key: string;
  value: unknown;
  at: Path;
  /** The map that has it. */
  siblings: Readonly<Record<string, unknown>>;
  /** The whole profile, which may have any fault. */
  profile: unknown;
}

/**
 * What it is here: keys with their values, items of a list, or advice where no key is the same. A value that cannot be
 * converted becomes an example.
 */
export type Here = { keys: Record<string, unknown> } | { list: string; items: readonly unknown[] } | { advice: string };

export interface Word {
  /** How other tools write the key. */
  key: RegExp;
  here: (said: Said) => Here;
}

/** A word whose value has the same form here. */
export const same = (pattern: RegExp, key: string, convert: (said: Said) => unknown): Word => ({
  key: pattern,
  here: (said) => ({ keys: { [key]: convert(said) } }),
});

export const advice = (key: RegExp, text: string | ((said: Said) => string)): Word => ({
  key,
  here: (said) => ({ advice: typeof text === 'string' ? text : text(said) }),
});

export const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The value at a path of keys; undefined if there is none. */
export function valueAt(value: unknown, ...path: Path): unknown {
  return path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null ? at[key as never] : undefined),
    value,
  );
}

export const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';

/** A text if it has the form, or else what replaces it. */
export const matching = <T>(pattern: RegExp, value: unknown, otherwise: T): string | T =>
  pattern.test(textOf(value)) ? textOf(value) : otherwise;

/** The parts of a text such as `virtio,bridge=br0`: options by name, and the first part without a name. */
export function partsOf(value: unknown): { head: string; options: Record<string, string> } {
  const parts = textOf(value)
    .split(',')
    .map((part) => part.trim());
  const named = parts.filter((part) => part.includes('='));
  return {
    head: parts.find((part) => !part.includes('=')) ?? '',
    options: Object.fromEntries(named.map((part) => [part.split('=')[0], part.slice(part.indexOf('=') + 1)])),
  };
}

/** Whether a switch is on, as the tools write it. */
export const isOn = (value: unknown): boolean => !/^(0|no|off|false|never|none)$/i.test(partsOf(value).head || 'yes');

/** A size with the unit that it has here; a number alone is of the unit that the other tool uses. */
export function sizeOf(value: unknown, unit: string, otherwise: string): string {
  const [, number, letter = ''] = /^([1-9]\d{0,9})\s*([KMGT]?)(?:i?B)?$/i.exec(textOf(value)) ?? [];
  if (number === undefined) return otherwise;
  return `${number}${letter ? `${letter.toUpperCase()}iB` : unit}`;
}
