import * as z from 'zod';
import { formatIn } from '../profile/words.ts';
import { profileSchema } from './schema.ts';
import { addExamples } from './schema-examples.ts';

/** The profile's schema as JSON Schema (draft 2020-12), for editors and other tools. */
export function profileJsonSchema(): object {
  const schema = z.toJSONSchema(profileSchema, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      for (const part of [jsonSchema, ...(jsonSchema.allOf ?? [])]) explainPattern(part, zodSchema);
    },
  });
  addExamples(schema as Parameters<typeof addExamples>[0]);
  // A profile that others extend may be incomplete, so an editor must not require keys.
  const { required: _, ...rest } = schema;
  return { title: 'mkapkovl profile', ...rest };
}

/** Editors print patternErrorMessage in place of a pattern: VS Code for JSON, yaml-language-server for YAML. */
function explainPattern(part: z.core.JSONSchema.BaseSchema, { _zod }: z.core.$ZodType): void {
  if (part.pattern === undefined) return;
  const { checks = [] } = _zod.def as { checks?: z.core.$ZodCheck[] };
  const check = checks.find(({ _zod: { def } }) => (def as { pattern?: RegExp }).pattern?.source === part.pattern);
  const message = check?._zod.def.error?.({} as never);
  const format = typeof message === 'string' ? formatIn(message) : undefined;
  if (format) part.patternErrorMessage = `Expected ${format.expected}. ${format.remedy}`;
}
