import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';
import { run } from './run.ts';

/** Status and findings of check; build must say the same and leave no folder behind. */
export async function refused(cwd: string) {
  const checked = await run(['check', 'least.yaml', '--format', 'json'], { cwd });
  const built = await run(['build', 'least.yaml', '--format', 'json'], { cwd });
  const findings = JSON.parse(checked.stdout);
  expect(JSON.parse(built.stdout).findings).toEqual(findings);
  expect(built.status).toBe(checked.status);
  expect(existsSync(path.join(cwd, 'out'))).toBe(false);
  return { status: checked.status, findings };
}
