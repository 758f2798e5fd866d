import type { ExplainFlags } from '../explain.ts';
import { factsOption, lockOption, type Verb } from '../verb.ts';

export const explainVerb: Verb = {
  name: 'explain',
  description: 'Show which key or default led to a file of the target and to each of its lines, or what a key becomes.',
  example: 'explain profiles/minimal.yaml etc/network/interfaces',
  define: (command, start) =>
    command
      .argument('<profile>', 'YAML file, or - for standard input')
      .argument('[path]', 'file on the target; without it, all are listed')
      .option('--key <key>', 'key of the profile, such as system.timezone')
      .option(...factsOption)
      .option(...lockOption)
      .action((profile: string, path: string | undefined, flags: ExplainFlags) => {
        if (path !== undefined && flags.key !== undefined) command.error('error: name a path or --key, not both');
        return start(async (context) => (await import('../explain.ts')).explain(profile, path, flags, context));
      }),
};
