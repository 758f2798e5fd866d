import { keysOf } from '../../profile/shape.ts';
import type { Meant, Unknown } from '../../profile/unknown-keys.ts';
import { cardWords, deviceWords, diskWords } from './devices.ts';
import { guestValues } from './guest-values.ts';
import { guestWords } from './guests.ts';
import { interfaceWords, networkWords } from './networks.ts';
import { remedyFor } from './remedy.ts';
import { topWords } from './top.ts';
import { type Here, isMap, type Said, type Word } from './word.ts';

/** Words for keys that are unknown here, and for values of known keys, by the place of their map. */
const tables: readonly { at: RegExp; words: readonly Word[]; values?: readonly Word[] }[] = [
  { at: /^$/, words: topWords },
  { at: /^network$/, words: networkWords },
  { at: /^network\/interfaces\/[^/]+$/, words: interfaceWords },
  { at: /^vms\/[^/]+$/, words: [...guestWords, ...deviceWords], values: guestValues },
  { at: /^vms\/[^/]+\/disks\/\d+$/, words: diskWords },
  { at: /^vms\/[^/]+\/networks\/\d+$/, words: cardWords },
];

/** No guest has more keys of a kind. */
const mostTogether = 50;

/** What a key of another tool is here, together with the other keys of its map that become the same. */
export function otherToolsWord({ key, at, siblings, value, map }: Unknown, profile: unknown): Meant | undefined {
  const { words = [], values = [] } = tables.find((table) => table.at.test(at.join('/'))) ?? {};
  const known = keysOf(map);
  const hereOf = (said: Pick<Said, 'key' | 'value'>) =>
    (known.includes(said.key) ? values : words)
      .find((word) => word.key.test(said.key))
      ?.here({ ...said, at, siblings, profile });
  const own = hereOf({ key, value });
  if (own === undefined) return undefined;
  if ('advice' in own) return { remedy: own.advice, here: [] };
  const targets = targetsOf(own);
  const others = Object.entries(siblings).filter(([other], index) => index < mostTogether || other === key);
  const alike = others.flatMap(([other, each]) => {
    const here = hereOf({ key: other, value: each });
    return here && !('advice' in here) && targetsOf(here).some((target) => targets.includes(target))
      ? [{ other, here }]
      : [];
  });
  const replaced = alike.map(({ other }) => other);
  return { remedy: remedyFor(joined(alike.map(({ here }) => here)), siblings, replaced), here: targets };
}

const targetsOf = (here: Here): string[] =>
  'list' in here ? [here.list] : 'keys' in here ? Object.keys(here.keys) : [];

/** All of what several keys become, as keys with values. */
function joined(all: readonly Here[]): Record<string, unknown> {
  const keys: Record<string, unknown> = {};
  for (const here of all) {
    if ('list' in here) keys[here.list] = [...((keys[here.list] as unknown[]) ?? []), ...here.items];
    if ('keys' in here) {
      for (const [key, value] of Object.entries(here.keys)) {
        const before = keys[key];
        keys[key] = isMap(before) && isMap(value) ? { ...before, ...value } : value;
      }
    }
  }
  return keys;
}
