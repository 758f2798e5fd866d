import type { Path } from '../../findings/finding.ts';
import { type Comparison, compare } from '../compare.ts';
import { masked } from '../mask.ts';
import type { Side } from '../side.ts';
import { type Rebuildable, rebuilder } from './rebuild.ts';

/** What a key becomes: the difference between the host with it and the host with another value of it, or without it. */
export interface Effects {
  compared: 'left out' | 'changed';
  /** The value that it was compared with. */
  value?: unknown;
  /** From the host without the key, or with the other value, to that of the profile. */
  comparison: Comparison;
}

/** Undefined if the profile is not valid without the key nor with the other values that were tried. */
export async function effectsOf(path: Path, side: Side, base: Rebuildable): Promise<Effects | undefined> {
  const trials = rebuilder(base);
  const without = await trials.without(path);
  const comparison = without && compare(without.side, side);
  if (comparison && !comparison.equal) return { compared: 'left out', comparison };
  const other = await trials.changed(path);
  if (other) return { compared: 'changed', value: masked(other.change.value), comparison: compare(other.side, side) };
  return comparison && { compared: 'left out', comparison };
}
