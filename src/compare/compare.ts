import { compareBytes } from '../tree/entry.ts';
import { type FileChange, fileChanges, secretsNotCompared } from './files.ts';
import { type ItemChange, itemChanges } from './items.ts';
import { asPromised, unreadOf } from './running.ts';
import { type SettingChange, settingChanges } from './settings.ts';
import type { Side } from './side.ts';
import { type SummaryChange, summaryChanges } from './summary.ts';

export interface Comparison {
  /** Nothing that was compared differs. */
  equal: boolean;
  /** Paths of files with secrets that could not be compared: of a profile they are not read, a manifest has none. */
  unknown: string[];
  /** Paths of files, or what they contain, that the user who asked may not read on the running host. */
  unread: string[];
  /** Of two profiles: what their keys mean, with every default filled in. */
  settings: SettingChange[];
  /** Services, packages, kernel options and so on that one side has and the other has not. */
  items: ItemChange[];
  /** Where not both are profiles: what the overlays' summaries of themselves say differently; absent if nothing. */
  summary?: SummaryChange[];
  /** Files of the target. */
  files: FileChange[];
}

/** By meaning first, then by files. */
export function compare(before: Side, after: Side): Comparison {
  const items = itemChanges(before, after);
  const changed = before.host && after.host ? settingChanges(before.host, after.host) : [];
  const settings = changed.filter((setting) => !items.some((item) => saysTheSame(item, setting)));
  const [a, b] = [asPromised(before, after), asPromised(after, before)];
  const files = fileChanges(a, b);
  const equal = settings.length + items.length + files.length === 0;
  const unread = [...new Set([before, after].flatMap(unreadOf))].sort(compareBytes);
  const summary = files.length > 0 ? summaryChanges(before, after) : [];
  return {
    ...{ equal, unknown: secretsNotCompared(a, b), unread, settings, items },
    ...(summary.length > 0 ? { summary } : {}),
    files,
  };
}

const lists: Record<string, string> = {
  packages: 'package',
  'boot.options': 'kernel option',
  'boot.modules': 'module',
};

/** A guest that was added is not reported as a key, too. */
function saysTheSame({ kind, name }: ItemChange, { subject, key, before, after }: SettingChange): boolean {
  if (key === '') return subject === `${kind} ${name}`;
  return subject === '' && lists[key] === kind && (before ?? after) === name;
}
