import type { Command } from 'commander';
import type { InitFlags } from '../init.ts';
import { machineArgument } from '../machine-argument.ts';
import type { Context } from '../streams.ts';
import { repeated, type Verb } from '../verb.ts';

export const initVerb: Verb = {
  name: 'init',
  description:
    'Write a first profile: from facts about the machine, from a running host, or from questions on a terminal.',
  example: 'init --facts docs/examples/ich10.txt',
  define: (command, start) =>
    command
      .argument(
        '[user@host]',
        'running host to take over: its facts, guests, networks and pools, over ssh',
        machineArgument,
      )
      .option(
        '--facts <file>',
        'facts about the machine (mkapkovl probe), or pasted listings: once for each file of them',
        repeated,
      )
      .option('--out <file>', 'new file for the profile (default: standard output)')
      .action((host: string | undefined, flags: InitFlags, command: Command) => {
        if (host !== undefined && flags.facts !== undefined) {
          command.error("error: option '--facts' cannot be combined with a machine, whose facts are collected");
        }
        return start(async (context) => {
          if (host === undefined && flags.facts === undefined) {
            const reason = whyNotAsked(context);
            if (reason !== undefined) {
              command.error(
                `error: ${reason}; provide facts: mkapkovl init --facts FILE (mkapkovl probe collects them)`,
              );
            }
          }
          return (await import('../init.ts')).init(host, flags, context);
        });
      }),
};

/** Why there can be no questions; undefined if there can. */
function whyNotAsked({ streams: { stdin, stderr }, environment: { CI, TERM } }: Context): string | undefined {
  if (!stdin.isTTY || !stderr.isTTY) return 'there is no terminal to ask questions on';
  if (CI) return 'CI is set, so no one would answer questions';
  // The questions are drawn again with every key.
  return TERM === 'dumb' ? 'TERM is dumb, and questions need a terminal that can move its cursor' : undefined;
}
