import { causeNamer, causeWords, type ExplainedEntry, explainedEntry } from '../compare/explain/explained.ts';
import type { Side } from '../compare/side.ts';
import type { Places } from '../findings/locate.ts';
import { isSecret, sortedEntries, type Tree, type TreeEntry } from '../tree/entry.ts';
import { counted } from './words.ts';

interface FileRow {
  path: string;
  what: string;
  by: string;
  because: string;
}

export interface FilesSection {
  count: string;
  rows: FileRow[];
  /** Files that are the same in every overlay that has them. */
  copied: FileRow[];
  copiedCount: string;
}

/** More keys in one cell help no one. */
const most = 4;

/** Every file and link of the overlay, with what led to it. */
export function filesSection(tree: Tree, side: Side, data: unknown, places: Places): FilesSection {
  const name = causeNamer(data, places);
  const rowOf = (entry: TreeEntry) => fileRow(entry, explainedEntry(entry, side.entries.get(entry.path)!, name));
  const entries = sortedEntries(tree).filter(({ type }) => type !== 'directory');
  const isCopied = (entry: TreeEntry) => entry.type === 'file' && 'copied' in entry.content;
  const copied = entries.filter(isCopied).map(rowOf);
  return {
    count: counted(entries.length, 'entry').replace('entrys', 'entries'),
    rows: entries.filter((entry) => !isCopied(entry)).map(rowOf),
    copied,
    copiedCount: copied.length === 0 ? '' : counted(copied.length, 'file'),
  };
}

function fileRow(
  entry: TreeEntry,
  { path, mode, owner, target, feature, template, asked_for_by }: ExplainedEntry,
): FileRow {
  const words = asked_for_by.slice(0, most).map(causeWords);
  const more = asked_for_by.length > most ? ` and ${asked_for_by.length - most} more` : '';
  return {
    path: `/${path}`,
    what:
      entry.type === 'link'
        ? `link to ${target}`
        : [isSecret(entry) ? 'secret, not shown' : 'file', mode, owner].join(', '),
    by: template === undefined || template.endsWith(path) ? feature : `${feature}, template ${template}`,
    because: words.length > 0 ? `${words.join(', ')}${more}` : 'every host has it',
  };
}
