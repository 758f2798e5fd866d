import { diffArrays } from 'diff';
import type { Path } from '../../findings/finding.ts';
import { compareBytes, type TreeEntry } from '../../tree/entry.ts';
import type { SideEntry } from '../side.ts';
import { isNamed } from './alternatives.ts';
import { keyOf, leavesOf, thingsOf, valueAt } from './keys.ts';
import { type Rebuildable, rebuilder, type Tried } from './rebuild.ts';

/** Why a file of the target is as it is. */
export interface Causes {
  /** Keys without which there is no such file. */
  exists: Path[];
  /** For each line of its text the keys that it depends on. */
  lines: Path[][];
  /** Keys that mode, owner or target depend on, or the content of what is no text. */
  rest: Path[];
  /** Keys of the profile that could be neither left out nor changed, so that nothing is known of them. */
  untried: Path[];
}

/** More keys than that are not all tried; the rest of a file's own sections are. */
const most = 300;

/**
 * Leaves out each key of the profile, or changes it, builds again, and sees what becomes of the file: evidence instead of
 * records of what each template did.
 */
export async function causesOf(entry: TreeEntry, before: SideEntry, base: Rebuildable): Promise<Causes> {
  const trials = rebuilder(base);
  const { causes, note } = noting(entry.path, before);
  const outer: Tried[] = [];
  const untried: Path[] = [];
  for (const path of writtenKeys(entry, base.data)) {
    const without = await trials.without(path);
    if (without && note(without)) continue;
    const other = await trials.changed(path);
    if (other) note(other);
    if (other || without) continue;
    const above = await trials.withoutAbove(path);
    if (above) outer.push(above);
    else untried.push(path);
  }
  for (const path of defaults(entry, base)) {
    const other = await trials.changed(path);
    if (other) note(other);
  }
  for (const path of thingsOf(base.data, isNamed).slice(0, most)) {
    const other = (await trials.without(path)) ?? (await trials.renamed(path));
    if (other) outer.push(other);
  }
  for (const path of defaultThings(entry, base)) {
    const other = await trials.otherDefault(path);
    if (other) outer.push(other);
  }
  // What has a name prints lines of its own, such as the name; the innermost first.
  for (const tried of outer.sort((a, b) => b.change.path.length - a.change.path.length)) note(tried, true);
  return { exists: once(causes.exists), lines: causes.lines.map(once), rest: once(causes.rest), untried };
}

/** Collects what each trial changes of a file. Of a thing as a whole only what nothing in it explains counts. */
function noting(path: string, before: SideEntry) {
  const lines = linesOf(before.text);
  const causes = { exists: [] as Path[], lines: lines.map((): Path[] => []), rest: [] as Path[] };
  const add = (to: Path[], key: Path, whole: boolean) => {
    if (!whole || !to.some((known) => isBelow(known, key))) to.push(key);
  };
  const note = ({ change, side }: Tried, whole = false): boolean => {
    const after = side.entries.get(path);
    if (!after) return causes.exists.push(change.path) > 0;
    const texts = before.text !== undefined && after.text !== undefined;
    const touched = texts ? changedLines(lines, linesOf(after.text)) : [];
    for (const index of touched) add(causes.lines[index]!, change.path, whole);
    const other = differs(before, after);
    if (other) add(causes.rest, change.path, whole);
    return touched.length > 0 || other;
  };
  return { causes, note };
}

const isBelow = (path: Path, above: Path) => above.every((part, index) => path[index] === part);

const linesOf = (text: string | undefined) => (text ?? '').replace(/\n$/, '').split('\n');

function writtenKeys({ origin }: TreeEntry, data: unknown): Path[] {
  const all = leavesOf(data);
  const sections = ['hostname', 'alpine', ...origin.paths.map(([section]) => section)];
  return all.length <= most ? all : all.filter(([section]) => sections.includes(section!)).slice(0, most);
}

/** Values of the host, at the places that asked for the file, which the profile does not have. */
function defaults({ origin }: TreeEntry, { data, host }: Rebuildable): Path[] {
  const below = origin.paths.flatMap((path) => leavesOf(valueAt(host, path), path));
  return once(below)
    .filter((path) => valueAt(data, path) === undefined)
    .slice(0, most);
}

/** What has a name in a default of the host, such as the network card of a profile that names none. */
function defaultThings({ origin }: TreeEntry, { data, host }: Rebuildable): Path[] {
  const below = origin.paths.flatMap((path) =>
    thingsOf(valueAt(host, path), (rest) => isNamed([...path, ...rest])).map((rest) => [...path, ...rest]),
  );
  return once(below)
    .filter((path) => typeof path.at(-1) === 'string' && valueAt(data, path) === undefined)
    .slice(0, most);
}

/** The lines of the first text that the second does not have. */
function changedLines(before: readonly string[], after: readonly string[]): number[] {
  let at = 0;
  return diffArrays([...before], [...after]).flatMap(({ added, removed, value }) => {
    if (added) return [];
    const places = removed ? value.map((_, index) => at + index) : [];
    at += value.length;
    return places;
  });
}

function differs(a: SideEntry, b: SideEntry): boolean {
  const noText = a.text === undefined || b.text === undefined;
  return (
    a.type !== b.type ||
    a.mode !== b.mode ||
    a.owner !== b.owner ||
    a.target !== b.target ||
    (noText && a.sha256 !== b.sha256) ||
    a.secret !== b.secret
  );
}

function once(paths: readonly Path[]): Path[] {
  const byKey = new Map(paths.map((path) => [keyOf(path), path]));
  return [...byKey].sort(([a], [b]) => compareBytes(a, b)).map(([, path]) => path);
}
