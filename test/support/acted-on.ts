import { parse } from 'yaml';
import type { Path } from '../../src/findings/finding.ts';

type Data = Record<string, unknown>;

/**
 * A profile after a user did literally what a remedy says; undefined if it leaves something to the user, such as a
 * value in place of `…`.
 */
export function actedOn(profile: unknown, path: Path, code: string, remedy: string): unknown {
  const data = structuredClone(profile);
  const key = path.at(-1)!;
  const map = path.slice(0, -1).reduce<unknown>((at, part) => (at as Data)[part], data) as Data;
  for (const [pattern, act] of acts) {
    const found = pattern.exec(remedy);
    if (!found || found.slice(1).some((text) => text?.includes('…'))) continue;
    return act(map, key, found, code) === false ? undefined : data;
  }
  return undefined;
}

type Act = (map: Data, key: string | number, found: RegExpExecArray, code: string) => unknown;

const acts: readonly (readonly [RegExp, Act])[] = [
  [
    /^Write (.+) in place of ("[^"]+"(?: and "[^"]+")*)\.$/,
    (map, _, [, written, replaced]) => {
      for (const [, name] of replaced!.matchAll(/"([^"]+)"/g)) delete map[name!];
      Object.assign(map, parse(`{ ${written} }`));
    },
  ],
  [
    /^Move it into the list that is there: (\w+): \[ …, (.+) \]\.$/,
    (map, key, [, list, items]) => {
      delete map[key];
      (map[list!] as unknown[]).push(...parse(`[${items}]`));
    },
  ],
  [
    /^Move it into what is there: (\w+): \{ …, (.+) \}\.$/,
    (map, key, [, name, keys]) => {
      delete map[key];
      Object.assign(map[name!] as Data, parse(`{ ${keys} }`));
    },
  ],
  [/^Remove it: /, (map, key) => delete map[key]],
  [
    /^Did you mean "([^"]+)"\?$/,
    (map, key, [, meant], code) => {
      if (code !== 'unknown-key') map[key] = meant;
      else {
        map[meant!] = map[key];
        delete map[key];
      }
    },
  ],
  [
    /^Write (?:a map|a list|one of these words): (.+?)(?:; or .*|\. .*|\.)$/,
    (map, key, [, written]) => {
      map[key] = typeof key === 'number' ? parse(written!) : (parse(`{ ${written} }`) as Data)[key];
    },
  ],
];
