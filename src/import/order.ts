import type * as z from 'zod';
import { vmsSchema } from '../features/vms/schema.ts';
import { childOf, keysOf, shapeOf } from '../profile/shape.ts';

/** A guest with its keys in the order in which the schema, and so the reference, has them. */
export function inSchemaOrder(guest: Record<string, unknown>): Record<string, unknown> {
  const schema = childOf(vmsSchema, 'guest');
  return (schema ? ordered(guest, schema) : guest) as Record<string, unknown>;
}

/** A value with its keys in the order in which its schema has them. */
export function ordered(value: unknown, schema: z.core.$ZodType): unknown {
  if (Array.isArray(value)) {
    return value.map((each, index) => {
      const inner = childOf(schema, index);
      return inner ? ordered(each, inner) : each;
    });
  }
  if (typeof value !== 'object' || value === null) return value;
  const keys = shapeOf(schema).kind === 'record' ? [] : keysOf(schema);
  const rank = (key: string) => (keys.includes(key) ? keys.indexOf(key) : keys.length);
  const entries = Object.entries(value).sort(([a], [b]) => rank(a) - rank(b));
  return Object.fromEntries(
    entries.map(([key, inner]) => {
      const below = childOf(schema, key);
      return [key, below ? ordered(inner, below) : inner];
    }),
  );
}
