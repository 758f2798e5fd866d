import { expect, test } from 'vitest';
import { leastProfile } from '../../support/run.ts';
import { targetFiles } from '../../support/target.ts';

async function world(profile: string): Promise<string[]> {
  return (await targetFiles(profile))['etc/apk/world']!.split('\n').filter(Boolean);
}

const diskless = `hostname: diskless
alpine: { release: "3.23" }
access: { root: { authorized_keys: ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPxRL8yTvT1GeL1Hj0kVHmGfFeyTWsQy7RlBvbrAfNfC"] } }
install: { mode: diskless }
`;
const elsewhere = 'system: { timezone: Europe/Berlin, keymap: de de-nodeadkeys }\n';

test('what setup-alpine would fetch for time zone and keymap is installed from the medium, whatever they are', async () => {
  expect(await world(leastProfile)).toEqual(expect.arrayContaining(['kbd-bkeymaps', 'tzdata']));
  expect(await world(`${leastProfile}system: { keymap: none }\n`)).toContain('kbd-bkeymaps');
});

test('a diskless host, which setup-alpine never sees, has them only where it uses them', async () => {
  const plain = await world(diskless);
  expect(plain).not.toContain('kbd-bkeymaps');
  expect(plain).not.toContain('tzdata');
  expect(await world(diskless + elsewhere)).toEqual(expect.arrayContaining(['kbd-bkeymaps', 'tzdata']));
});
