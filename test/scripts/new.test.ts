import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const files = [
  'package.json',
  'biome.json',
  'tsconfig.json',
  'vitest.config.js',
  'vitest.layers.ts',
  'src',
  'overlays',
  'scripts',
  'profiles',
];
const tests = ['support', 'facts', 'rejected', 'rejected.test.ts', 'templates'];

describe('npm run new', () => {
  const copy = mkdtempSync(path.join(tmpdir(), 'mkapkovl-new-'));
  const node = (...argv: string[]) => {
    const env = { PATH: process.env.PATH, HOME: process.env.HOME, NO_COLOR: '1' };
    const { status, stdout, stderr } = spawnSync(process.execPath, argv, { cwd: copy, encoding: 'utf8', env });
    return { status, output: stdout + stderr };
  };

  beforeAll(() => {
    for (const name of [...files, ...tests.map((each) => `test/${each}`)])
      cpSync(name, path.join(copy, name), { recursive: true });
    symlinkSync(path.resolve('node_modules'), path.join(copy, 'node_modules'));
  }, 60_000);
  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  test.each([[['feature', 'System']], [['feature', '../x']], [['gadget', 'gizmo']], [[]]])(
    '%j is refused with how it is used',
    (argv) => {
      expect(node('scripts/new.js', ...argv)).toEqual({ status: 2, output: expect.stringContaining('Usage: ') });
    },
  );

  test('a name that is taken is refused, and nothing is changed', () => {
    const before = readFileSync(path.join(copy, 'src/features/index.ts'), 'utf8');
    expect(node('scripts/new.js', 'feature', 'system').status).toBe(1);
    expect(readFileSync(path.join(copy, 'src/features/index.ts'), 'utf8')).toBe(before);
  });

  test('a new feature and a new device compile, and pass the tests that they bring', { timeout: 600_000 }, () => {
    expect(node('scripts/new.js', 'feature', 'gizmo').status).toBe(0);
    expect(node('scripts/new.js', 'device', 'gizmod').status).toBe(0);

    const own = ['test/features/gizmo/gizmo.test.ts', 'test/guest/kinds/gizmod.test.ts'];
    const settings = { extends: './tsconfig.json', include: ['src', ...own] };
    writeFileSync(path.join(copy, 'tsconfig.new.json'), JSON.stringify(settings));
    const compiled = node('node_modules/typescript/bin/tsc', '--noEmit', '--project', 'tsconfig.new.json');
    expect(compiled).toEqual({ status: 0, output: '' });

    const linted = node('node_modules/@biomejs/biome/bin/biome', 'check', 'src', ...own);
    expect(linted.status, linted.output).toBe(0);

    // Their names begin what is run: their own tests, and their rejected cases.
    const report = path.join(copy, 'report.json');
    const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--reporter=json', `--outputFile=${report}`];
    const ran = node(...vitest, '--project=sources', '--testNamePattern=gizmo', ...own, 'test/rejected.test.ts');
    expect(ran.status, ran.output).toBe(0);
    // Two of the feature and three of the device; and three of each rejected case.
    expect(JSON.parse(readFileSync(report, 'utf8'))).toMatchObject({ numPassedTests: 11, numFailedTests: 0 });
  });
});
