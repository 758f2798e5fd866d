import type { Problem } from '../../findings/finding.ts';
import { sortedEntries, type Tree } from '../entry.ts';
import { problemAt } from './codes.ts';

/** Reports every user file that contains a secret: it makes the whole overlay secret. */
export function lintSecrets(tree: Tree): Problem[] {
  return sortedEntries(tree).flatMap((entry) => {
    if (entry.type !== 'file' || !entry.holds) return [];
    const { path, holds, origin } = entry;
    const values = { path: `/${path}`, ...holds, mode: entry.mode.toString(8).padStart(4, '0') };
    return [problemAt('file-holds-secret', { path: origin.paths[0] ?? [] }, values, { target: path })];
  });
}
