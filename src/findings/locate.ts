import { codes } from './codes.ts';
import { type Finding, type Path, type Place, type Problem, pointer } from './finding.ts';

/** Answers where a path of the merged profile was written, and what a file says. */
export interface Places {
  /** The place of the value at `path`, of its key with `key`, or of the nearest ancestor's key. */
  find(path: Path, key?: boolean): Place;
  /** The text of a file that was read, for line numbers and the caret. */
  text(file: string): string | undefined;
}

/** For findings that no profile is behind. */
export const nowhere: Places = { find: () => ({ file: '' }), text: () => undefined };

/** Line and column, from 1, of a character offset. */
export function lineAndColumn(text: string, offset: number): { line: number; column: number } {
  const end = Math.min(offset, text.length);
  let line = 1;
  let start = 0;
  for (let at = text.indexOf('\n'); at !== -1 && at < end; at = text.indexOf('\n', at + 1)) {
    line++;
    start = at + 1;
  }
  return { line, column: end - start + 1 };
}

function spot(place: Place, places: Places) {
  const { file, line, column, offset } = place;
  const text = places.text(file);
  if (line !== undefined) return { file, line, column: column ?? 1 };
  if (text === undefined || offset === undefined) return { file, line: 1, column: 1 };
  return { file, ...lineAndColumn(text, offset) };
}

/** Turns problems into findings: the only place that adds file, line and column. */
export function locate(problems: readonly Problem[], places: Places): Finding[] {
  return problems.map(({ code, where, message, remedy, target, related }) => {
    const path = where.path ?? [];
    const place = 'place' in where ? where.place : places.find(where.path, where.key);
    return {
      code,
      severity: codes[code].severity,
      message,
      remedy,
      ...spot(place, places),
      path: pointer(path),
      ...(target === undefined ? {} : { target }),
      ...(related === undefined
        ? {}
        : {
            related: related.map((other) => ({
              message: other.message,
              ...spot(places.find(other.path), places),
              path: pointer(other.path),
            })),
          }),
    };
  });
}

/** Orders findings by place within each file, files in the order in which they first appear. */
export function inOrder(findings: readonly Finding[]): Finding[] {
  const files = [...new Set(findings.map((finding) => finding.file))];
  const seen = new Set<string>();
  return [...findings]
    .sort((a, b) => files.indexOf(a.file) - files.indexOf(b.file) || a.line - b.line || a.column - b.column)
    .filter((finding) => {
      const key = JSON.stringify(finding);
      return !seen.has(key) && seen.add(key);
    });
}
