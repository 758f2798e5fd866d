import type { Problem } from '../../findings/finding.ts';
import { sortedEntries, type Tree, type TreeEntry } from '../entry.ts';
import { problemAt } from './codes.ts';
import { at } from './entries.ts';

/** Restrictions of file names by the archive format, busybox tar and apk's --overlay-from-stdin. */
export function lintArchive(tree: Tree): Problem[] {
  return sortedEntries(tree).flatMap((entry) => [
    ...name(entry),
    ...topLevel(entry),
    ...tooLong(entry),
    ...mediumGlob(entry),
  ]);
}

function name(entry: TreeEntry): Problem[] {
  const parts = entry.path.split('/');
  const strange =
    parts.some((part) => part === '' || part === '.' || part === '..') ||
    // mkapkovl-host passes the names to tar as arguments.
    /[^\x20-\x7e]|\\|^-/.test(entry.path);
  const place = `/${entry.path}`;
  if (strange) return [problemAt('user-file-name-invalid', at(entry), { path: place }, { target: entry.path })];
  if (entry.type !== 'link' || !/[^\x20-\x7e]/.test(entry.target)) return [];
  return [
    problemAt(
      'user-file-name-invalid',
      at(entry),
      { path: `${entry.target} (a link, ${place})` },
      { target: entry.path },
    ),
  ];
}

function topLevel(entry: TreeEntry): Problem[] {
  const here = entry.type !== 'directory' && !entry.path.includes('/');
  return here ? [problemAt('top-level-file', at(entry), { path: `/${entry.path}` }, { target: entry.path })] : [];
}

function tooLong(entry: TreeEntry): Problem[] {
  const limit = ustarLimit(entry);
  return limit
    ? [problemAt('path-too-long', at(entry), { path: `/${entry.path}`, limit }, { target: entry.path })]
    : [];
}

/**
 * ustar stores a name in 100 bytes, or split at a slash into 155 and 100; a link's target in 100 (POSIX pax, ustar
 * format).
 */
function ustarLimit({ path, ...entry }: TreeEntry): string | undefined {
  if (entry.type === 'link' && Buffer.byteLength(entry.target) > 100) return 'a link target can have at most 100 bytes';
  const name = entry.type === 'directory' ? `${path}/` : path;
  if (name.length <= 100) return undefined;
  const cuts = [...name].some(
    (char, index) => char === '/' && index <= 155 && name.length - index - 1 <= 100 && index < name.length - 1,
  );
  return cuts ? undefined : 'a file name can have at most 100 characters, its folder 155';
}

function mediumGlob(entry: TreeEntry): Problem[] {
  const looksLike = /\.apkovl\.tar\.gz/.test(entry.path);
  return looksLike
    ? [problemAt('file-name-like-overlay', at(entry), { path: `/${entry.path}` }, { target: entry.path })]
    : [];
}
