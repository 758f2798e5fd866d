import type { Path, Place } from '../findings/finding.ts';

export type Scalar = string | number | boolean | null;

/** A file of a profile: its name as the user would write it, and its path. */
export interface SourceFile {
  name: string;
  absolute: string;
  text: string;
}

/** A value of a profile and the place where it was written. Plain data; merging creates new ones. */
export type Sourced = { file: SourceFile; start: number; end: number; key?: { start: number; end: number } } & (
  | { kind: 'scalar'; value: Scalar; source: string }
  | { kind: 'list'; items: Sourced[] }
  /** `removed` are the nulls that removed inherited keys: the place to show if one of them is required. */
  | { kind: 'map'; entries: Map<string, Sourced>; removed?: Map<string, Sourced> }
);

/** The value below `node` at `path`, or its nearest ancestor that exists. */
function nearest(node: Sourced, path: Path): { node: Sourced; exact: boolean } {
  let found = node;
  for (const part of path) {
    const next = childAt(found, part);
    if (!next) return { node: (found.kind === 'map' && found.removed?.get(String(part))) || found, exact: false };
    found = next;
  }
  return { node: found, exact: true };
}

function childAt(node: Sourced, part: string | number): Sourced | undefined {
  if (node.kind === 'map') return node.entries.get(String(part));
  return node.kind === 'list' ? node.items[Number(part)] : undefined;
}

/**
 * Where a path of the merged profile was written. For a path without a value, the key whose null removed it, else the
 * key of its nearest ancestor.
 */
export function placeOf(root: Sourced, path: Path, key = false): Place {
  const { node, exact } = nearest(root, path);
  const span = exact && !key ? node : (node.key ?? (node.kind === 'map' ? firstKey(node) : node));
  const place = { file: node.file.name, offset: span.start, length: Math.max(1, span.end - span.start) };
  return !exact && node === root ? { ...place, elsewhere: true } : place;
}

/** The first key that a map has from its own file; inherited keys are in other files. */
function firstKey(map: Sourced & { kind: 'map' }) {
  const own = [...map.entries.values(), ...(map.removed?.values() ?? [])].find(({ file }) => file === map.file);
  return own?.key ?? map;
}
