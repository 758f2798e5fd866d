import { excerptOf, printable } from './excerpt.ts';
import type { Finding } from './finding.ts';
import type { Places } from './locate.ts';
import { shownLines } from './secret-lines.ts';

/** How text is decorated; plain when colours are off. */
export interface Style {
  bold: (text: string) => string;
  red: (text: string) => string;
  yellow: (text: string) => string;
  dim: (text: string) => string;
}

const code = (open: number, close: number) => (text: string) => `\u001b[${open}m${text}\u001b[${close}m`;
const same = (text: string) => text;

export const colours: Style = { bold: code(1, 22), red: code(31, 39), yellow: code(33, 39), dim: code(2, 22) };
export const plain: Style = { bold: same, red: same, yellow: same, dim: same };

/** Findings for people: what, where with the line and a caret, why, and the remedy. */
export function printFindings(findings: readonly Finding[], places: readonly Places[], style: Style): string {
  const files = new Map<string, readonly string[]>();
  const linesOf = (file: string) => {
    const known = files.get(file);
    if (known) return known;
    const text = places.map((place) => place.text(file)).find((found) => found !== undefined);
    const lines = text === undefined ? [] : shownLines(text);
    files.set(file, lines);
    return lines;
  };
  return findings.map((finding) => print(finding, linesOf(finding.file), style)).join('\n');
}

function print(finding: Finding, lines: readonly string[], style: Style): string {
  const { severity, message, remedy, file, line, column, code } = finding;
  const colour = severity === 'error' ? style.red : style.yellow;
  const place = file === '' ? '' : `${style.bold(`${printable(file)}:${line}:${column}:`)} `;
  const related = (finding.related ?? []).map(
    (other) => `  ${printable(`${other.file}:${other.line}:${other.column}: ${other.message}`)}\n`,
  );
  const target = finding.target ? style.dim(`  on the target: /${printable(finding.target)}\n`) : '';
  const said = `${place}${colour(severity)}: ${printable(message)} ${style.dim(`[${code}]`)}\n`;
  return `${said}${excerpt(finding, lines, style)}${target}${related.join('')}  ${printable(remedy)}\n`;
}

/** The line with a caret below it, if the file's text is known. */
function excerpt({ line, column }: Finding, lines: readonly string[], style: Style): string {
  const shown = excerptOf(lines[line - 1] ?? '', column);
  if (!shown) return '';
  const number = String(line);
  const gutter = ' '.repeat(number.length);
  return `${style.dim(`${number} |`)} ${shown.text}\n${style.dim(`${gutter} |`)} ${' '.repeat(shown.caret)}${style.bold('^')}\n`;
}
