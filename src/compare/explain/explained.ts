import { printable } from '../../findings/excerpt.ts';
import { type Path, pointer } from '../../findings/finding.ts';
import { lineAndColumn, type Places } from '../../findings/locate.ts';
import { withoutLiterals } from '../../secrets/find.ts';
import type { TreeEntry } from '../../tree/entry.ts';
import { maskedPath } from '../mask.ts';
import type { SideEntry } from '../side.ts';
import type { Causes } from './file.ts';
import { keyOf, valueAt } from './keys.ts';

/** A key that led to something. */
export interface Cause {
  key: string;
  /** JSON Pointer. */
  path: string;
  /** Where it is written; null for a default. */
  file: string | null;
  line: number | null;
}

export interface ExplainedEntry {
  path: string;
  type: string;
  mode: string;
  owner: string;
  target?: string;
  feature: string;
  template?: string;
  /** The keys that the feature names as the reason. */
  asked_for_by: Cause[];
}

export interface ExplainedFile extends ExplainedEntry {
  secret: boolean;
  /** Keys without which there is no such file. */
  exists_because_of: Cause[];
  /** Keys that mode, owner, target or a content that is no text depend on. */
  attributes_from: Cause[];
  /** Null for a secret, and for what is no text. */
  lines: { number: number; text: string; from: Cause[] }[] | null;
  /** Keys that could be neither left out nor changed, so that nothing is known of them. */
  not_tried: Cause[];
}

/** A key with its place, for people. */
export const causeWords = ({ key, file, line }: Cause): string =>
  printable(file === null ? `the default of ${key}` : `${key} (${file}:${line})`);

export function causeNamer(data: unknown, places: Places): (path: Path) => Cause {
  return (path) => {
    const shown = maskedPath(path);
    const names = { key: keyOf(shown), path: pointer(shown) };
    if (valueAt(data, path) === undefined) return { ...names, file: null, line: null };
    const { file, offset = 0, line } = places.find(path, true);
    const text = places.text(file);
    return { ...names, file, line: line ?? (text === undefined ? 1 : lineAndColumn(text, offset).line) };
  };
}

export function explainedEntry(entry: TreeEntry, side: SideEntry, name: (path: Path) => Cause): ExplainedEntry {
  const { feature, template, paths } = entry.origin;
  const { type, mode, owner, target } = side;
  const causes = new Map(paths.map(name).map((cause) => [cause.path, cause]));
  return {
    ...{ path: entry.path, type, mode, owner },
    ...(target === undefined ? {} : { target: withoutLiterals(target) }),
    feature,
    ...(template === undefined ? {} : { template }),
    asked_for_by: [...causes.values()],
  };
}

/** What is found out about a file, as data; secrets are left out. */
export function explainedFile(
  entry: TreeEntry,
  side: SideEntry,
  causes: Causes,
  name: (path: Path) => Cause,
): ExplainedFile {
  // As a whole first: a secret can have several lines.
  const texts = side.text === undefined ? undefined : withoutLiterals(side.text).replace(/\n$/, '').split('\n');
  const counted = texts?.length === causes.lines.length;
  return {
    ...explainedEntry(entry, side, name),
    secret: side.secret !== undefined,
    exists_because_of: causes.exists.map(name),
    attributes_from: causes.rest.map(name),
    lines:
      texts && side.text !== ''
        ? texts.map((text, index) => ({
            number: index + 1,
            text,
            from: counted ? causes.lines[index]!.map(name) : [],
          }))
        : null,
    not_tried: causes.untried.map(name),
  };
}
