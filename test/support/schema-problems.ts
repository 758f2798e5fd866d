import type { Problem } from '../../src/findings/finding.ts';
import { profileSchema } from '../../src/host/schema.ts';
import { meaningIn } from '../../src/host/unknown-keys.ts';
import { problemsOf } from '../../src/profile/issues.ts';

/** What the schema finds wrong with a merged profile, as `check` says it. */
export function schemaProblems(data: unknown): Problem[] {
  const { error } = profileSchema.safeParse(data);
  return problemsOf(error?.issues ?? [], profileSchema, data, { meaning: meaningIn(data) });
}
