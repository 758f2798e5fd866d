import type { Meant, Unknown } from '../../profile/unknown-keys.ts';
import { flow } from '../../profile/words.ts';
import { withoutLiterals } from '../../secrets/find.ts';
import { cardWords, deviceWords, diskWords } from './devices.ts';
import { guestWords } from './guests.ts';
import { interfaceWords, networkWords, topWords } from './networks.ts';
import { type Here, isMap, type Said, type Word } from './word.ts';

const tables: readonly { at: RegExp; words: readonly Word[] }[] = [
  { at: /^$/, words: topWords },
  { at: /^network$/, words: networkWords },
  { at: /^network\/interfaces\/[^/]+$/, words: interfaceWords },
  { at: /^vms\/[^/]+$/, words: [...guestWords, ...deviceWords] },
  { at: /^vms\/[^/]+\/disks\/\d+$/, words: diskWords },
  { at: /^vms\/[^/]+\/networks\/\d+$/, words: cardWords },
];

/** No guest has more keys of a kind. */
const mostTogether = 50;

/** What a key of another tool is here, together with the other keys of its map that become the same. */
export function otherToolsWord({ key, at, siblings, value }: Unknown, profile: unknown): Meant | undefined {
  const { words } = tables.find((table) => table.at.test(at.join('/'))) ?? { words: [] };
  const hereOf = (said: Pick<Said, 'key' | 'value'>) =>
    words.find((word) => word.key.test(said.key))?.here({ ...said, at, siblings, profile });
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
  const replaced = alike.map(({ other }) => `"${other}"`).join(' and ');
  const written = joined(alike.map(({ here }) => here));
  return { remedy: remedyFor(written, siblings, replaced), here: targets };
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

function remedyFor(keys: Record<string, unknown>, siblings: Readonly<Record<string, unknown>>, replaced: string) {
  const there = Object.keys(keys).find((key) => Object.hasOwn(siblings, key));
  if (there === undefined) return `Write ${written(keys)} in place of ${replaced}.`;
  const value = keys[there];
  if (Array.isArray(value)) return `Move it into the list that is there: ${there}: [ …, ${items(value)} ].`;
  if (isMap(value) && isMap(siblings[there])) return `Move it into what is there: ${there}: { …, ${written(value)} }.`;
  return `Remove it: "${there}" says it, and is there already.`;
}

const written = (keys: Record<string, unknown>) =>
  withoutLiterals(
    Object.entries(keys)
      .map(([key, value]) => `${key}: ${flow(value)}`)
      .join(', '),
  );

const items = (list: readonly unknown[]) => withoutLiterals(list.map(flow).join(', '));
