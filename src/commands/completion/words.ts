import type { Command, Option } from 'commander';

/** What a shell may complete the last word to; nothing where that is the name of a file, or free text. */
export function completions(program: Command, words: readonly string[]): string[] {
  const before = words.slice(0, -1);
  const current = words.at(-1) ?? '';
  const all = candidates(program, before, current);
  return all.filter((word) => word.startsWith(current)).sort();
}

function candidates(program: Command, before: readonly string[], current: string): readonly string[] {
  if (before.includes('--')) return [];
  const { command, values } = parsed(program, before);
  const options = [...command.options, ...program.options];
  const open = options.find((option) => isNamed(option, before.at(-1)) && takesValue(option));
  if (open) return open.argChoices ?? [];
  const [name, value] = split(current);
  if (value !== undefined) {
    const option = options.find((each) => isNamed(each, name) && takesValue(each));
    return (option?.argChoices ?? []).map((choice) => `${name}=${choice}`);
  }
  if (current.startsWith('-')) return [...options.flatMap(({ long }) => long ?? []), '--help'].filter(once);
  if (command === program) return program.commands.map((each) => each.name());
  const places = command.registeredArguments;
  const place = places[values] ?? (places.at(-1)?.variadic ? places.at(-1) : undefined);
  return place?.argChoices ?? [];
}

/** The verb of a line, and how many arguments it has so far. */
function parsed(program: Command, before: readonly string[]): { command: Command; values: number } {
  let command = program;
  let values = 0;
  for (let index = 0; index < before.length; index++) {
    const word = before[index]!;
    const option = [...command.options, ...program.options].find((each) => isNamed(each, word));
    if (option) index += takesValue(option) ? 1 : 0;
    else if (word.startsWith('-')) continue;
    else if (command === program) command = program.commands.find((each) => each.name() === word) ?? program;
    else values++;
  }
  return { command, values };
}

/** The two parts of --option=value. */
function split(word: string): [string, string | undefined] {
  const at = word.startsWith('--') ? word.indexOf('=') : -1;
  return at < 0 ? [word, undefined] : [word.slice(0, at), word.slice(at + 1)];
}

const isNamed = ({ long, short }: Option, word: string | undefined) =>
  word !== undefined && (word === long || word === short);
const takesValue = ({ required, optional }: Option) => required || optional;
const once = (word: string, index: number, all: readonly string[]) => all.indexOf(word) === index;
