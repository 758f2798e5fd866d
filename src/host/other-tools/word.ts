import type { Path } from '../../findings/finding.ts';
import { flow } from '../../profile/words.ts';
import { withoutLiterals } from '../../secrets/find.ts';

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
 * converted is left open.
 */
export type Here = { keys: Record<string, unknown> } | { list: string; items: readonly unknown[] } | { advice: string };

export interface Word {
  /** How other tools write the key. */
  key: RegExp;
  /** Undefined for a value that the other tool does not have. */
  here: (said: Said) => Here | undefined;
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

/** In place of a value that only the user knows. No schema accepts it, and it cannot be taken for one. */
export const open = '…';

/** A value in a remedy: YAML on one line. */
export const shown = (value: unknown): string => withoutLiterals(flow(value)).replaceAll(`"${open}"`, open);

/** A text if it has the form. */
export const matching = (pattern: RegExp, value: unknown): string =>
  pattern.test(textOf(value)) ? textOf(value) : open;

export const mac = /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/i;

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
export function isOn(value: unknown): boolean {
  const { head, options } = partsOf(value);
  return !/^(0|no|off|false|never|none)$/i.test((options.enabled ?? head) || 'yes');
}

/** A size with the unit that it has here; a number alone is of the unit that the other tool uses. */
export function sizeOf(value: unknown, unit: string): string {
  const [, number, letter = ''] = /^([1-9]\d{0,9})\s*([KMGT]?)(?:i?B)?$/i.exec(textOf(value)) ?? [];
  if (number === undefined) return open;
  return `${number}${letter ? `${letter.toUpperCase()}iB` : unit}`;
}
