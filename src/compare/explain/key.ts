import type { Path } from '../../findings/finding.ts';
import { type Comparison, compare } from '../compare.ts';
import { masked } from '../mask.ts';
import type { Side } from '../side.ts';
import { isNamed } from './alternatives.ts';
import { valueAt } from './keys.ts';
import { type Rebuildable, rebuilder } from './rebuild.ts';

/** What a key becomes: the difference between the host with it and the host with another value of it, or without it. */
export interface Effects {
  compared: 'left out' | 'changed' | 'renamed';
  /** The value, or the name, that it was compared with. */
  value?: unknown;
  /** From the host without the key, or with the other value, to that of the profile. */
  comparison: Comparison;
}

/** Undefined if the profile is not valid without the key nor with the other values and names that were tried. */
export async function effectsOf(path: Path, side: Side, base: Rebuildable): Promise<Effects | undefined> {
  const trials = rebuilder(base);
  const without = await trials.without(path);
  const comparison = without && compare(without.side, side);
  if (comparison && !comparison.equal) return { compared: 'left out', comparison };
  const other = await trials.changed(path);
  if (other) return { compared: 'changed', value: masked(other.change.value), comparison: compare(other.side, side) };
  return comparison ? { compared: 'left out', comparison } : ofThing(path, side, base);
}

/** Of what has a name and is needed, or is in a default: left out of the default, or with another name. */
async function ofThing(path: Path, side: Side, base: Rebuildable): Promise<Effects | undefined> {
  if (!isNamed(path)) return undefined;
  const trials = rebuilder(base);
  if (valueAt(base.data, path) !== undefined) {
    const other = await trials.renamed(path);
    return other && { compared: 'renamed', value: other.change.value, comparison: compare(other.side, side) };
  }
  const other = await trials.otherDefault(path);
  if (!other) return undefined;
  const known = valueAt(base.host, path.slice(0, -1)) as object;
  const name = Object.keys(other.change.value as object).find((each) => !Object.hasOwn(known, each));
  const comparison = compare(other.side, side);
  return name === undefined ? { compared: 'left out', comparison } : { compared: 'renamed', value: name, comparison };
}
