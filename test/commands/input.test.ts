import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { textOf } from '../report/html.ts';
import { folderWith, leastProfile, run } from '../support/run.ts';

const takesProfiles = ['check', 'build', 'lock', 'media', 'diff', 'explain', 'report', 'try'];
const takesFolders = ['check', 'build', 'lock', 'media', 'report'];
const takesShards = ['check', 'build', 'report'];
const takesInput = ['check', 'diff', 'explain', 'report'];

/** The help of a verb on lines as long as they are. */
const helpOf = async (verb: string) => (await run([verb, '--help'])).stdout.replace(/\n {10,}/g, ' ');
const verbs = async (text: RegExp) => {
  const { stdout } = await run(['completion', 'words', '--', '']);
  const all = stdout.split('\n').filter((verb) => verb !== '' && verb !== 'help');
  const helps = await Promise.all(all.map(async (verb) => [verb, await helpOf(verb)] as const));
  return helps.filter(([, help]) => text.test(help)).map(([verb]) => verb);
};

describe('the help text says the same of all verbs', () => {
  test.each([
    ['that take profiles', /^ {2}(profile|before) /m, takesProfiles],
    ['that take folders of them', /^ {2}profile .*folders of them/m, takesFolders],
    ['that share the work of several profiles', /^ {2}--shard /m, takesShards],
    ['that read a profile from standard input', /^ {2}(profile|before) .*standard input/m, takesInput],
  ])('%s', async (_, text, expected) => {
    expect((await verbs(text)).sort()).toEqual([...expected].sort());
  });
});

describe('- is the profile on standard input', () => {
  const input = `${leastProfile}system: { domain: pipe.example }\n`;
  const faulty = `${leastProfile}sytem: {}\n`;
  const place = () => folderWith({ 'least.yaml': leastProfile });

  test.each([
    [['explain', '-', 'etc/hosts'], 0, 'standard input:5'],
    [['explain', '-', '--key', 'system.domain'], 0, 'standard input:5'],
    [['diff', 'least.yaml', '-'], 4, 'pipe.example'],
    [['diff', '-', 'least.yaml'], 4, 'pipe.example'],
    [['diff', 'least.yaml', '-', '--format', 'markdown'], 4, '`standard input`'],
    [['report', '-', '--out', '-'], 0, 'hostname (standard input:1)'],
  ])('%j', async (argv, status, shown) => {
    const ran = await run(argv, { cwd: place(), input });
    expect({ status: ran.status, stderr: ran.stderr }).toEqual({ status, stderr: '' });
    expect(ran.stdout).toContain(shown);
  });

  test.each([
    [['explain', '-']],
    [['diff', 'least.yaml', '-']],
    [['diff', '-', 'least.yaml']],
    [['report', '-']],
    [['report', '-', '--out', '-']],
  ])('and its faults are located there: %j', async (argv) => {
    const { status, stderr } = await run(argv, { cwd: place(), input: faulty });
    expect(status).toBe(1);
    expect(stderr).toContain('standard input:5:1: error: unknown key "sytem"');
  });

  test('and its page has the name of the host, or says where the profile came from', async () => {
    const cwd = place();
    expect((await run(['report', '-'], { cwd, input })).stdout).toBe('out/least.html\n');
    const { stdout } = await run(['report', '-', '--out', '-'], { cwd, input: 'hostname: [x\n' });
    expect(textOf(stdout)).toContain('standard input');
  });

  test('and cannot be both sides of a comparison', async () => {
    const { status, stdout, stderr } = await run(['diff', '-', '-'], { cwd: place(), input });
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain('only one of them can be standard input');
  });
});

test.each([['build'], ['lock'], ['try'], ['media', 'iso']])(
  '%s takes - for the name of a file, and refuses it before it writes anything',
  async (...argv) => {
    const cwd = folderWith();
    const { status, stderr } = await run([...argv, '-'], { cwd, input: leastProfile });
    expect(status).toBe(3);
    expect(stderr).toContain('- cannot be read');
    expect(readdirSync(cwd)).toEqual([]);
  },
);

test('report --shard makes the pages of its part alone, and all parts together make every page once', async () => {
  const hosts = ['a', 'b', 'c', 'd', 'e'];
  const profiles = Object.fromEntries(hosts.map((name) => [`hosts/${name}.yaml`, leastProfile.replace('least', name)]));
  const cwd = folderWith({ ...profiles, 'hosts/base.yaml': 'abstract: true\n' });
  const written = [];
  for (const shard of ['1/2', '2/2']) {
    const out = `part${shard[0]}`;
    expect((await run(['report', 'hosts', '--shard', shard, '--out', out], { cwd })).status).toBe(0);
    written.push(readdirSync(path.join(cwd, out)).sort());
  }
  expect(written).toEqual([
    ['a.html', 'c.html', 'e.html', 'index.html'],
    ['b.html', 'd.html', 'index.html'],
  ]);
});
