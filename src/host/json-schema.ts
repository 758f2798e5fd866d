import * as z from 'zod';
import { profileSchema } from './schema.ts';

/** The profile's schema as JSON Schema (draft 2020-12), for editors and other tools. */
export function profileJsonSchema(): object {
  const schema = z.toJSONSchema(profileSchema, { io: 'input', unrepresentable: 'any' });
  // A profile that others extend need not be whole, so an editor must not complain about what it leaves out.
  const { required: _, ...rest } = schema;
  return { title: 'mkapkovl profile', ...rest };
}
