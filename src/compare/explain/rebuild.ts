import type { Path } from '../../findings/finding.ts';
import { hasErrors } from '../../findings/finding.ts';
import type { Host } from '../../host/host.ts';
import { type ExamineOptions, examine } from '../../pipeline/examine.ts';
import type { ParsedFiles } from '../../profile/load.ts';
import { type Side, sideOfTree } from '../side.ts';
import { type Change, changed, leftOut, otherDefault, renamed } from './alternatives.ts';
import { valueAt } from './keys.ts';

/** A profile that is valid, and a way to build it again with a change. */
export interface Rebuildable {
  profile: string;
  options: ExamineOptions;
  data: unknown;
  host: Host;
}

/** A change with what it gives; undefined if the profile is not valid with it. */
export interface Tried {
  change: Change;
  side: Side;
}

/** Builds a profile again and again in memory. Each change is tried once. */
export function rebuilder({ profile, options, data, host }: Rebuildable) {
  const shared: ParsedFiles = new Map();
  const contents = options.contents ?? new Map();
  const known = new Map<string, Promise<Tried | undefined>>();
  const build = async (change: Change): Promise<Tried | undefined> => {
    const found = await examine(profile, { ...options, contents, change: change.apply }, shared);
    if (!found.host || !found.tree || hasErrors(found.findings)) return undefined;
    return { change, side: sideOfTree(profile, found.host, found.tree) };
  };
  const once = (change: Change) => {
    const name = JSON.stringify([change.path, change.value === undefined ? null : { value: change.value }]);
    const trial = known.get(name) ?? build(change);
    known.set(name, trial);
    return trial;
  };
  const first = async (changes: readonly Change[]): Promise<Tried | undefined> => {
    for (const change of changes) {
      const tried = await once(change);
      if (tried) return tried;
    }
    return undefined;
  };
  return {
    /** Without the key; undefined if it is needed, or a default. */
    without: (path: Path) => (valueAt(data, path) === undefined ? Promise.resolve(undefined) : once(leftOut(path))),
    /** With another value of the key. */
    changed: (path: Path) => first(changed(path, data, host)),
    /** Without a thing of a default, or with another name of it. */
    otherDefault: (path: Path) => first(otherDefault(path, host)),
    /** A thing of the profile with another name. */
    renamed: (path: Path) => first(typeof path.at(-1) === 'string' ? renamed(path, data) : []),
    /** Without the nearest key above it that can be left out. */
    withoutAbove: (path: Path) =>
      first(path.slice(1).map((_, index) => leftOut(path.slice(0, path.length - 1 - index)))),
  };
}
