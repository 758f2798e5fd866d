import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { folderWith, leastProfile, run } from '../support/run.ts';

interface Example {
  language: string;
  text: string;
  reason: string | undefined;
}

/** The fenced examples of a page; one that cannot run says why in a comment before it. */
function examplesOf(file: string): Example[] {
  const page = readFileSync(file, 'utf8');
  return [...page.matchAll(/(?:<!-- no-run: (.+?) -->\n)?```(\w+)\n([\s\S]*?)```/g)].map((match) => ({
    reason: match[1],
    language: match[2]!,
    text: match[3]!,
  }));
}

const key = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPxRL8yTvT1GeL1Hj0kVHmGfFeyTWsQy7RlBvbrAfNfC you@home';
const examples = examplesOf('README.md');
const commands = examples.filter(({ language, reason }) => language === 'sh' && !reason);
const profiles = examples.filter(({ language, reason }) => language === 'yaml' && !reason);

describe("README's commands", () => {
  test('there are some', () => expect(commands.length).toBeGreaterThanOrEqual(3));

  test('find a program that can be run by its name, as npx runs it in a folder that it has linked before', () => {
    const printed = execFileSync('dist/cli.js', ['--version'], { encoding: 'utf8' });
    expect(printed).toBe(`${JSON.parse(readFileSync('package.json', 'utf8')).version}\n`);
  });

  test.each(commands.flatMap(({ text }) => text.trim().split('\n')))('%s', (line) => {
    // What is installed and built already stays so, and a test does not run the tests.
    const command = line.replace('npm ci && ', '').replace('npx mkapkovl', `${process.execPath} dist/cli.js`);
    if (command === 'npm test') return;
    const out = path.join(folderWith(), 'out');
    const redirected = command.replace(/ out\//g, ` ${out}/`).replace(/ build /, ` build --out ${out} `);
    const build = `${process.execPath} dist/cli.js build profiles/home-assistant.yaml --quiet --out ${out} >/dev/null`;
    const printed = execFileSync('sh', ['-ec', `${build}; ${redirected}`], { encoding: 'utf8', stdio: 'pipe' });
    expect(printed).not.toBe('');
  });
});

test("README's profiles pass check", async () => {
  const [whole, other] = profiles.map(({ text }) => text.replace('ssh-ed25519 AAAA… you@home', key));
  const cwd = folderWith({ 'site.yaml': whole!, 'kvm2.yaml': other! });
  const { status, stdout } = await run(['check', 'site.yaml', 'kvm2.yaml'], { cwd });
  expect({ status, stdout }).toEqual({ status: 0, stdout: '0 errors, 0 warnings\n' });
});

test("README's parts of profiles pass check", async () => {
  const parts = examples.filter(({ language, reason }) => language === 'yaml' && reason === 'a part of a profile');
  expect(parts).not.toEqual([]);
  for (const { text } of parts) {
    const around = `${leastProfile}network: { interfaces: { br0: { bridge: { ports: [eth0] }, ipv4: dhcp } } }
libvirt: { pools: { default: { type: dir, path: /srv/images } } }\n`;
    const { stdout } = await run(['check', 'profile.yaml'], { cwd: folderWith({ 'profile.yaml': around + text }) });
    expect(stdout).toMatch(/\[image-without-digest\][\s\S]*\n0 errors, 1 warning\n$/);
  }
});
