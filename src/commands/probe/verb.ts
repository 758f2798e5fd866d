import { type Command, InvalidArgumentError } from 'commander';
import type { ProbeFlags } from '../probe.ts';
import type { Verb } from '../verb.ts';

export const probeVerb: Verb = {
  name: 'probe',
  description: 'Measure a machine: print facts about this one, or save those of another.',
  example: 'probe --script > probe.sh',
  define: (command, start) =>
    command
      .argument('[user@host]', 'machine that ssh reaches; without it, this one', host)
      .option('--out <file>', 'where to save the facts (default: facts/NAME.json for another machine)')
      .option('--script', 'only print the script, to be run on the machine: sh probe.sh > facts.json')
      .action((name: string | undefined, flags: ProbeFlags, command: Command) => {
        if (flags.script && (name !== undefined || flags.out !== undefined)) {
          command.error("error: option '--script' only prints; it goes with neither a machine nor --out");
        }
        return start(async (context) => (await import('../probe.ts')).probe(name, flags, context));
      }),
};

/** Nothing that ssh would take for an option. */
function host(text: string): string {
  if (!/^[^\s-]\S*$/.test(text)) throw new InvalidArgumentError('Write USER@HOST, or a name that ssh knows.');
  return text;
}
