import type { Argument, Command, Help, Option } from 'commander';

/** A term with what it means, as the help text has them. */
interface Item {
  term: string;
  text: string;
}

/** What the template of the manual page prints; every text is escaped for roff. */
export interface Page {
  version: string;
  description: string;
  options: Item[];
  commands: { usage: string; text: string; arguments: Item[]; options: Item[]; example: string }[];
}

/** The manual page of the program, from the tree of commands that --help prints. */
export function pageOf(program: Command, version: string, exampleOf: (name: string) => string): Page {
  const help = program.createHelp();
  return {
    version,
    description: roff(withoutFullStop(program.description())),
    options: optionsOf(program, help),
    commands: program.commands.map((command) => ({
      usage: roff(`${command.name()} ${command.usage()}`),
      text: roff(command.description()),
      arguments: help.visibleArguments(command).map((argument) => itemOf(argument, help)),
      options: optionsOf(command, help).filter(({ term }) => !term.includes('help')),
      example: roff(`mkapkovl ${exampleOf(command.name())}`),
    })),
  };
}

const withoutFullStop = (text: string) => text.replace(/\.$/, '');

const optionsOf = (command: Command, help: Help): Item[] =>
  help
    .visibleOptions(command)
    .map((option: Option) => ({ term: roff(help.optionTerm(option)), text: roff(help.optionDescription(option)) }));

const itemOf = (argument: Argument, help: Help): Item => ({
  term: roff(help.argumentTerm(argument)),
  text: roff(help.argumentDescription(argument)),
});

/**
 * Plain text for man(7): a backslash begins an escape, a hyphen may become a typographic one, which no shell reads, and
 * a period or an apostrophe begins a request at the start of a line.
 */
const roff = (text: string): string =>
  text.replace(/\\/g, '\\e').replace(/-/g, '\\-').replace(/^[.']/, '\\&$&').replace(/\s+/g, ' ');
