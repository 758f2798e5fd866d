import type { Comparison } from '../../compare/compare.ts';
import type { FileChange } from '../../compare/files.ts';
import type { SettingChange } from '../../compare/settings.ts';
import type { SummaryChange } from '../../compare/summary.ts';
import { printable } from '../../findings/excerpt.ts';

/** What changes, by meaning: one line each. */
export function meaningOf({ settings, items, summary = [] }: Comparison): string[] {
  return [
    ...items.map(({ kind, name, change, effect }) => `${kind} ${name} ${change}${effect ? `: ${effect}` : ''}`),
    ...settings.map(settingWords),
    ...summary.map(summaryWords),
  ].map(printable);
}

function summaryWords({ subject, before, after }: SummaryChange): string {
  if (before === undefined && after === undefined) return `${subject}: its definition changes`;
  if (before !== undefined && after !== undefined) return `${subject}: ${before} → ${after}`;
  return `${subject}${(before ?? after) ? ` (${before ?? after})` : ''} ${before === undefined ? 'added' : 'removed'}`;
}

function settingWords(setting: SettingChange): string {
  const { subject, key, effect } = setting;
  const what = [subject, key].filter((part) => part !== '').join(': ');
  return `${what}${changeWords(setting)}${effect ? ` (${effect})` : ''}`;
}

function changeWords({ before, after, item, key }: SettingChange): string {
  if (before !== undefined && after !== undefined) return ` ${shown(before)} → ${shown(after)}`;
  const [value, added] = before === undefined ? [after, true] : [before, false];
  const word = added ? 'added' : 'removed';
  if (key === '') return ` ${word}`;
  return item ? ` ${shown(value)} ${word}` : ` ${added ? `set to ${shown(value)}` : `${shown(value)} ${word}`}`;
}

/** A value on one line; long ones are cut, because the files show them whole. */
function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 100 ? `${text.slice(0, 99)}…` : text;
}

/** What changes in addition to the content of a file, or where the content is not shown. */
export function attributeLines({ path, change, diff, attributes }: FileChange): string[] {
  const alone = change === 'changed' || diff !== undefined ? [] : [`${path} ${change}`];
  const changed = attributes.map(
    ({ what, before, after }) => `${path}: ${what === 'secret' ? '' : `${what} `}${before} → ${after}`,
  );
  return [...alone, ...changed].map(printable);
}
