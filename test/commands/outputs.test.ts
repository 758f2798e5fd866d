import path from 'node:path';
import { describe, expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { kept } from '../support/kept.ts';
import { folderWith, leastProfile, run } from '../support/run.ts';
import { faultsOfSarif } from '../support/sarif.ts';

const files = {
  'good.yaml': leastProfile,
  'warned.yaml': `${leastProfile}tuning: { isolate_cpus: 0-1 }\n`,
  'faulty.yaml': `${leastProfile}sytem: {}\n`,
  'secret.yaml': leastProfile.replace('{ prompt: true }', '{ env: HASH }'),
};

/** What CI reads, for each exit status; the files beside this one hold it. */
const cases: [string, number, string[]][] = [
  ['check-good', 0, ['check', 'good.yaml']],
  ['check-warned', 0, ['check', 'warned.yaml']],
  ['check-faulty', 1, ['check', 'faulty.yaml', 'warned.yaml']],
  ['check-absent', 3, ['check', 'absent.yaml']],
  ['check-faulty-and-absent', 1, ['check', 'absent.yaml', 'faulty.yaml']],
  ['diff', 4, ['diff', 'good.yaml', 'warned.yaml']],
  ['explain', 0, ['explain', 'warned.yaml', 'etc/hostname']],
  ['explain-key', 0, ['explain', 'warned.yaml', '--key', 'tuning.isolate_cpus']],
  ['explain-absent', 3, ['explain', 'good.yaml', 'etc/hostnam']],
  ['report', 0, ['report', 'warned.yaml']],
  ['report-faulty', 1, ['report', 'faulty.yaml', 'good.yaml']],
  ['build-dry', 0, ['build', '--dry-run', 'good.yaml']],
  ['build-faulty', 1, ['build', 'faulty.yaml']],
  ['build-secret', 3, ['build', 'secret.yaml']],
  ['build-unencrypted', 3, ['build', '--encrypt', 'good.yaml']],
];

function holds(name: string, text: string) {
  const file = path.join('test/commands/outputs', name);
  const wanted = kept(file, text);
  expect(wanted, `${file} is missing: run npm run golden and read what it writes`).toBeDefined();
  expect(text).toBe(wanted);
}

describe.each(cases)('%s ends with %i', (name, status, argv) => {
  test('as JSON', async () => {
    const ran = await run([...argv, '--format', 'json'], { cwd: folderWith(files) });
    expect(ran).toMatchObject({ status, stderr: '' });
    holds(`${name}.json`, ran.stdout);
  });

  test('as SARIF, which says the status too', async () => {
    const ran = await run([...argv, '--format', 'sarif'], { cwd: folderWith(files) });
    expect(ran).toMatchObject({ status, stderr: '' });
    const log = JSON.parse(ran.stdout);
    expect(faultsOfSarif(log)).toEqual([]);
    expect(log.runs[0].invocations[0].exitCode).toBe(status);
    holds(`${name}.sarif.json`, ran.stdout.replace(`"${packageJson.version}"`, '"VERSION"'));
  });

  test('as workflow commands of GitHub', async () => {
    const { stdout, stderr, ...ran } = await run([...argv, '--format', 'github'], { cwd: folderWith(files) });
    expect(ran.status).toBe(status);
    holds(`${name}.github.txt`, argv[0] === 'build' ? stderr : stdout + stderr);
  });
});

test('wrong usage ends with 2 in each format, and prints no JSON', async () => {
  for (const format of ['json', 'sarif', 'github'])
    expect(await run(['check', '--format', format])).toMatchObject({ status: 2, stdout: '' });
});

test.each(['github', 'sarif'])('%s names files from the root of the repository, where CI says it', async (format) => {
  const root = folderWith({ 'hosts/faulty.yaml': files['faulty.yaml'] });
  const from = (cwd: string, env: Record<string, string>) =>
    run(['check', 'faulty.yaml', '--format', format], { cwd: path.join(root, cwd), env });
  const sign = format === 'github' ? 'file=' : '"uri": "';
  for (const variable of ['GITHUB_WORKSPACE', 'CI_PROJECT_DIR'])
    expect((await from('hosts', { [variable]: root })).stdout).toContain(`${sign}hosts/faulty.yaml`);
  expect((await from('hosts', {})).stdout).toContain(`${sign}faulty.yaml`);
  const elsewhere = folderWith();
  expect((await from('hosts', { GITHUB_WORKSPACE: elsewhere })).stdout).toContain(`${sign}faulty.yaml`);
});
