import { expect, test } from 'vitest';
import { folderWith, run } from '../support/run.ts';

const secret = 'correct-horse-battery';

/** Spellings of a key and its secret that YAML reads as one key, as one text, or not at all. */
const spellings = [
  'password:S',
  'password S',
  'password =S',
  'password=S',
  'password;S',
  '"password" "S"',
  'password：S',
];

const access = 'access: { root: { password: { prompt: true } } }\n';
const guest = (text: string) => `${access}vms: { web: { memory: 1GiB, ${text} } }\n`;
const seed = (data: string) => guest(`os_variant: debian12, cloud_init: { user_data: ${data} }`);

/** Where a user writes it; SPELLING stands for a key with its secret. */
const places = [
  'access: { root: { SPELLING } }\n',
  'access:\n  root:\n    authorized_keys: []\n    SPELLING\n',
  'access:\n  root:\n    SPELLING\n    authorized_keys: []\n',
  `${access}vms:\n  web:\n    memory: 1GiB\n    graphics:\n      type: vnc\n      SPELLING\n`,
  `${access}vms:\n  web:\n    memory: 1GiB\n    graphics:\n      SPELLING\n`,
  `${access}vms:\n  web:\n    memory: 1GiB\n    ciSPELLING\n`,
  guest('graphics: { type: vnc, SPELLING }'),
  guest('graphics: SPELLING'),
  guest('graphics: "vnc,SPELLING"'),
  guest('ciSPELLING'),
  guest('cloud_init: SPELLING'),
  `${access}vms: { b: ciSPELLING }\n`,
  "access: { root: { password: { prompt: true }, authorized_keys: 'SPELLING' } }\n",
  'access: { root: { password: { prompt: true } }, users: { SPELLING } }\n',
  'access: { root: { password: { prompt: true } }, users: { eve: { SPELLING } } }\n',
  `${access}network: { interfaces: { eth1: SPELLING } }\n`,
  `${access}packages: [SPELLING]\n`,
  `${access}- SPELLING\n`,
  `${access}? SPELLING\n`,
];

/** The secret where no spelling of its key is wrong. */
const others = [
  guest('cipassword: { S }'),
  seed('{ passwd: { S } }'),
  seed('{ users: [{ passwd:S }] }'),
  seed('{ users: [{ name: a, passwd: { S } }] }'),
  `${access}network: { interfaces: { eth1: { wpa-psk: { S } } } }\n`,
  `${access}password S: 1\n`,
];

const written = [
  ...places.flatMap((place) =>
    spellings.map((spelling) =>
      place.replace(/(ci)?SPELLING/, (_, before = '') => spelling.replace('password', `${before}password`)),
    ),
  ),
  ...others,
].map((text) => text.replaceAll(/\bS\b/g, secret));

const base = 'hostname: least\nalpine: { release: "3.23" }\ninstall: { disk: { serial: SERIAL1 } }\n';

/** The profiles of which `check` prints the secret, in any form, or which it accepts. */
async function shown(text: string): Promise<string[]> {
  const cwd = folderWith({ 'profile.yaml': base + text });
  for (const form of ['text', 'json']) {
    const { status, stdout, stderr } = await run(['check', '--format', form, 'profile.yaml'], { cwd });
    if (status !== 1 || (stdout + stderr).includes(secret)) return [text];
  }
  return [];
}

test('a secret that is not where it belongs is in no output', { timeout: 120_000 }, async () => {
  expect((await Promise.all(written.map(shown))).flat()).toEqual([]);
});
