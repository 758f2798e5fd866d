import type { Path, Problem } from '../findings/finding.ts';
import type { Guest } from '../host/guest.ts';
import { listOf } from './attributes.ts';
import { problem } from './codes.ts';

/** A rule about one guest; `at` is its path in the profile. */
export type Rule = (guest: Guest, at: Path) => Problem[];

/** For each key that only some kinds of a device have, those kinds, from libvirt's schema (domaincommon.rng). */
export type Owners = Record<string, readonly string[]>;

export type Entry = Record<string, unknown>;

/** A device or a list of devices, each with its path; short forms have no keys. */
export function asList(given: unknown, at: Path): [Path, Entry][] {
  const all = listOf(given).map((each, index): [Path, unknown] => [Array.isArray(given) ? [...at, index] : at, each]);
  return all.filter((pair): pair is [Path, Entry] => typeof pair[1] === 'object' && pair[1] !== null);
}

/** `by` is the key that says of which kind a device is; null where each kind has a key of its own. */
export function keysWithoutEffect(
  path: Path,
  each: object,
  kind: string,
  owners: Owners,
  by: string | null = 'type',
): Problem[] {
  const named = (kinds: string) => (by === null ? kinds : `${by}: ${kinds}`);
  return Object.entries(each).flatMap(([key, value]) => {
    const kinds = Object.hasOwn(owners, key) ? owners[key]! : undefined;
    return value === undefined || !kinds || kinds.includes(kind)
      ? []
      : [notAllowedFor([...path, key], key, named(kind), [named(kinds.join(' or '))])];
  });
}

export function notAllowedFor(path: Path, key: string, kind: string, kinds: readonly string[]): Problem {
  return problem('key-not-available-for-kind', path, { key, kind, kinds: kinds.join(', ') || 'none' });
}

export function required(path: Path, each: Entry, kind: string, key: string): Problem[] {
  return each[key] === undefined ? [requiredFor(path, kind, key)] : [];
}

export function requiredFor(path: Path, kind: string, key: string): Problem {
  return problem('key-required-by-kind', path, { key, kind });
}

export function outOfRange(path: Path, key: string, value: unknown, kind: string, wanted: string): Problem {
  return problem('number-out-of-range', path, { key, value: String(value), kind, wanted });
}
