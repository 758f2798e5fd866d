import type { Command } from 'commander';
import type { InitFlags } from '../init.ts';
import type { Verb } from '../verb.ts';

export const initVerb: Verb = {
  name: 'init',
  description: 'Write a first profile, from facts about the machine or from questions on a terminal.',
  example: 'init --facts docs/examples/ich10.txt',
  define: (command, start, streams) =>
    command
      .option('--facts <file>', 'facts about the machine (mkapkovl probe), or pasted listings')
      .option('--out <file>', 'new file for the profile (default: standard output)')
      .action((flags: InitFlags, command: Command) => {
        if (flags.facts === undefined && (!streams.stdin.isTTY || !streams.stderr.isTTY)) {
          command.error(
            'error: there is no terminal to ask questions on; provide facts: mkapkovl init --facts FILE (mkapkovl probe collects them)',
          );
        }
        return start(async (context) => (await import('../init.ts')).init(flags, context));
      }),
};
