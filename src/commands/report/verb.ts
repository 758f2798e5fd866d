import { shardOption } from '../shard.ts';
import { isData } from '../streams.ts';
import { factsOption, lockOption, type Verb } from '../verb.ts';
import type { ReportFlags } from './run.ts';

export const reportVerb: Verb = {
  name: 'report',
  description: 'Write a page (HTML) about each host: devices, guests, networks, disks, files and findings.',
  example: 'report profiles/home-assistant.yaml --out home-assistant.html',
  define: (command, start) =>
    command
      .argument('<profile...>', 'YAML files, folders of them, or - for standard input')
      .option('--out <path>', 'folder, or for one profile a file that ends in .html, or - for standard output', 'out')
      .option(...factsOption)
      .option(...lockOption)
      .addOption(shardOption('make pages of'))
      .action((profiles: string[], flags: ReportFlags) =>
        start(async (context) => {
          if (flags.out === '-' && isData(context.format))
            command.error(
              `error: --out - prints the page, and --format ${context.format} a result: name a file or a folder`,
            );
          return (await import('./run.ts')).report(profiles, flags, context);
        }),
      ),
};
