import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Problem, Where } from '../findings/finding.ts';
import { faultOf } from '../machine/fault.ts';
import { fileLimits, readBounded } from '../profile/bounded.ts';
import { problemAt as profileProblemAt } from '../profile/codes.ts';
import { reasonOf } from '../profile/read.ts';
import { problemAt } from './codes.ts';
import { emptyLock, firstSchema, type Lock, lockSchema } from './schema.ts';

/** The name that is looked for next to a profile. */
export const lockName = 'mkapkovl.lock.json';

export interface ReadLock {
  value: Lock | null;
  problems: Problem[];
}

/** The lock file next to a profile, as it would be named from `cwd`; undefined if there is none. */
export function lockNextTo(profile: string, cwd: string): string | undefined {
  const file = path.join(path.dirname(profile), lockName);
  return existsSync(path.resolve(cwd, file)) ? file : undefined;
}

export async function readLock(cwd: string, file: string): Promise<ReadLock> {
  const where: Where = { place: { file } };
  try {
    const text = (await readBounded(path.resolve(cwd, file), fileLimits.facts)).toString('utf8');
    const lock = lockFrom(text, file, where);
    return 'code' in lock ? failed(lock) : { value: lock, problems: [] };
  } catch (thrown) {
    return failed(profileProblemAt('file-unreadable', where, { file, reason: reasonOf(thrown) }));
  }
}

const failed = (problem: Problem): ReadLock => ({ value: null, problems: [problem] });

function lockFrom(text: string, file: string, where: Where): Lock | Problem {
  const refused = (reason: string) => problemAt('lock-invalid', where, { file, reason });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return refused('it is not JSON, or is truncated');
  }
  const schema = (json as { schema?: unknown } | null)?.schema;
  if (typeof schema === 'number' && Number.isInteger(schema) && schema > 2)
    return problemAt('lock-schema-newer', where, { file, schema });
  if (schema === 1) {
    const first = firstSchema.safeParse(json);
    return first.success ? ofFirst(first.data.images) : refused(faultOf(first.error));
  }
  if (schema !== 2) return refused('it is not a JSON object with "schema": 1 or 2');
  const parsed = lockSchema.safeParse(json);
  return parsed.success ? parsed.data : refused(faultOf(parsed.error));
}

function ofFirst(images: Record<string, string>): Lock {
  const entries = Object.entries(images).map(([url, sha256]) => [url, { sha256 }]);
  return { ...emptyLock, images: Object.fromEntries(entries) };
}
