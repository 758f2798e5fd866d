import type { Path, Place } from '../findings/finding.ts';

export type Scalar = string | number | boolean | null;

/** A file of the profile: as the user would name it, and where it is. */
export interface SourceFile {
  name: string;
  absolute: string;
  text: string;
}

/** A value of a profile and the place where it was written. Plain data; merging makes new ones. */
export type Sourced = { file: SourceFile; start: number; end: number; key?: { start: number; end: number } } & (
  | { kind: 'scalar'; value: Scalar; source: string }
  | { kind: 'list'; items: Sourced[] }
  | { kind: 'map'; entries: Map<string, Sourced> }
);

/** The value below `node` at `path`, or its nearest ancestor that exists. */
export function nearest(node: Sourced, path: Path): { node: Sourced; exact: boolean } {
  let found = node;
  for (const part of path) {
    const next =
      found.kind === 'map'
        ? found.entries.get(String(part))
        : found.kind === 'list'
          ? found.items[Number(part)]
          : undefined;
    if (!next) return { node: found, exact: false };
    found = next;
  }
  return { node: found, exact: true };
}

/** Where a path of the merged profile was written; a path without a value answers with its nearest ancestor's key. */
export function placeOf(root: Sourced, path: Path, key = false): Place {
  const { node, exact } = nearest(root, path);
  const span = exact && !key ? node : (node.key ?? (node.kind === 'map' ? firstKey(node) : node));
  return { file: node.file.name, offset: span.start, length: Math.max(1, span.end - span.start) };
}

function firstKey(map: Sourced & { kind: 'map' }) {
  const [first] = map.entries.values();
  return first?.key ?? map;
}
