import type { CheckFlags } from '../check.ts';
import { shardOption } from '../shard.ts';
import { factsOption, lockOption, type Verb } from '../verb.ts';

export const checkVerb: Verb = {
  name: 'check',
  description: 'Check profiles without writing anything.',
  example: 'check profiles/home-assistant.yaml',
  define: (command, start) =>
    command
      .argument('<profile...>', 'YAML files, folders of them, or - for standard input')
      .option(...factsOption)
      .option(...lockOption)
      .addOption(shardOption('check'))
      .action((profiles: string[], flags: CheckFlags) =>
        start(async (context) => (await import('../check.ts')).check(profiles, flags, context)),
      ),
};
