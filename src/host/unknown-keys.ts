import { isOneSlip } from '../findings/closest.ts';
import { pointer } from '../findings/finding.ts';
import { elsewhere, fitElsewhere } from '../profile/elsewhere.ts';
import { fitness } from '../profile/fitness.ts';
import { childOf, keysOf } from '../profile/shape.ts';
import type { Meaning, Meant, Unknown } from '../profile/unknown-keys.ts';
import { otherToolsWord } from './other-tools/find.ts';
import { profileSchema } from './schema.ts';

/** A profile with more unknown keys than this is none; each takes as long as many of its values. */
const mostKeys = 100;

/** What unknown keys of a profile were meant to be: keys of another tool, or of another place. */
export function meaningIn(data: unknown): Meaning {
  const known = new Map<string, Meant | undefined>();
  return (unknown) => {
    const at = pointer([...unknown.at, unknown.key]);
    if (!known.has(at) && known.size < mostKeys) known.set(at, meantBy(unknown, data));
    return known.get(at);
  };
}

function meantBy(unknown: Unknown, data: unknown): Meant | undefined {
  const word = otherToolsWord(unknown, data);
  // Where a known key belongs is known.
  if (word || keysOf(unknown.map).includes(unknown.key) || isMisspelt(unknown)) return word;
  const remedy = elsewhere(unknown, profileSchema, data);
  return remedy === undefined ? undefined : { remedy, here: [] };
}

/** Whether it is most probably a misspelt key of its own map, rather than a key of another one. */
function isMisspelt({ key, value, at, map, near }: Unknown): boolean {
  const schema = near === undefined ? undefined : childOf(map, near);
  const there = fitElsewhere({ key, value, at }, profileSchema);
  if (!schema || there === 0) return schema !== undefined;
  return isOneSlip(key, near!) && fitness(schema, value) >= there;
}
