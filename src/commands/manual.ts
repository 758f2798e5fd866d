import type { Command } from 'commander';
import { renderView } from '../tree/templates.ts';
import { pageOf } from './manual/page.ts';
import { writeResult } from './report.ts';
import { type Context, isData } from './streams.ts';

/** Prints the manual page, with the examples of the help texts. */
export function manual(program: Command, exampleOf: (name: string) => string, context: Context): number {
  const text = renderView({ template: 'manual/mkapkovl.1', values: pageOf(program, context.version, exampleOf) });
  if (isData(context.format)) writeResult({ text }, [], context);
  else context.streams.stdout.write(text);
  return 0;
}
