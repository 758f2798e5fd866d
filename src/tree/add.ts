import type { Problem } from '../findings/finding.ts';
import { problemAt } from './codes.ts';
import { directoryMode } from './directories.ts';
import { ancestors, type Tree, type TreeEntry } from './entry.ts';

/**
 * Puts an entry into the tree, with the folders above it. Existing entries are kept: a clash is returned as a problem
 * at the new entry's place. Equal folders are merged.
 */
export function addEntry(tree: Tree, entry: TreeEntry): Problem | undefined {
  const there = tree.get(entry.path);
  const path = entry.origin.paths[0] ?? [];
  const where = { path, key: path[0] === 'files' };
  const clash = (path: string, other: TreeEntry, what: string) =>
    problemAt(
      'tree-conflict',
      where,
      { path: `/${path}`, owner: other.origin.feature, what },
      {
        target: path,
        related: other.origin.paths
          .slice(0, 1)
          .map((at) => ({ path: at, message: `${other.origin.feature} creates it here` })),
      },
    );
  if (there) {
    if (there.type === 'directory' && entry.type === 'directory') {
      if (isImplied(there)) tree.set(entry.path, entry);
      return undefined;
    }
    const inside = there.type === 'directory' ? firstInside(tree, entry.path) : undefined;
    return inside
      ? clash(entry.path, inside, `must be a folder, because /${inside.path} is in it`)
      : clash(entry.path, there, 'is already in the overlay');
  }
  for (const folder of ancestors(entry.path)) {
    const above = tree.get(folder);
    if (above && above.type !== 'directory')
      return clash(folder, above, `is a ${above.type}, so /${entry.path} cannot be in it`);
    if (!above) {
      const origin = { feature: implied, paths: entry.origin.paths };
      // A user must be able to write to the own home, and to .ssh in it, where keys come.
      const { uid, gid } = folder.startsWith('home/') ? entry : { uid: 0, gid: 0 };
      tree.set(folder, { path: folder, type: 'directory', mode: directoryMode(folder), uid, gid, origin });
    }
  }
  tree.set(entry.path, entry);
  return undefined;
}

function firstInside(tree: Tree, folder: string): TreeEntry | undefined {
  return [...tree.values()].find(({ path, type }) => path.startsWith(`${folder}/`) && type !== 'directory');
}

const implied = 'tree';

/** Whether a folder exists only because it contains something. */
function isImplied(entry: TreeEntry): boolean {
  return entry.origin.feature === implied;
}
