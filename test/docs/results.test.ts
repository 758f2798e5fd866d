import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { isoTools } from '../support/iso/alpine-iso.ts';
import { room } from '../support/iso/room.ts';
import { folderWith, leastProfile, run } from '../support/run.ts';
import { describeWith } from '../support/tools.ts';

const page = readFileSync('docs/commands.md', 'utf8');
const section = page.slice(page.indexOf('## Results as JSON'), page.indexOf('Standard output has this value'));

/** The words that the row of a command names as keys. */
function documented(command: string): string[] {
  const row = section
    .split('\n')
    .find((line) => line.startsWith(`| \`${command.replace(' of folders', '` of folders')}`));
  return [...row!.matchAll(/`([a-z_]+)`/g)].map((match) => match[1]!);
}

const example = (name: string) => path.resolve('docs/examples', name);
const ich10 = example('ich10.txt');
const secret = 'files: { /etc/psk: { secret: { env: PSK } } }\n';

test.each<[string, string[][]]>([
  ['build', [['build', 'a.yaml']]],
  [
    'diff',
    [
      ['diff', 'a.yaml', 'b.yaml'],
      ['diff', 'a.yaml', 'out/least.apkovl.tar.gz'],
    ],
  ],
  ['diff of folders', [['diff', 'hosts', '.']]],
  [
    'explain',
    [
      ['explain', 'a.yaml', 'etc/hostname'],
      ['explain', 'b.yaml', '--key', 'packages'],
    ],
  ],
  ['report', [['report', 'a.yaml']]],
  [
    'inspect',
    [
      ['inspect', 'out/least.apkovl.tar.gz'],
      ['inspect', 'out/least.answers'],
    ],
  ],
  [
    'devices',
    [
      ['devices', ich10],
      ['devices', ich10, '--pick', '00:1a.0'],
    ],
  ],
  ['init', [['init', '--facts', ich10]]],
  ['import', [['import', example('guest.xml')]]],
  ['probe', [['probe', '--script']]],
])('the page names every key of what %s prints as JSON', async (command, runs) => {
  const cwd = folderWith({
    'a.yaml': leastProfile + secret,
    'b.yaml': `${leastProfile}packages: [htop]\n`,
    'hosts/a.yaml': leastProfile,
  });
  const env = { PATH: process.env.PATH ?? '', PSK: 'correct-horse-battery' };
  await run(['build', 'b.yaml'], { cwd, env });
  for (const argv of runs) {
    const { stdout, stderr } = await run([...argv, '--format', 'json'], { cwd, env });
    const { result } = JSON.parse(stdout);
    expect(result, stderr).not.toBeNull();
    expect(documented(command)).toEqual(expect.arrayContaining(Object.keys(result)));
  }
});

describeWith([...isoTools, 'cpio'], 'the page names every key of what media prints as JSON', () => {
  test('of an ISO', async () => {
    const { stdout, stderr } = await run(['media', 'iso', 'a.yaml', '--media', 'alpine.iso', '--format', 'json'], {
      cwd: room({ 'a.yaml': leastProfile }),
    });
    const { result } = JSON.parse(stdout);
    expect(result, stderr).not.toBeNull();
    expect(documented('media')).toEqual(expect.arrayContaining(Object.keys(result)));
  });
});

test('the page has a row for each command that prints a result', async () => {
  const { stdout } = await run(['--help'], { cwd: folderWith() });
  const commands = [...stdout.matchAll(/^ {2}([a-z]+) .*\[/gm)].map((match) => match[1]!);
  expect(commands.length).toBeGreaterThan(8);
  const printsText = ['check', 'schema', 'completion', 'manual', 'help'];
  expect(commands.filter((name) => !printsText.includes(name) && !section.includes(`\n| \`${name}\` `))).toEqual([]);
});
