import type { Command } from 'commander';
import type { DiffFlags } from '../diff.ts';
import { factsOption, lockOption, type Verb } from '../verb.ts';

export const diffVerb: Verb = {
  name: 'diff',
  description:
    'Show what changes from one profile, revision, overlay or running host to another; exit 4 if anything does.',
  example: 'diff profiles/minimal.yaml profiles/unattended.yaml',
  formats: ['markdown'],
  define: (command, start) =>
    command
      .argument(
        '<before>',
        'profile (-: standard input), git:REVISION:FILE, overlay (also encrypted), manifest, USER@HOST (a running host, over ssh); or a folder of profiles or overlays',
      )
      .argument('<after>', 'the same')
      .option(...factsOption)
      .option(...lockOption)
      .option(
        '--bundle-key <file>',
        'key of the bundle that the host was installed from: profiles have its public part',
      )
      .option('--passphrase-file <file>', 'file with the passphrase of encrypted overlays')
      .action((before: string, after: string, flags: DiffFlags, command: Command) => {
        if (before === '-' && after === '-') command.error('error: only one of them can be standard input');
        return start(async (context) => (await import('../diff.ts')).diff(before, after, flags, context));
      }),
};
