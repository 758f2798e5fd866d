import { everySecretIn } from '../secrets/find.ts';
import { fromStarts, lineStarts } from './locate.ts';
import { isSecretKey, namedSecrets } from './secret-keys.ts';
import { type Range, secretValues } from './secret-values.ts';

/** The maximum size for parsing: no profile, definition or template is larger. */
const largest = 2 ** 21;

/**
 * The lines of a file as they may be shown: whatever looks like a literal secret is masked to the end of its line.
 * Secrets are searched for in the values of the YAML, by their forms, and line by line, because findings also show
 * lines of YAML that is too broken to assign values to keys.
 */
export function shownLines(text: string): string[] {
  const lines = text.split(/\r?\n/);
  const starts = new Map<number, number>();
  const note = (line: number, column: number) => starts.set(line, Math.min(starts.get(line) ?? column, column));
  const ofLines = lineStarts(text);
  const ranges = text.length <= largest ? [...secretValues(text), ...everySecretIn(text)] : [];
  for (const range of ranges) noteRange(text, ofLines, range, note);
  return lines.map((line, index) => {
    const start = Math.min(starts.get(index) ?? Infinity, startInLine(lines, index) ?? Infinity);
    return start === Infinity ? line : blot(line, start);
  });
}

/** Records for each line of a range the column at which the range begins. */
function noteRange(text: string, starts: number[], range: Range, note: (line: number, column: number) => void): void {
  const first = fromStarts(starts, range.start);
  const last = fromStarts(starts, Math.max(range.start, range.end - 1));
  note(first.line - 1, first.column - 1);
  for (let line = first.line; line < last.line; line++) {
    const at = starts[line]!;
    note(line, indentation(text.slice(at, at + 200)));
  }
}

/** The column of a secret in a line of text, judged only by the lines around it. */
function startInLine(lines: readonly string[], index: number): number | undefined {
  const line = lines[index] ?? '';
  if (insidePrivateKey(lines, index)) return indentation(line);
  return secretStart(line) ?? (belowSecretKey(lines, index) ? valueStart(line) : undefined);
}

const keyPattern = /(?:^|[\s{,"'])([A-Za-z_-]+)["']?\s*:(?=[\s"'[{]|$)/g;
const reference = '(prompt\\s*:\\s*(true|false)|(env|file|on_medium)\\s*:\\s*("[\\w./:-]*"|[\\w./:-]*))';
/** References to secrets may be shown, and so may empty values, block indicators and comments. */
const harmless = new RegExp(
  `^\\s*(\\{\\s*(${reference}\\s*)?\\}|\\{?\\s*(${reference}\\s*)?(#.*)?$|[|>][-+\\d]*\\s*$|(null|~)\\b)`,
);
const harmlessBelow = new RegExp(`^\\s*${reference}\\s*(#.*)?$`);

/** The column of the literal secret that follows a key on this line. */
function secretStart(line: string): number | undefined {
  for (const match of line.matchAll(keyPattern)) {
    const after = match.index + match[0].length;
    if (!isSecretKey(match[1]!)) continue;
    if (!harmless.test(line.slice(after))) return after + /^\s*/.exec(line.slice(after))![0].length;
  }
  return namedSecrets(line).find(({ start }) => !harmless.test(line.slice(start)))?.start;
}

/** Whether a less indented line above is the key of a secret, so that this line is (part of) its value. */
function belowSecretKey(lines: readonly string[], index: number): boolean {
  let depth = indentation(lines[index] ?? '');
  for (let above = index - 1; above >= 0 && depth > 0; above--) {
    const line = lines[above]!;
    if (line.trim() === '' || indentation(line) >= depth) continue;
    depth = indentation(line);
    const key = [...line.matchAll(keyPattern)].at(-1)?.[1];
    if (key !== undefined && isSecretKey(key)) return !harmlessBelow.test(lines[index] ?? '');
  }
  return false;
}

function insidePrivateKey(lines: readonly string[], index: number): boolean {
  for (let above = index; above >= 0 && above > index - 100; above--) {
    if (/END [A-Z ]*PRIVATE KEY/.test(lines[above]!) && above !== index) return false;
    if (/BEGIN [A-Z ]*PRIVATE KEY/.test(lines[above]!)) return true;
  }
  return false;
}

const indentation = (line: string) => /^\s*/.exec(line)![0].length;
const valueStart = (line: string) => /^\s*([A-Za-z_-]+\s*:\s+)?/.exec(line)![0].length;

/** Masks everything to the end of the line, because the end of a secret depends on its quoting. */
function blot(line: string, start: number): string {
  return line.slice(0, start) + '*'.repeat(Math.min(8, Math.max(0, line.length - start)));
}
