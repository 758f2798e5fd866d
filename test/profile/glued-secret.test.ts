import { expect, test } from 'vitest';
import { folderWith, run } from '../support/run.ts';

const secret = 'correct-horse-battery';

/** YAML takes `password:VALUE` in braces for a key without a value. */
const places = [
  `access: { root: { password:${secret} } }`,
  `access: { root: { password: { prompt: true } }, users: { ana: { password:${secret}, groups: [wheel] } } }`,
  `vms: { a: { memory: 1GiB, graphics: { type: vnc, password:${secret} } } }`,
  `passphrase:${secret}: 1`,
];

test.each(places)('a secret without a space before it is in no output: %s', async (place) => {
  const base = place.startsWith('access') ? '' : 'access: { root: { password: { prompt: true } } }\n';
  const text = `hostname: least\nalpine: { release: "3.23" }\ninstall: { disk: { serial: SERIAL1 } }\n${base}${place}\n`;
  const cwd = folderWith({ 'profile.yaml': text });
  for (const form of ['text', 'json', 'sarif', 'github']) {
    const { status, stdout, stderr } = await run(['check', '--format', form, 'profile.yaml'], { cwd });
    expect({ status, output: stdout + stderr }).toEqual({ status: 1, output: expect.not.stringContaining(secret) });
  }
});
