import { createHash } from 'node:crypto';
import { addEntry } from '../../src/tree/add.ts';
import type { Tree, TreeEntry } from '../../src/tree/entry.ts';

type Plain = { path: string; mode?: number } & (
  | { text: string }
  | { link: string }
  | { directory: true }
  | { source: string; bytes: Buffer }
);

/** A tree made of the given entries, with the folders above them. */
export function treeOf(entries: Plain[]): Tree {
  const tree: Tree = new Map();
  for (const entry of entries) {
    const clash = addEntry(tree, entryOf(entry));
    if (clash) throw new Error(clash.message);
  }
  return tree;
}

function entryOf(entry: Plain): TreeEntry {
  const { path } = entry;
  const base = { path, uid: 0, gid: 0, origin: { feature: 'test', paths: [] } };
  if ('directory' in entry) return { ...base, type: 'directory', mode: entry.mode ?? 0o755 };
  if ('link' in entry) return { ...base, type: 'link', mode: 0o777, target: entry.link };
  const file = { ...base, type: 'file' as const, mode: entry.mode ?? 0o644 };
  if ('text' in entry) return { ...file, content: { text: entry.text } };
  const sha256 = createHash('sha256').update(entry.bytes).digest('hex');
  return { ...file, content: { source: entry.source, size: entry.bytes.length, sha256 } };
}
