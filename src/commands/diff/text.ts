import type { Comparison } from '../../compare/compare.ts';
import { printable } from '../../findings/excerpt.ts';
import type { Style } from '../../findings/print.ts';
import { attributeLines, meaningOf } from './words.ts';

/** For people on a terminal: meaning, unified diffs, modes and digests. */
export function diffText(comparison: Comparison, { bold, red, dim }: Style): string {
  const unknown = comparison.unknown.map(printable);
  const unread = comparison.unread.map(printable);
  if (comparison.equal) {
    const also = [
      ...(unknown.length > 0 ? ['but these secrets were not compared:', ...unknown] : []),
      ...(unread.length > 0
        ? ['but these are not known, because this user may not read them on the host:', ...unread]
        : []),
    ];
    return `${['no differences', ...also].join('\n').replace('\nbut', ', but')}\n`;
  }
  const diffs = comparison.files.flatMap(({ diff }) => (diff === undefined ? [] : [coloured(diff)]));
  const parts: [string, string[]][] = [
    ['What changes', meaningOf(comparison)],
    ['Files', diffs.map((each) => each.trimEnd())],
    ['Modes, links and digests', comparison.files.flatMap(attributeLines)],
    ['Secrets that were not compared', unknown],
    ['Not known, because this user may not read them on the host', unread],
  ];
  const shown = parts.filter(([, lines]) => lines.length > 0);
  return shown.map(([title, lines]) => `${bold(title)}\n${lines.join('\n')}\n`).join('\n');

  function coloured(diff: string): string {
    const colour = (line: string) => (line.startsWith('-') ? red(line) : line.startsWith('@@') ? dim(line) : line);
    return diff.split('\n').map(colour).join('\n');
  }
}
