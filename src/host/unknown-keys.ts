import { isOneSlip } from '../findings/closest.ts';
import { elsewhere, fitElsewhere } from '../profile/elsewhere.ts';
import { fitness } from '../profile/fitness.ts';
import { childOf } from '../profile/shape.ts';
import type { Meaning, Unknown } from '../profile/unknown-keys.ts';
import { otherToolsWord } from './other-tools/find.ts';
import { profileSchema } from './schema.ts';

/** What unknown keys of a profile were meant to be: keys of another tool, or of another place. */
export function meaningIn(data: unknown): Meaning {
  return (unknown) => {
    const word = otherToolsWord(unknown, data);
    if (word) return word;
    if (isMisspelt(unknown)) return undefined;
    const remedy = elsewhere(unknown, profileSchema, data);
    return remedy === undefined ? undefined : { remedy, here: [] };
  };
}

/** Whether it is most probably a misspelt key of its own map, rather than a key of another one. */
function isMisspelt({ key, value, at, map, near }: Unknown): boolean {
  const schema = near === undefined ? undefined : childOf(map, near);
  const there = fitElsewhere({ key, value, at }, profileSchema);
  if (!schema || there === 0) return schema !== undefined;
  return isOneSlip(key, near!) && fitness(schema, value) >= there;
}
