import type { Finding } from './finding.ts';
import type { Places } from './locate.ts';

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
  const secrets = findings.filter(({ code }) => code === 'literal-secret');
  return findings.map((finding) => print(finding, places, style, secrets)).join('\n');
}

function print(finding: Finding, places: readonly Places[], style: Style, secrets: Finding[]): string {
  const { severity, message, remedy, file, line, column, code } = finding;
  const colour = severity === 'error' ? style.red : style.yellow;
  const place = file === '' ? '' : `${style.bold(`${file}:${line}:${column}:`)} `;
  const related = (finding.related ?? []).map(
    (other) => `  ${other.file}:${other.line}:${other.column}: ${other.message}\n`,
  );
  const target = finding.target ? style.dim(`  on the target: /${finding.target}\n`) : '';
  return `${place}${colour(severity)}: ${message} ${style.dim(`[${code}]`)}\n${excerpt(finding, places, style, secrets)}${target}${related.join('')}  ${remedy}\n`;
}

const width = 110;

/** The line with a caret below it. A literal secret is blotted out, whichever finding shows its line. */
function excerpt({ file, line, column }: Finding, places: readonly Places[], style: Style, secrets: Finding[]): string {
  const text = places.map((place) => place.text(file)).find((found) => found !== undefined);
  const whole = text?.split(/\r?\n/, line)[line - 1];
  if (!whole?.trim()) return '';
  const hidden = secrets.filter((secret) => secret.file === file && secret.line === line);
  const shown = hidden.reduce((shownSoFar, secret) => blot(shownSoFar, secret.column), whole).replaceAll('\t', ' ');
  const cut = Math.max(0, column - width);
  const number = String(line);
  const excerptLine = shown.slice(cut, cut + width);
  const gutter = ' '.repeat(number.length);
  return `${style.dim(`${number} |`)} ${printable(excerptLine)}\n${style.dim(`${gutter} |`)} ${' '.repeat(column - 1 - cut)}${style.bold('^')}\n`;
}

/** Everything from a literal secret to the end of the line: where it ends depends on how it is quoted. */
function blot(line: string, column: number): string {
  return line.slice(0, column - 1) + '*'.repeat(Math.min(8, Math.max(0, line.length - column + 1)));
}

/** Control characters of a broken file must not reach the terminal. */
export function printable(text: string): string {
  return text.replace(/[\x00-\x1f\x7f-\x9f]/g, '�');
}
