import type { Values } from '#src/guest/reader.ts';
import { deepest } from '../fit.ts';
import type { Kind } from './kind.ts';

/** The draft as far as schema and check accept it, or the path of a required value that they do not accept. */
export type Fitted = { section: Values } | { missing: PropertyKey[] };

/** More rounds than a value has parents. */
const mostRounds = 50;

/** Takes out what the profile does not accept: a value, and whatever is nothing without it. */
export function fitted(kind: Kind, name: string, draft: Values): Fitted {
  const section = structuredClone(draft);
  for (let round = 0; round < mostRounds; round++) {
    const parsed = kind.schema(section).safeParse(section);
    const paths = parsed.success ? kind.refused(name, parsed.data) : parsed.error.issues.map(deepest);
    if (paths.length === 0) return { section };
    const missing = paths.find((path) => kind.required.includes(String(path[0])) && !exists(section, path));
    if (missing) return { missing };
    for (const path of unique(paths.map((each) => outermost(section, each))).sort(lastFirst)) takeOut(section, path);
  }
  throw new Error('what the schema refuses was not taken out');
}

/** Removing an item of a list moves those after it. */
function lastFirst(a: PropertyKey[], b: PropertyKey[]): number {
  for (const [index, key] of a.entries()) {
    const other = b[index];
    if (typeof key === 'number' && typeof other === 'number' && key !== other) return other - key;
  }
  return b.length - a.length;
}

export function valueAt(section: Values, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (isOpen(value) && Object.hasOwn(value, key) ? value[key as string] : undefined),
    section,
  );
}

const exists = (section: Values, path: readonly PropertyKey[]) => valueAt(section, path) !== undefined;
const isOpen = (value: unknown): value is Values => typeof value === 'object' && value !== null;

const unique = (paths: PropertyKey[][]) => [...new Map(paths.map((each) => [JSON.stringify(each), each])).values()];

/** The path of a value; or, if it is missing, of what cannot do without it. */
const outermost = (section: Values, path: PropertyKey[]) => (exists(section, path) ? path : path.slice(0, -1));

function takeOut(section: Values, path: PropertyKey[]): void {
  const holder = valueAt(section, path.slice(0, -1));
  const key = path.at(-1);
  if (Array.isArray(holder)) holder.splice(Number(key), 1);
  else if (isOpen(holder) && key !== undefined) delete holder[key as string];
}
