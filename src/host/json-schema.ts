import * as z from 'zod';
import { profileSchema } from './schema.ts';

/** The profile's schema as JSON Schema (draft 2020-12), for editors and other tools. */
export function profileJsonSchema(): object {
  const schema = z.toJSONSchema(profileSchema, { io: 'input', unrepresentable: 'any' });
  // A profile that others extend may be incomplete, so an editor must not require keys.
  const { required: _, ...rest } = schema;
  return { title: 'mkapkovl profile', ...rest };
}
