import { closest } from '../../findings/closest.ts';
import type { Leftover } from '../imported.ts';
import { lost, type Mark } from './marked.ts';
import { longNames, type Option, options } from './options.ts';
import type { Text } from './text.ts';

/** An option as it was given. */
export interface Use {
  name: string;
  /** As it was written. */
  flag: string;
  value: Text | undefined;
  mark: Mark;
}

/** Parses arguments as Python's argparse does: `--name=value`, values that follow, unambiguous beginnings of names. */
export function readArguments(words: readonly Text[]): { uses: Use[]; leftovers: Leftover[] } {
  const uses: Use[] = [];
  const leftovers: Leftover[] = [];
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index]!;
    const found = lookUp(word);
    if ('why' in found) {
      leftovers.push(lost(markOf(word, word.value), found.why, found.remedy));
      // The value of an unknown option is reported with it.
      if (found.option && word.value.startsWith('--') && words[index + 1] && !isFlag(words[index + 1]!)) index += 1;
      continue;
    }
    const { option, flag } = found;
    let { value } = found;
    if (option.takes === 'none') {
      if (value) leftovers.push(lost(markOf(word, flag), `${flag} does not accept a value`, 'Remove the value.'));
      value = undefined;
    } else if (!value && words[index + 1] && !isFlag(words[index + 1]!)) {
      index += 1;
      value = words[index];
    }
    const mark = { where: flag, value: value?.value ?? '', offset: word.offset };
    if (option.takes === 'one' && !value) leftovers.push(lost(mark, `${flag} has no value`, `Write ${flag} VALUE.`));
    else uses.push({ name: option.name, flag, value, mark });
  }
  return { uses, leftovers };
}

const markOf = (word: Text, where: string): Mark => ({
  where: where.slice(0, 60),
  value: word.value.slice(0, 200),
  offset: word.offset,
});

/** A word that begins a new option; a value may begin with a hyphen as long as it is none, as in `-1`. */
function isFlag(word: Text): boolean {
  if (!word.value.startsWith('-') || word.value.length < 2) return false;
  return word.value.startsWith('--') || options.has(word.value.slice(0, 2)) ? !word.value.includes(' ') : false;
}

type Found =
  | { option: Option; flag: string; value: Text | undefined }
  | { option?: boolean; why: string; remedy: string };

function lookUp(word: Text): Found {
  const { value } = word;
  if (!value.startsWith('-'))
    return { why: 'virt-install accepts only options', remedy: 'Put values with spaces in quotes.' };
  const equals = value.indexOf('=');
  const name = value.startsWith('--') && equals > 0 ? value.slice(0, equals) : value;
  const given = name === value ? undefined : word.slice(equals + 1);
  const exact = options.get(name);
  if (exact) return { option: exact, flag: name, value: given };
  if (!value.startsWith('--')) {
    const short = options.get(value.slice(0, 2));
    if (short) return { option: short, flag: value.slice(0, 2), value: word.slice(value[2] === '=' ? 3 : 2) };
    return { option: true, why: 'virt-install has no such option', remedy: 'Remove it.' };
  }
  const candidates = longNames.filter((each) => each.startsWith(name));
  const meant = new Set(candidates.map((each) => options.get(each)!.name));
  if (name.length > 2 && meant.size === 1)
    return { option: options.get(candidates[0]!)!, flag: candidates[0]!, value: given };
  if (name.length > 2 && meant.size > 1)
    return { option: true, why: `it is ambiguous: ${candidates.join(', ')}`, remedy: 'Write its full name.' };
  const near = closest(name, longNames);
  return {
    option: true,
    why: 'virt-install has no such option',
    remedy: near ? `Did you mean ${near}?` : 'Remove it.',
  };
}
