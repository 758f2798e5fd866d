import type { Verb } from '../verb.ts';

/** @param exampleOf the example of a command, by its name. */
export const manualVerb = (exampleOf: (name: string) => string): Verb => ({
  name: 'manual',
  description: 'Print the manual page, as man(1) reads it.',
  example: 'manual > mkapkovl.1',
  define: (command, start) =>
    command.action(() =>
      start(async (context) => (await import('../manual.ts')).manual(command.parent!, exampleOf, context)),
    ),
});
