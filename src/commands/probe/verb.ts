import type { Command } from 'commander';
import { machineArgument } from '../machine-argument.ts';
import type { ProbeFlags } from '../probe.ts';
import type { Verb } from '../verb.ts';

export const probeVerb: Verb = {
  name: 'probe',
  description: 'Collect facts: print those of this machine, or save those of another one.',
  example: 'probe --script > probe.sh',
  define: (command, start) =>
    command
      .argument('[user@host]', 'machine to probe over ssh (default: this machine)', machineArgument)
      .option('--out <file>', 'file to save the facts to (default for another machine: facts/NAME.json)')
      .option('--script', 'only print the script, to run on the machine: sh probe.sh > facts.json')
      .action((name: string | undefined, flags: ProbeFlags, command: Command) => {
        if (flags.script && (name !== undefined || flags.out !== undefined)) {
          command.error("error: option '--script' only prints: it cannot be combined with a machine or --out");
        }
        return start(async (context) => (await import('../probe.ts')).probe(name, flags, context));
      }),
};
