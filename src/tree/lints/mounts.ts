import type { Problem } from '../../findings/finding.ts';
import type { Host } from '../../host/host.ts';
import { isFilled } from '../../target/system-folders.ts';
import { sortedEntries, type Tree, type TreeEntry } from '../entry.ts';
import { problemAt } from './codes.ts';

/** What a mount hides: of the kernel's file systems, and of the profile's. */
export function lintMounts(tree: Tree, host: Host): Problem[] {
  return sortedEntries(tree).flatMap((entry) => hidden(entry, host));
}

/**
 * The overlay is laid before anything is mounted, and what fill.sh prepares it copies only once, to a blank file system.
 * The agent joins files with secrets after mounting.
 */
function hidden(entry: TreeEntry, { storage: { mounts }, install }: Host): Problem[] {
  if (entry.type === 'directory') return [];
  const users = ['files', 'overlays'].includes(entry.origin.feature);
  const late = entry.type === 'file' && 'pieces' in entry.content;
  const mounted = Object.keys(mounts)
    .filter((folder) => users && !late && !isFilled(folder, mounts[folder]!, install))
    .find((folder) => entry.path.startsWith(`${folder.slice(1)}/`))
    ?.slice(1);
  const folder = /^(dev|proc|sys|run)\//.exec(entry.path)?.[1] ?? mounted;
  if (!folder) return [];
  return [
    problemAt(
      'hidden-by-mount',
      { path: entry.origin.paths[0] ?? [] },
      { path: `/${entry.path}`, folder },
      { target: entry.path },
    ),
  ];
}
