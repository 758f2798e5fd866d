import type * as z from 'zod';
import { type Finding, pointer } from '../../src/findings/finding.ts';
import { locate } from '../../src/findings/locate.ts';
import { type Loaded, loadProfile } from '../../src/profile/load.ts';
import { folderWith } from './run.ts';

/** Loads `top.yaml` of the given files by a schema of the test's own, so that the rule is seen and not a feature. */
export function loadedBy(schema: z.ZodType, files: Record<string, string>) {
  const cwd = folderWith(files);
  const loaded = loadProfile('top.yaml', schema, cwd, new Map());
  return {
    ...loaded,
    findings: locate(loaded.problems, loaded.origins),
    /** `file:line:column` of a path, or of its key. */
    at: (path: (string | number)[], key = false) => placeIn(loaded, path, key),
  };
}

function placeIn({ origins }: Loaded, path: (string | number)[], key: boolean): string {
  const where = { path, key };
  const [found] = locate(
    [{ code: 'null-value', class: 'profile', severity: 'error', where, message: '', remedy: '' }],
    origins,
  ) as [Finding];
  if (found.path !== pointer(path)) throw new Error('a finding keeps its path');
  return `${found.file}:${found.line}:${found.column}`;
}
