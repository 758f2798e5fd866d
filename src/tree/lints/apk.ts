import type { Problem } from '../../findings/finding.ts';
import { sortedEntries, type Tree, type TreeEntry, textOf } from '../entry.ts';
import { problemAt } from './codes.ts';
import { at } from './entries.ts';

/** apk's and lbu's rules about files below /etc/apk, and about accounts. */
export function lintApk(tree: Tree, release: string): Problem[] {
  return [
    ...world(tree),
    ...repositories(tree, release),
    ...sortedEntries(tree).flatMap((entry) => [...accounts(entry), ...lbuLines(entry)]),
  ];
}

function lines(entry: TreeEntry | undefined): string[] {
  return textOf(entry)
    .split('\n')
    .filter((line) => line !== '');
}

/** No comments and no blanks: every word becomes the name of a package. */
function world(tree: Tree): Problem[] {
  const entry = tree.get('etc/apk/world');
  return lines(entry)
    .filter((line) => !/^!?[a-zA-Z0-9][a-zA-Z0-9._+-]*([<>=~@]{1,2}[a-zA-Z0-9._-]+)?$/.test(line))
    .map((line) => problemAt('world-line-invalid', at(entry), { line }, { target: 'etc/apk/world' }));
}

/** A folder, or addresses that are all laid out unlike Alpine's mirrors, may be a copy of main: the path does not show that. */
function repositories(tree: Tree, release: string): Problem[] {
  const entry = tree.get('etc/apk/repositories');
  const branch = `v${release}`;
  const all = lines(entry);
  const there =
    all.some((line) => line.endsWith(`/${branch}/main`) || line.startsWith('/')) ||
    (all.length > 0 && !all.some((line) => /\/(v\d+\.\d+|edge|latest-stable)\/[a-z]+\/?$/.test(line)));
  return there
    ? []
    : [
        problemAt(
          'repository-missing',
          { path: ['alpine', 'repositories'] },
          { branch },
          { target: 'etc/apk/repositories' },
        ),
      ];
}

/** Packages append their accounts to these files, and a file of the overlay replaces alpine-baselayout's. */
function accounts(entry: TreeEntry): Problem[] {
  if (!/^etc\/(passwd|shadow|group|gshadow)-?$/.test(entry.path)) return [];
  return [problemAt('account-file-replaced', at(entry), { path: `/${entry.path}` }, { target: entry.path })];
}

function lbuLines(entry: TreeEntry): Problem[] {
  if (!/^etc\/apk\/protected_paths\.d\/.*\.list$/.test(entry.path)) return [];
  return lines(entry)
    .filter((line) => !/^(#.*|[+@!-][^/\s].*)$/.test(line))
    .map((line) => problemAt('lbu-list-line-invalid', at(entry), { line }, { target: entry.path }));
}
