import { isDeepStrictEqual } from 'node:util';
import { parseSize } from '../../profile/units.ts';
import { isMap, shown } from './word.ts';

type Keys = Readonly<Record<string, unknown>>;

/** What to do with keys of another tool, if all of them together are these keys here. */
export function remedyFor(keys: Keys, siblings: Keys, replaced: readonly string[]): string {
  const names = replaced.map((name) => `"${name}"`).join(' and ');
  const there = Object.keys(keys).find((key) => Object.hasOwn(siblings, key) && !replaced.includes(key));
  if (there === undefined) return `Write ${written(keys)} in place of ${names}.`;
  const [value, own] = [keys[there], siblings[there]];
  if (isSame(value, own)) return `Remove it: "${there}" says it, and is there already.`;
  if (Array.isArray(value) && Array.isArray(own))
    return `Move it into the list that is there: ${there}: [ …, ${value.map(shown).join(', ')} ].`;
  const more = isMap(value) && isMap(own) ? missingIn(own, value) : undefined;
  if (more === undefined)
    return `"${there}" is there already and says something else. Keep one: remove ${names}, or write ${written(keys)} in place of "${there}" and ${names}.`;
  if (more === '') return `Remove it: "${there}" says it, and is there already.`;
  return `Move it into what is there: ${there}: { …, ${more} }.`;
}

/** The keys that a map lacks, at any depth; undefined if it has one of them with another value. */
function missingIn(own: Keys, wanted: Keys): string | undefined {
  const parts: string[] = [];
  for (const [key, value] of Object.entries(wanted)) {
    const there = own[key];
    if (!Object.hasOwn(own, key)) parts.push(written({ [key]: value }));
    else if (isMap(there) && isMap(value)) {
      const inner = missingIn(there, value);
      if (inner === undefined) return undefined;
      if (inner !== '') parts.push(`${key}: { …, ${inner} }`);
    } else if (!isSame(there, value)) return undefined;
  }
  return parts.join(', ');
}

/** Whether two values say the same, such as 2GiB and 2048MiB. */
const isSame = (one: unknown, other: unknown) =>
  isDeepStrictEqual(one, other) || (isSize(one) && isSize(other) && parseSize(one) === parseSize(other));

const isSize = (value: unknown): value is string => typeof value === 'string' && /^\d+[KMGT]i?B$/.test(value);

const written = (keys: Keys) =>
  Object.entries(keys)
    .map(([key, value]) => `${key}: ${shown(value)}`)
    .join(', ');
