import { isDeepStrictEqual } from 'node:util';
import type * as z from 'zod';
import type { Path } from '../../findings/finding.ts';
import { profileSchema } from '../../host/schema.ts';
import { childOf, choices, shapeOf, unwrap } from '../../profile/shape.ts';
import { valueAt } from './keys.ts';

/** A change of the merged profile: the key that it is about, and what it does. */
export interface Change {
  path: Path;
  /** Absent if the key is left out. */
  value?: unknown;
  apply: (data: unknown) => unknown;
}

/** The few other values that are tried for a key, until one is valid. */
const most = 5;

/** A key of the profile left out. */
export function leftOut(path: Path): Change {
  return {
    path,
    apply: (data) => {
      const above = valueAt(data, path.slice(0, -1));
      const last = path.at(-1)!;
      if (Array.isArray(above)) above.splice(Number(last), 1);
      else delete (above as Record<string, unknown>)[last];
      return data;
    },
  };
}

/** A key with other values; `host` has the value if it is a default. */
export function changed(path: Path, data: unknown, host: unknown): Change[] {
  const written = valueAt(data, path);
  const now = written === undefined ? valueAt(host, path) : written;
  return others(now, schemaAt(path))
    .slice(0, most)
    .map((value) => ({ path, value, apply: (fresh) => put(fresh, host, path, value) }));
}

/** A thing that a default has, left out of it or with another name. */
export function otherDefault(path: Path, host: unknown): Change[] {
  const above = path.slice(0, -1);
  const { [path.at(-1)!]: thing, ...others } = valueAt(host, above) as Record<string, unknown>;
  const renamed = slightly(path.at(-1)).map((name) => ({ ...others, [String(name)]: thing }));
  return [others, ...renamed]
    .slice(0, most)
    .map((value) => ({ path, value, apply: (fresh) => put(fresh, host, above, structuredClone(value)) }));
}

/** A thing with another name, also where others refer to it, so that the profile stays valid. */
export function renamed(path: Path, data: unknown): Change[] {
  const name = String(path.at(-1));
  const taken = Object.keys(valueAt(data, path.slice(0, -1)) as object);
  const free = slightly(name).filter((other) => !taken.includes(String(other)));
  return free.map((other) => ({ path, value: other, apply: (fresh) => withName(fresh, path, name, String(other)) }));
}

/** References are words of their own, or the first part of a volume's name (`pool/volume`). */
function withName(value: unknown, path: Path, name: string, other: string, at: Path = []): unknown {
  const below = (each: unknown, part: string | number) => withName(each, path, name, other, [...at, part]);
  if (value === name) return other;
  if (typeof value === 'string') return value.startsWith(`${name}/`) ? `${other}${value.slice(name.length)}` : value;
  if (Array.isArray(value)) return value.map(below);
  if (typeof value !== 'object' || value === null) return value;
  const isThing = (part: string) => at.length === path.length - 1 && isDeepStrictEqual([...at, part], path);
  return Object.fromEntries(
    Object.entries(value).map(([part, each]) => [isThing(part) ? other : part, below(each, part)]),
  );
}

/** Whether the last part of a path is a name that the user gave. */
export function isNamed(path: Path): boolean {
  const above = schemaAt(path.slice(0, -1));
  return above !== undefined && shapeOf(above).kind === 'record';
}

function schemaAt(path: Path): z.core.$ZodType | undefined {
  let schema: z.core.$ZodType | undefined = profileSchema;
  for (const part of path) schema = schema && childOf(schema, part);
  return schema;
}

/** Values that are probably valid, too: other words, the examples of the key, and the value with a small change. */
function others(now: unknown, schema: z.core.$ZodType | undefined): unknown[] {
  const examples = schema && shapeOf(schema).kind !== 'object' ? (unwrap(schema).meta.examples ?? []) : [];
  const words = schema ? nearest(choices(schema), now) : [];
  const all = [...words, ...slightly(now), ...(typeof now === 'object' ? [] : examples)];
  return all.filter((value) => !isDeepStrictEqual(value, now));
}

/** The neighbours of a word first: another release is less like this one the further it is away. */
function nearest(words: readonly string[], now: unknown): string[] {
  const at = words.indexOf(String(now));
  const distance = (word: string) => Math.abs(words.indexOf(word) - at);
  return at === -1 ? [...words] : [...words].sort((a, b) => distance(a) - distance(b));
}

function slightly(now: unknown): unknown[] {
  if (typeof now === 'boolean') return [!now];
  if (typeof now === 'number') return [now + 1, now * 2];
  if (typeof now !== 'string') return [];
  const counted = now.replace(/\d(?!.*\d)/s, (digit) => String((Number(digit) % 8) + 1));
  // Every line of a text, so that none seems to come from elsewhere.
  const longer = now.replace(/(?<=.)$/gm, 'x');
  return [...(counted === now || now.includes('\n') ? [] : [counted]), longer, now.slice(0, -1)];
}

/** Where a map is a default as a whole, it is written out with the change: a part of it would replace all of it. */
function put(data: unknown, host: unknown, path: Path, value: unknown): unknown {
  const missing = path.findIndex((_, index) => valueAt(data, path.slice(0, index + 1)) === undefined);
  const at = missing === -1 ? path : path.slice(0, missing + 1);
  const copy = at.length === path.length ? value : structuredClone(valueAt(host, at));
  if (at.length < path.length) {
    const above = valueAt(copy, path.slice(at.length, -1)) as Record<string | number, unknown>;
    if (typeof above !== 'object') return undefined;
    above[path.at(-1)!] = value;
  }
  const parent = valueAt(data, at.slice(0, -1)) as Record<string | number, unknown>;
  // Short for a map: no profile, so that this is not tried.
  if (typeof parent !== 'object') return undefined;
  parent[at.at(-1)!] = copy;
  return data;
}
