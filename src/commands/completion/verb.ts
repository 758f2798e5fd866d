import { Argument } from 'commander';
import type { Verb } from '../verb.ts';

export const completionVerb: Verb = {
  name: 'completion',
  description: 'Print a script with which a shell completes commands, options and their values.',
  example: 'completion bash',
  define: (command, start) =>
    command
      .addArgument(new Argument('<shell>', 'words is for these scripts').choices(['bash', 'zsh', 'fish', 'words']))
      .argument('[words...]', 'after words --: the line so far')
      .action((shell: string, words: string[]) => {
        if (shell !== 'words' && words.length > 0) command.error('error: only "words" has further arguments');
        return start(async (context) =>
          (await import('../completion.ts')).completion(shell, words, command.parent!, context),
        );
      }),
};
