import { promises } from 'node:fs';
import path from 'node:path';
import type * as z from 'zod';
import { type Problem, problemAt, type Where } from '../findings/finding.ts';
import { reasonOf } from '../profile/read.ts';
import { factsSchema, lockSchema } from './schema.ts';

type Read<T> = { value: T | null; problems: Problem[] };

/** Reads a facts file. `where` is the place that names it: a profile's path, or the command line. */
export const readFacts = (cwd: string, file: string, where: Where) =>
  readJson(cwd, file, where, factsSchema, 'facts-invalid');

/** Reads a lock file. */
export const readLock = (cwd: string, file: string, where: Where) =>
  readJson(cwd, file, where, lockSchema, 'lock-invalid');

async function readJson<Schema extends z.ZodType>(
  cwd: string,
  file: string,
  where: Where,
  schema: Schema,
  code: 'facts-invalid' | 'lock-invalid',
): Promise<Read<z.output<Schema>>> {
  const failed = (problem: Problem) => ({ value: null, problems: [problem] });
  let text: string;
  try {
    text = await promises.readFile(path.resolve(cwd, file), 'utf8');
  } catch (thrown) {
    const named = 'path' in where && where.path?.length;
    return failed(
      named && (thrown as NodeJS.ErrnoException).code === 'ENOENT'
        ? problemAt('file-not-found', where, { file, what: 'the file' })
        : problemAt('file-unreadable', where, { file, reason: reasonOf(thrown) }),
    );
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return failed(problemAt(code, where, { file, reason: 'it is not JSON, or cut off' }));
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return { value: parsed.data, problems: [] };
  const [issue] = parsed.error.issues;
  return failed(problemAt(code, where, { file, reason: `${issue?.path.join('.') || 'it'}: ${issue?.message}` }));
}
