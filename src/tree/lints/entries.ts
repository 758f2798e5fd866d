import type { Path } from '../../findings/finding.ts';
import { type Tree, type TreeEntry, textOf } from '../entry.ts';

/** The first place of the profile that an entry comes from. */
export const at = (entry: TreeEntry | undefined): { path: Path } => ({ path: entry?.origin.paths[0] ?? [] });

/** The packages of all features, by name: those of the medium and those that the agent adds. */
export function packagesIn(tree: Tree): string[] {
  return ['etc/apk/world', 'etc/mkapkovl/packages'].flatMap((list) =>
    textOf(tree.get(list))
      .split('\n')
      .flatMap((line) => /^[^!#<>=~@]+/.exec(line)?.[0] ?? []),
  );
}
