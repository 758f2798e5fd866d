import { closest } from '../../findings/closest.ts';
import type { Leftover } from '../imported.ts';
import type { Use } from './arguments.ts';
import { lost } from './marked.ts';
import table from './suboptions.json' with { type: 'json' };
import { Text } from './text.ts';

/** The suboptions of one option, from virtinst/cli.py; test/libvirt/suboptions.py prints the table. */
interface Table {
  element: string;
  first: string[];
  none?: boolean;
  suboptions: Record<string, string>;
  aliases?: Record<string, string>;
}

/** How a suboption is read: where it goes in the XML, and what kind of value it has. */
export interface Suboption {
  name: string;
  /** Place below the element of the option; `[n]` stands for a number of the name. `-` for none. */
  at: string;
  words: Set<string>;
}

/** A suboption as it was given. */
export interface Pair {
  key: string;
  value: Text | undefined;
  offset: number;
}

/** The suboptions of an option by name; of several with one name the last counts, in the place of the first. */
export type Pairs = Map<string, Pair>;

const tables = table as unknown as Record<string, Table>;
const patterns = new Map<string, [RegExp, string][]>();

export function tableOf(option: string): Table | undefined {
  const name = option.replaceAll('-', '_');
  return Object.hasOwn(tables, name) ? tables[name] : undefined;
}

/** Every suboption of an option, in the order in which virt-install sees to them. */
export function suboptionsOf({ suboptions }: Table): Suboption[] {
  return Object.entries(suboptions).map(([name, definition]) => suboption(name, definition));
}

function suboption(name: string, definition: string): Suboption {
  const [at = '-', ...words] = definition.split(/ (?![^[]*\])/);
  return { name, at, words: new Set(words) };
}

/** The suboption that a written name means; its numbers apart. */
export function meantBy(option: string, written: string): { suboption: Suboption; numbers: number[] } | undefined {
  const known = tableOf(option);
  if (!known) return undefined;
  const { suboptions, aliases = {} } = known;
  const name = Object.hasOwn(suboptions, written)
    ? written
    : Object.hasOwn(aliases, written)
      ? aliases[written]!
      : undefined;
  if (name !== undefined && suboptions[name] !== undefined)
    return { suboption: suboption(name, suboptions[name]), numbers: [] };
  for (const [pattern, target] of patternsOf(option, known)) {
    const match = pattern.exec(written);
    if (match && suboptions[target] !== undefined)
      return {
        suboption: suboption(target, suboptions[target]),
        numbers: match.slice(1).map((each) => Math.min(Number(each), 999)),
      };
  }
  return undefined;
}

function patternsOf(option: string, { suboptions, aliases = {} }: Table): [RegExp, string][] {
  const known = patterns.get(option);
  if (known) return known;
  const names = [...Object.keys(suboptions).map((name) => [name, name]), ...Object.entries(aliases)] as [
    string,
    string,
  ][];
  const made = names
    .filter(([name]) => name.includes('[n]'))
    .map(([name, target]): [RegExp, string] => {
      const escaped = name.replace(/[.*+?^${}()|\\]/g, '\\$&').replaceAll('[n]', '(\\d*)');
      return [new RegExp(`^${escaped}$`), target];
    });
  patterns.set(option, made);
  return made;
}

/** Splits a value at its commas, as Python's shlex does with quotes and backslashes (parse_optstr_tuples). */
export function tokensOf(value: Text): Text[] {
  const tokens: Text[] = [];
  let characters: string[] = [];
  let places: number[] = [];
  let started = false;
  let quote = '';
  const text = value.value;
  const end = (index: number) => {
    if (started) tokens.push(new Text(characters.join(''), places, value.at(index)));
    [characters, places, started] = [[], [], false];
  };
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index]!;
    const next = text[index + 1];
    if (character === quote) quote = '';
    else if (quote === '' && character === ',') end(index);
    else if (quote === '' && (character === '"' || character === "'")) [quote, started] = [character, true];
    else {
      const escaped =
        character === '\\' && quote !== "'" && next !== undefined && (quote === '' || next === '"' || next === '\\');
      if (escaped) index += 1;
      characters.push(escaped ? next : character);
      places.push(value.at(index));
      started = true;
    }
  }
  end(text.length);
  return tokens;
}

/** The suboptions in an option's value (_parse_optstr_to_dict), including those without a name and values with commas. */
export function pairsOf(option: string, value: Text): Pairs {
  const first = [...(tableOf(option)?.first ?? [])];
  const pairs: Pairs = new Map();
  const tokens = tokensOf(value).map(split);
  for (let index = 0; index < tokens.length && !tokens[index]!.value && first.length > 0; index += 1) {
    const { whole } = tokens[index]!;
    tokens[index] = { key: first.shift()!, value: whole, whole, offset: whole.offset };
  }
  for (let index = 0; index < tokens.length; index += 1) {
    const { key, whole, offset } = tokens[index]!;
    let given = tokens[index]!.value;
    if (meantBy(option, key)?.suboption.words.has('comma')) {
      const parts: Text[] = [];
      while (index + 1 < tokens.length && !meantBy(option, tokens[index + 1]!.key)) parts.push(tokens[++index]!.whole);
      if (parts.length > 0) given = joined([...(given ? [given] : []), ...parts], whole);
    }
    pairs.set(key, { key, value: given, offset });
  }
  return pairs;
}

function split(whole: Text): { key: string; value: Text | undefined; whole: Text; offset: number } {
  const equals = whole.value.indexOf('=');
  if (equals < 0) return { key: whole.value, value: undefined, whole, offset: whole.offset };
  return { key: whole.value.slice(0, equals), value: whole.slice(equals + 1), whole, offset: whole.offset };
}

const joined = (parts: Text[], at: Text): Text => (parts[0] ?? at).as(parts.map(({ value }) => value).join(','));

/** Reports a suboption that virt-install does not have. */
export function unknownPair({ flag, name }: Use, { key, value, offset }: Pair): Leftover {
  const names = [...Object.keys(tableOf(name)?.suboptions ?? {}), ...Object.keys(tableOf(name)?.aliases ?? {})];
  const near = closest(key, names);
  const mark = { where: `${flag} ${key.slice(0, 60)}`, value: value?.value ?? '', offset };
  return lost(mark, `${flag} has no suboption of that name`, near ? `Did you mean ${near}?` : 'Remove it.');
}
