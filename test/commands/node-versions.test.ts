import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { folderWith, leastProfile } from '../support/run.ts';
import { describeWith } from '../support/tools.ts';

/** Programs of Node that .ci/run fetches; the floor for users, and what is maintained above it. */
const nodes = (process.env.MKAPKOVL_NODES ?? '').split(':').filter(Boolean);
const wanted = ['20', '22', '24'];
const bundle = path.resolve('dist/cli.js');
const source = path.resolve('src/cli.ts');
const faulty = `${leastProfile}boot: { options: [root=/dev/sda, quiet] }\nvms: { one: { memory: 5B } }\n`;

function output(node: string, argv: string[], cwd: string) {
  // Node warns that taking types out of sources is an experiment, as long as it is one.
  const { status, stdout, stderr } = spawnSync(node, ['--no-warnings', ...argv], {
    cwd,
    encoding: 'utf8',
    env: { CI: 'true' },
  });
  return { status, stdout, stderr };
}

/** Every file that a build writes, by its name. */
function built(node: string, program: string): Record<string, string> {
  const cwd = folderWith({ 'profile.yaml': leastProfile });
  mkdirSync(path.join(cwd, 'out'));
  expect(output(node, [program, 'build', '--out', 'out', 'profile.yaml'], cwd)).toMatchObject({
    status: 0,
    stderr: '',
  });
  const files = readdirSync(path.join(cwd, 'out'));
  return Object.fromEntries(files.map((name) => [name, readFileSync(path.join(cwd, 'out', name), 'base64')]));
}

const versionOf = (node: string) => output(node, ['--version'], '/').stdout.trim();

/** Takes the types out of sources by itself, without a flag (Node's changelog, 22.18.0). */
function runsSources(node: string): boolean {
  const [major = 0, minor = 0] = versionOf(node).slice(1).split('.').map(Number);
  return major > 22 || (major === 22 && minor >= 18);
}

describeWith(nodes.length > 0 ? nodes : ['MKAPKOVL_NODES'], 'each version of Node', () => {
  test('that is named is one of each', () => {
    expect(nodes.map((node) => versionOf(node).slice(1).split('.')[0])).toEqual(wanted);
    expect(nodes.filter(runsSources)).toHaveLength(2);
  });

  const programs = nodes.flatMap((node): [string, string, string][] => [
    [versionOf(node), node, bundle],
    ...(runsSources(node) ? [[`${versionOf(node)} from source`, node, source] as [string, string, string]] : []),
  ]);

  describe.each(programs)('%s', (_, node, program) => {
    test('builds the same bytes as the one that runs this test', { timeout: 120_000 }, () => {
      const expected = built(process.execPath, bundle);
      expect(Object.keys(expected).length).toBeGreaterThan(1);
      expect(built(node, program)).toEqual(expected);
    });

    test('finds the same faults', { timeout: 120_000 }, () => {
      const cwd = folderWith({ 'profile.yaml': faulty });
      const argv = ['check', '--format', 'json', 'profile.yaml'];
      const expected = output(process.execPath, [bundle, ...argv], cwd);
      expect(JSON.parse(expected.stdout).length).toBeGreaterThan(0);
      expect(output(node, [program, ...argv], cwd)).toEqual({ ...expected, status: 1 });
    });
  });
});
