import { describe, expect, test } from 'vitest';
import { folderWith, run } from '../support/run.ts';
import { type Example, pages } from './pages.ts';

const key = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPxRL8yTvT1GeL1Hj0kVHmGfFeyTWsQy7RlBvbrAfNfC you@home';

/** What a part of a profile is checked with: a host that has what the pages' guests name. */
const host = `hostname: host
alpine: { release: "3.23" }
access: { root: { authorized_keys: ["${key}"] } }
network: { interfaces: { br0: { bridge: { ports: [eth0] }, ipv4: dhcp } } }
install: { disk: { serial: S3Z9NB0K123456 } }
passthrough: { devices: ["0000:00:1a.0"] }
libvirt: { pools: { default: { type: dir, path: /srv/images } } }
`;

/** The profiles of a page by their file name, which a comment in the first line may say; parts extend a host. */
function profilesOf(examples: Example[]): Record<string, string> {
  const shown = examples.filter(({ language, reason }) => language === 'yaml' && !reason);
  const named = shown.map(({ text }, index) => {
    const name = /^# (\S+\.yaml)\n/.exec(text)?.[1];
    const part = !name && !/^hostname:/m.test(text);
    const profile = `${part ? 'extends: [the-host-around.yaml]\n' : ''}${text.replace('ssh-ed25519 AAAA… you@home', key)}`;
    return [name ?? `example-${index + 1}.yaml`, profile];
  });
  return Object.fromEntries(named);
}

describe.each(pages.filter(({ examples }) => Object.keys(profilesOf(examples)).length > 0))('$file', ({ examples }) => {
  const profiles = profilesOf(examples);
  const whole = Object.keys(profiles).filter((name) => /^(hostname|extends):/m.test(profiles[name]!));

  test.each(whole)('%s passes check', async (name) => {
    const cwd = folderWith({ ...profiles, 'the-host-around.yaml': host });
    const { stdout } = await run(['check', name], { cwd });
    // The page that shows an image without a digest says that this is a warning.
    const warnings = stdout.match(/^.*warning: .*$/gm) ?? [];
    expect(warnings.filter((warning) => !warning.includes('[image-without-digest]'))).toEqual([]);
    expect(stdout).toMatch(/^0 errors, /m);
  });
});

test('the front page has a whole profile', () => {
  const { examples } = pages.find(({ file }) => file === 'README.md')!;
  expect(Object.values(profilesOf(examples))[0]).toMatch(/^hostname:/m);
});
