import { closest } from '../../findings/closest.ts';
import type { Problem } from '../../findings/finding.ts';
import { filesReadByNoOne, foldersOfEtc, isPassedOver, readByNoOne, readerOf } from '../../target/readers.ts';
import { sortedEntries, type Tree, type TreeEntry, textOf } from '../entry.ts';
import { problemAt } from './codes.ts';
import { packagesIn } from './entries.ts';

/** Files are judged as the programs that read them do: by folder, name and executable bit. */
export function lintReaders(tree: Tree): Problem[] {
  const packages = packagesIn(tree);
  return sortedEntries(tree)
    .filter(({ type }) => type !== 'directory')
    .flatMap((entry) => [
      ...name(entry, tree),
      ...executable(entry),
      ...unread(entry, tree, packages),
      ...unreadFile(entry, packages),
      ...misspelt(entry),
    ]);
}

const at = ({ origin: { paths } }: TreeEntry) => ({ path: paths[0] ?? [], key: paths[0]?.[0] === 'files' });

function name(entry: TreeEntry, tree: Tree): Problem[] {
  const reader = readerOf(entry.path);
  if (!reader || !isPassedOver(entry.path, reader) || (reader.unless && tree.has(reader.unless))) return [];
  const suffix = /^\*(\.\w+)/.exec(reader.wanted)?.[1];
  const better =
    suffix && `/${entry.path.replace(/(?<=[^/])\.(conf|txt|cfg|sh|list|pub|start|modules)$/, '')}${suffix}`;
  const values = { path: `/${entry.path}`, reader: reader.reader, wanted: reader.wanted, better };
  return [problemAt('file-name-not-read', at(entry), values, { target: entry.path })];
}

function executable(entry: TreeEntry): Problem[] {
  const reader = readerOf(entry.path);
  const run = reader?.executable && reader.names.test(nameOf(entry));
  const code = run ? 'script-not-executable' : 'command-not-executable';
  if (entry.type !== 'file' || !(run || isCommand(entry))) return [];
  // root runs them: access(2) grants it what any execute bit grants.
  if ((entry.mode & 0o111) !== 0 || /^README/.test(nameOf(entry))) return [];
  return [problemAt(code, { path: entry.origin.paths[0] ?? [] }, { path: `/${entry.path}` }, { target: entry.path })];
}

/** A script among the commands; parts of scripts lie there too, without a first line that names an interpreter. */
const isCommand = (entry: TreeEntry): boolean =>
  /^usr\/local\/s?bin\/[^/]+$/.test(entry.path) && textOf(entry).startsWith('#!');

/** Unless the file that could name the folder does so. */
function unread(entry: TreeEntry, tree: Tree, packages: readonly string[]): Problem[] {
  const folder = entry.path.slice(0, entry.path.lastIndexOf('/'));
  const rule = readByNoOne.find((each) => each.folder.test(folder));
  const text = rule ? textOf(tree.get(rule.named)) : '';
  if (!rule || text.includes(`/${folder}`) || (rule.package && packages.includes(rule.package))) return [];
  const values = { path: `/${entry.path}`, folder: `/${folder}`, instead: rule.instead };
  return [problemAt('folder-not-read', at(entry), values, { target: entry.path })];
}

function unreadFile(entry: TreeEntry, packages: readonly string[]): Problem[] {
  const rule = Object.hasOwn(filesReadByNoOne, entry.path) ? filesReadByNoOne[entry.path] : undefined;
  if (!rule || (rule.package && packages.includes(rule.package))) return [];
  return [
    problemAt('file-not-read', at(entry), { path: `/${entry.path}`, instead: rule.instead }, { target: entry.path }),
  ];
}

function misspelt(entry: TreeEntry): Problem[] {
  const [top, folder, ...rest] = entry.path.split('/');
  if (top !== 'etc' || folder === undefined || rest.length === 0 || foldersOfEtc.includes(folder)) return [];
  if (folder.length < 5) return [];
  const suggestion = closest(folder, foldersOfEtc) ?? closest(folder.split('.')[0]!, ['runlevels']);
  if (suggestion === undefined) return [];
  const values = { path: `/${entry.path}`, folder: `/etc/${folder}`, suggestion: `/etc/${suggestion}` };
  return [problemAt('folder-misspelt', at(entry), values, { target: entry.path })];
}

const nameOf = ({ path }: TreeEntry) => path.slice(path.lastIndexOf('/') + 1);
