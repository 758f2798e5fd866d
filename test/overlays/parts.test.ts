import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { folderWith, run } from '../support/run.ts';
import { unpack } from '../support/unpack.ts';

const home = 'etc/mkapkovl/agent/';
const profile = (name: string) => readFileSync(`profiles/${name}.yaml`, 'utf8');

/** The parts of the agent that a script of it reads, as `. file.sh` or one after the other. */
function partsOf(script: string): string[] {
  const each = [...script.matchAll(/^\s*\. "[^"\n]*\/?agent\/([\w/-]+)\.sh"/gm)].map(([, part]) => part!);
  const lists = [...script.matchAll(/for part in ([\w/ -]+); do\n(?:\s*#.*\n)*\s*\. "[^"\n]*\$part\.sh"/g)];
  return [...each, ...lists.flatMap(([, list]) => list!.split(' '))];
}

describe('an overlay has every part that a script of the agent in it reads', () => {
  test.each([
    ['minimal', profile('minimal')],
    ['unattended', profile('unattended')],
    ['home-assistant', profile('home-assistant')],
    [
      'diskless',
      profile('minimal').replace(/^install:\n(?: .*\n)+/m, 'install: { mode: diskless }\npackages: [openssh]\n'),
    ],
  ])('%s', async (_, text) => {
    const cwd = folderWith({ 'host.yaml': text });
    const env = { KVM1_PASSPHRASE: 'a passphrase', LUKS_PASSPHRASE: 'a passphrase' };
    const { status, stdout, stderr } = await run(['build', 'host.yaml', '--format', 'json'], { cwd, env });
    expect(status, `${stdout}${stderr}`).toBe(0);
    const { overlay } = JSON.parse(stdout).result.hosts[0];
    const members = await unpack(readFileSync(path.join(cwd, overlay)));
    const scripts = [...members].filter(([name]) => name.startsWith(home) && name.endsWith('.sh'));
    const read = new Set(scripts.flatMap(([, { content }]) => partsOf(content.toString())));
    expect([...read].sort()).toEqual(expect.arrayContaining(['common', 'converge/tools']));
    expect([...read].filter((part) => !members.has(`${home}${part}.sh`))).toEqual([]);
  });
});
