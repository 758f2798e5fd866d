import type { Command } from 'commander';
import { overlayFile } from '../tree/templates.ts';
import { completions } from './completion/words.ts';
import { writeResult } from './report.ts';
import { type Context, isData } from './streams.ts';

/** Prints the script that a shell loads, or, for that script, what the last of some words may become. */
export function completion(shell: string, words: readonly string[], program: Command, context: Context): number {
  const text =
    shell === 'words'
      ? completions(program, words)
          .map((word) => `${word}\n`)
          .join('')
      : overlayFile(`completion/${shell}`).text;
  if (isData(context.format)) writeResult({ text }, [], context);
  else context.streams.stdout.write(text);
  return 0;
}
