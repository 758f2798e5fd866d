import type { Verb } from '../verb.ts';

export const schemaVerb: Verb = {
  name: 'schema',
  description: 'Print the JSON schema of profiles.',
  example: 'schema > profile.schema.json',
  define: (command, start) =>
    command.action(() => start(async (context) => (await import('../schema.ts')).schema(context))),
};
