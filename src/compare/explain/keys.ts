import { closest } from '../../findings/closest.ts';
import type { Path } from '../../findings/finding.ts';

type Value = unknown;
const isContainer = (value: Value): value is Record<string, Value> | Value[] =>
  typeof value === 'object' && value !== null;

/** The value at a path; undefined if there is none. */
export function valueAt(root: Value, path: Path): Value {
  let found = root;
  for (const part of path) {
    if (!isContainer(found) || !Object.hasOwn(found, part)) return undefined;
    found = (found as Record<string | number, Value>)[part];
  }
  return found;
}

/** The paths of all values that contain no others. */
export function leavesOf(root: Value, at: Path = []): Path[] {
  if (!isContainer(root)) return root === undefined ? [] : [at];
  const parts = partsOf(root);
  return parts.length === 0 ? [at] : parts.flatMap((part) => leavesOf(valueAt(root, [part]), [...at, part]));
}

/** The paths of what has a name or a number of its own: entries of maps of names, and items of lists that are maps. */
export function thingsOf(root: Value, isNamed: (path: Path) => boolean): Path[] {
  const all = leavesOf(root).flatMap((path) => path.slice(1).map((_, index) => path.slice(0, index + 1)));
  const things = all.filter((path) => typeof path.at(-1) === 'number' || isNamed(path));
  return [...new Map(things.map((path) => [keyOf(path), path])).values()];
}

function partsOf(value: Value): (string | number)[] {
  if (Array.isArray(value)) return [...value.keys()];
  return isContainer(value) ? Object.keys(value) : [];
}

/** A path as people write it: `vms.web.disks[1].size`, the first item being 1, as `diff` counts. */
export const keyOf = (path: Path): string =>
  path
    .map((part) => (typeof part === 'number' ? `[${part + 1}]` : `.${part}`))
    .join('')
    .replace(/^\./, '');

/** The path that a key means in one of several values: names may contain dots, and JSON Pointers are understood. */
export function pathOf(key: string, roots: readonly Value[]): Path | undefined {
  const wanted = key.startsWith('/') ? fromPointer(key) : undefined;
  for (const root of roots) {
    const found = wanted ? along(root, wanted) : matching(root, key.replace(/^\./, ''), []);
    if (found) return found;
  }
  return undefined;
}

const fromPointer = (pointer: string): string[] =>
  pointer
    .slice(1)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));

function along(root: Value, parts: readonly string[]): Path | undefined {
  const path: (string | number)[] = [];
  for (const part of parts) {
    path.push(Array.isArray(valueAt(root, path)) ? Number(part) : part);
    if (valueAt(root, path) === undefined) return undefined;
  }
  return path;
}

function matching(root: Value, rest: string, at: Path): Path | undefined {
  if (rest === '') return at;
  for (const part of partsOf(root)) {
    const written = typeof part === 'number' ? `[${part + 1}]` : part;
    if (!rest.startsWith(written)) continue;
    const after = rest.slice(written.length);
    if (after !== '' && !/^[.[]/.test(after)) continue;
    const found = matching(valueAt(root, [part]), after.replace(/^\./, ''), [...at, part]);
    if (found) return found;
  }
  return undefined;
}

/** Every key and every part of one, which a misspelt key may have meant. */
export function nearKeys(key: string, roots: readonly Value[]): string[] {
  const leaves = roots.flatMap((root) => leavesOf(root));
  const all = leaves.flatMap((path) => path.map((_, index) => keyOf(path.slice(0, index + 1))));
  return near(key, [...new Set(all)], (each) => each.split('.').at(-1)!);
}

/** What may have been meant: the most similar, and what ends in the same name. */
export function near(word: string, known: readonly string[], nameOf: (each: string) => string): string[] {
  const similar = closest(word, known);
  const same = known.filter((each) => nameOf(each) === nameOf(word));
  return [...new Set([...(similar === undefined ? [] : [similar]), ...same])].slice(0, 5);
}
