import type { Command } from 'commander';
import type { InitFlags } from '../init.ts';
import { machineArgument } from '../machine-argument.ts';
import type { Verb } from '../verb.ts';

export const initVerb: Verb = {
  name: 'init',
  description:
    'Write a first profile: from facts about the machine, from a running host, or from questions on a terminal.',
  example: 'init --facts docs/examples/ich10.txt',
  define: (command, start, streams) =>
    command
      .argument(
        '[user@host]',
        'running host to take over: its facts, guests, networks and pools, over ssh',
        machineArgument,
      )
      .option('--facts <file>', 'facts about the machine (mkapkovl probe), or pasted listings')
      .option('--out <file>', 'new file for the profile (default: standard output)')
      .action((host: string | undefined, flags: InitFlags, command: Command) => {
        if (host !== undefined && flags.facts !== undefined) {
          command.error("error: option '--facts' cannot be combined with a machine, whose facts are collected");
        }
        if (host === undefined && flags.facts === undefined && (!streams.stdin.isTTY || !streams.stderr.isTTY)) {
          command.error(
            'error: there is no terminal to ask questions on; provide facts: mkapkovl init --facts FILE (mkapkovl probe collects them)',
          );
        }
        return start(async (context) => (await import('../init.ts')).init(host, flags, context));
      }),
};
