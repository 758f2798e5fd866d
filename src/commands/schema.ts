import { profileJsonSchema } from '../host/json-schema.ts';
import { writeJson } from './report.ts';
import type { Context } from './streams.ts';

/** The JSON schema of profiles, for editors. */
export function schema(context: Context): number {
  const result = profileJsonSchema();
  writeJson(context.format === 'json' ? { result, findings: [] } : result, context);
  return 0;
}
