import { withoutLiterals } from '../secrets/find.ts';
import { type Finding, type Path, type Place, type Problem, pointer } from './finding.ts';

/** Finds where a path of the merged profile was written, and the text of a file. */
export interface Places {
  /** The place of the value at `path`, of its key with `key`, or of the nearest ancestor's key. */
  find(path: Path, key?: boolean): Place;
  /** The text of a file that has been read, for line numbers and the caret. */
  text(file: string): string | undefined;
}

/** What printing located findings requires: only the texts of their files. */
export function textsOf(findings: readonly Finding[], places: Places): Places {
  const texts = new Map(findings.map(({ file }) => [file, places.text(file)]));
  return { find: nowhere.find, text: (file) => texts.get(file) };
}

/** For findings without a profile. */
export const nowhere: Places = { find: () => ({ file: '' }), text: () => undefined };

/** Line and column, from 1, of a character offset. */
export function lineAndColumn(text: string, offset: number): { line: number; column: number } {
  return fromStarts(lineStarts(text), Math.min(offset, text.length));
}

/** The offset at which each line begins. */
export function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** Line and column, from 1, of an offset into a text whose lines begin there. */
export function fromStarts(starts: readonly number[], offset: number): { line: number; column: number } {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (starts[middle]! <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: offset - starts[low]! + 1 };
}

/**
 * Finds line and column of a place. Splits each file into lines once, because a broken profile can have thousands of
 * findings.
 */
function spotter(places: Places) {
  const known = new Map<string, number[]>();
  return (place: Place) => {
    const { file, line, column, offset } = place;
    if (line !== undefined) return { file, line, column: column ?? 1 };
    const text = places.text(file);
    if (text === undefined || offset === undefined) return { file, line: 1, column: 1 };
    const starts = known.get(file) ?? lineStarts(text);
    known.set(file, starts);
    return { file, ...fromStarts(starts, Math.min(offset, text.length)) };
  };
}

/** Turns problems into findings: the only place that adds file, line and column, and removes secrets. */
export function locate(problems: readonly Problem[], places: Places): Finding[] {
  const spot = spotter(places);
  return problems.map(({ where, message, remedy, target, related, ...judged }) => {
    const path = where.path ?? [];
    const place = 'place' in where ? where.place : places.find(where.path, where.key);
    const others = (related ?? []).flatMap((other) => {
      const there = places.find(other.path);
      // A default is not written in any file, and pointing at the top of the file would be misleading.
      return there.elsewhere
        ? []
        : [{ message: withoutLiterals(other.message), ...spot(there), path: pointer(other.path) }];
    });
    return {
      ...judged,
      message: withoutLiterals(message),
      remedy: withoutLiterals(remedy),
      ...spot(place),
      path: pointer(path),
      ...(target === undefined ? {} : { target }),
      ...(others.length === 0 ? {} : { related: others }),
    };
  });
}

/** Orders findings by place within each file, files in the order in which they first appear. */
export function inOrder(findings: readonly Finding[]): Finding[] {
  const files = [...new Set(findings.map((finding) => finding.file))];
  return withoutRepeats(
    [...findings].sort(
      (a, b) => files.indexOf(a.file) - files.indexOf(b.file) || a.line - b.line || a.column - b.column,
    ),
  );
}

/** Removes duplicates: a fault in a base that many profiles extend is reported once. */
export function withoutRepeats(findings: readonly Finding[]): Finding[] {
  const seen = new Set<string>();
  return findings.filter((finding) => {
    const key = JSON.stringify(finding);
    return !seen.has(key) && seen.add(key);
  });
}
