import type { Problem } from '#src/findings/finding.ts';
import type { Text } from '../text.ts';
import { type Words, wordsOf } from './words.ts';

/** One command, virt-install's own name left out. */
export interface Command {
  name: Text;
  arguments: Words;
}

const before = new Set([
  'sudo',
  'env',
  'exec',
  'command',
  'time',
  'nohup',
  'then',
  'do',
  'else',
  'if',
  '!',
  '$',
  '%',
  '#',
]);
const withValue = new Set(['-u', '-g', '-h', '-p', '-C', '-n', '--user', '--group', '--unset', '-S', '--chdir']);

/** The virt-install commands of a text, with or without sudo, a path, variables set for it, or a manual's prompt. */
export function commandsOf(text: string, file: string): { commands: Command[]; problems: Problem[] } {
  const plain = wordsOf(text, file);
  const commands = plain.commands.flatMap(commandOf);
  if (commands.length > 0 || plain.problems.length > 0) return { commands, problems: plain.problems };
  const prompted = wordsOf(text, file, true);
  return { commands: prompted.commands.flatMap(commandOf), problems: prompted.problems };
}

function commandOf(words: Words): Command[] {
  let index = 0;
  let prefixed = false;
  for (; index < words.length; index += 1) {
    const { value } = words[index]!;
    if (/(^|\/)virt-install$/.test(value)) return [{ name: words[index]!, arguments: words.slice(index + 1) }];
    if (/(^|\/)python[0-9.]*$/.test(value) || before.has(value.replace(/^.*\//, ''))) prefixed = true;
    else if (prefixed && value.startsWith('-')) index += withValue.has(value) ? 1 : 0;
    else if (!/^[A-Za-z_][A-Za-z0-9_]*=/.test(value)) return [];
  }
  return [];
}
