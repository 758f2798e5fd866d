import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { kept } from './support/kept.ts';
import { folderWith, run } from './support/run.ts';

const rejected = fileURLToPath(new URL('rejected', import.meta.url));
const cases = readdirSync(rejected, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .sort();

/** Used in every case wherever a user might have put a secret; no output may repeat it. */
const secret = 'correct-horse-battery';

test('there are at least 75 cases', () => {
  expect(cases.length).toBeGreaterThanOrEqual(75);
});

test('no two cases bring the same facts: those are shared, in test/facts', () => {
  const facts = cases.flatMap((name) => {
    const file = path.join(rejected, name, 'facts.json');
    return existsSync(file) ? [readFileSync(file, 'utf8')] : [];
  });
  expect(facts.length).toBeGreaterThan(0);
  expect(new Set(facts).size).toBe(facts.length);
});

describe.each(cases)('%s', (name) => {
  const cwd = path.join(rejected, name);
  const expectedFile = path.join(cwd, 'expected.json');
  const expected = (): { severity: string }[] => JSON.parse(readFileSync(expectedFile, 'utf8'));

  test('check reports exactly what is expected', async () => {
    const { status, stdout, stderr } = await run(['check', '--format', 'json', 'profile.yaml'], { cwd });
    const wanted = kept(expectedFile, stdout);
    expect(wanted, 'expected.json is missing: run npm run golden and read what it writes').toBeDefined();
    expect(JSON.parse(stdout)).toEqual(JSON.parse(wanted!));
    expect(expected()).not.toEqual([]);
    expect({ status, stderr }).toEqual({ status: statusOf(expected()), stderr: '' });
  });

  test('build reports the same, and writes only if there is no error', async () => {
    const out = path.join(folderWith(), 'out');
    const { status, stdout, stderr } = await run(['build', '--format', 'json', '--out', out, 'profile.yaml'], { cwd });
    const { result, findings } = JSON.parse(stdout);
    expect(stdout + stderr).not.toContain(secret);
    expect({ status, findings }).toEqual({ status: statusOf(expected()), findings: expected() });
    expect(existsSync(out)).toBe(status === 0);
    if (status !== 0) expect(result).toEqual({ files: [], hosts: [] });
  });

  test('people are shown every finding, and no secret', async () => {
    const { status, stdout, stderr } = await run(['check', 'profile.yaml'], { cwd });
    expect(status).toBe(statusOf(expected()));
    expect(stdout.match(/(?:^|: )(?:error|warning): .* \[[a-z-]+\]$/gm)?.length).toBe(expected().length);
    expect(stdout + stderr).not.toContain(secret);
  });
});

function statusOf(findings: readonly { severity: string }[]): number {
  return findings.some(({ severity }) => severity === 'error') ? 1 : 0;
}
