import type * as z from 'zod';
import { vmsSchema } from '../../features/vms/schema.ts';
import type { Values } from '../../guest/reader.ts';
import type { RestOfProfile } from '../imported.ts';
import { refused } from './checked.ts';
import { kinds } from './device-kinds.ts';
import { type Draft, type Entry, sectionOf, stateOf } from './draft.ts';

type Issue = z.core.$ZodIssue;

/**
 * Takes out what the schema does not take: values without a word for them, and whole devices that are nothing without
 * such a value. Devices go into the definition as they are; the rest shows when the result is compared.
 */
export function fitSchema(name: string, draft: Draft): void {
  for (let round = 0; round < 200; round++) {
    const parsed = vmsSchema.safeParse({ [name]: sectionOf(draft) });
    if (parsed.success) return;
    const paths = parsed.error.issues.map((issue) => deepest(issue).slice(1));
    takeOutAll(paths, draft);
  }
}

/** Removes what `check` would reject; whether there was anything. */
export function fitChecks(name: string, draft: Draft, restOfProfile: RestOfProfile): boolean {
  const before = stateOf(draft);
  takeOutAll(refused(name, sectionOf(draft), restOfProfile), draft);
  return before !== stateOf(draft);
}

/** Removes from the end, because removing an item moves those after it. */
function takeOutAll(paths: PropertyKey[][], draft: Draft): void {
  for (const path of paths.sort((a, b) => compare(b, a))) takeOut(path, draft);
}

function compare(a: PropertyKey[], b: PropertyKey[]): number {
  const [x, y] = [a, b].map((path) => Number(path.find((part) => typeof part === 'number') ?? -1));
  return x! - y!;
}

/** The path of an issue in the closest branch of a union: the one where the issue is deepest. */
export function deepest(issue: Issue): PropertyKey[] {
  if (issue.code !== 'invalid_union') return [...issue.path];
  const inside = issue.errors.map((branch) => branch.map(deepest));
  const best = inside.filter((branch) => branch.length > 0).sort((a, b) => depth(b) - depth(a))[0];
  return [...issue.path, ...(best?.[0] ?? [])];
}

const depth = (branch: PropertyKey[][]) => Math.min(...branch.map((path) => path.length));

function takeOut([key, ...rest]: PropertyKey[], draft: Draft): void {
  const [element, kind] = Object.entries(kinds).find(([, each]) => each.key === key) ?? [];
  if (!element || !kind) {
    takeOutValue(draft.guest, [key!, ...rest]);
    return;
  }
  const all = draft.entries.get(element) ?? [];
  const entry = all[kind.single ? 0 : Number(rest[0] ?? 0)];
  const below = kind.single ? rest : rest.slice(1);
  if (!entry) return;
  if (below.length === 0 || !has(entry.values, below)) keepAsXml(element, entry, draft);
  else takeOutValue(entry.values, below);
}

function has(values: Values, path: PropertyKey[]): boolean {
  return path.reduce<unknown>((value, key) => (value as Values | undefined)?.[key as string], values) !== undefined;
}

/** Removes the value at a path, or the nearest one above it, and parents that become empty. */
function takeOutValue(holder: Values, [key, ...rest]: PropertyKey[]): void {
  const value = holder[key as string];
  const open = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (open && rest.length > 0 && Object.hasOwn(value, rest[0]!)) {
    takeOutValue(value as Values, rest);
    if (Object.keys(value).length > 0) return;
  }
  delete holder[key as string];
}

/** Keeps the device as XML. */
export function keepAsXml(element: string, entry: Entry, draft: Draft): void {
  const rest = (draft.entries.get(element) ?? []).filter((each) => each !== entry);
  draft.entries.set(element, rest);
  draft.raw.push(entry.device);
}
