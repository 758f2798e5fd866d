import { Command, type ErrorOptions, type Option } from 'commander';

/** What other programs call the commands of this one. */
export const otherNames: Record<string, readonly string[]> = {
  check: ['validate', 'lint', 'verify', 'test'],
  build: ['render', 'make', 'generate', 'create', 'compile', 'pack'],
  'media iso': ['iso', 'image'],
  'media usb': ['usb', 'stick'],
  init: ['new', 'start'],
  inspect: ['show', 'list', 'unpack'],
  probe: ['facts', 'collect', 'scan'],
  try: ['run', 'boot'],
  import: ['convert'],
};

/** A command that says what to do about wrong usage, where Commander only says what is wrong. */
export class GuidedCommand extends Command {
  override createCommand(name?: string): GuidedCommand {
    return new GuidedCommand(name);
  }

  override error(message: string, options?: ErrorOptions): never {
    if (options?.code === 'commander.unknownCommand') return super.error(this.withCommand(message), options);
    const taken = options?.code === 'commander.missingArgument' ? this.takenProfile() : undefined;
    return super.error(taken === undefined ? message : `${message}\n${taken}`, options);
  }

  private withCommand(message: string): string {
    const word = this.args[0]?.toLowerCase() ?? '';
    const meant = Object.entries(otherNames).find(([, names]) => names.includes(word))?.[0];
    if (meant) return `${message.split('\n')[0]}\n(Did you mean ${meant}?)`;
    return message.includes('Did you mean') ? message : `${message}\n(${this.name()} --help lists the commands.)`;
  }

  /** An option with a value takes the word after it, even if that was to be the profile. */
  private takenProfile(): string | undefined {
    const valuesOf = (each: Option) => [this.getOptionValue(each.attributeName())].flat().map(String);
    const isProfile = (value: string) => /\.ya?ml$/i.test(value);
    const option = this.options.find((each) => each.long && valuesOf(each).some(isProfile));
    if (!option) return undefined;
    const value = valuesOf(option).findLast(isProfile)!;
    // It takes all words up to the next option, so its own value before the profile does not help.
    if (option.variadic)
      return `(${option.flags} took ${value}. Write ${value} before ${option.long}, or -- between them.)`;
    return `(${option.flags} took ${value}. Write its own value after ${option.long}, then ${value}; or leave ${option.long} out.)`;
  }
}
