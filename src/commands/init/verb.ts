import type { Command } from 'commander';
import type { InitFlags } from '../init.ts';
import type { Verb } from '../verb.ts';

export const initVerb: Verb = {
  name: 'init',
  description: 'Write a first profile: from facts about the machine, or by questions on a terminal.',
  example: 'init --facts docs/examples/ich10.txt',
  define: (command, start, streams) =>
    command
      .option('--facts <file>', 'facts about the machine (mkapkovl probe), or what was pasted from it')
      .option('--out <file>', 'a new file to write it to, instead of printing it')
      .action((flags: InitFlags, command: Command) => {
        if (flags.facts === undefined && (!streams.stdin.isTTY || !streams.stderr.isTTY)) {
          command.error(
            'error: without a terminal to ask on, give facts: mkapkovl init --facts FILE (mkapkovl probe takes them)',
          );
        }
        return start(async (context) => (await import('../init.ts')).init(flags, context));
      }),
};
