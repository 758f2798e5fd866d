import { describe, expect, test } from 'vitest';
import { shown } from '../../src/report/shown.ts';
import { marker } from '../secrets/planted.ts';
import { folderWith, leastProfile, run } from '../support/run.ts';
import { fullFolder } from './profiles.ts';

const hash = `$6$saltsalt$${marker.padEnd(86, 'a')}`;
const address = `https://ana:${marker}@h.example/x`;

test('a page of a machine whose parts have a secret in their names has none', async () => {
  const cwd = fullFolder({}, (facts) => {
    facts.system.product = `of ${address}`;
    facts.disks![0]!.model = hash;
    facts.usb!.at(-1)!.product = `ghp_${marker.padEnd(36, 'a')}`;
  });
  const { stdout } = await run(['report', 'node7.yaml', '--out', '-'], { cwd });
  expect(stdout).toContain('********');
  expect(stdout).not.toContain(marker);
});

// test/secrets/leaks.test.ts has the page of every profile with a literal secret in it.
describe('a page of a profile that refers to secrets, all of which can be read, has none', () => {
  test.each([
    ['the hash of a password', leastProfile.replace('{ prompt: true }', '{ env: SECRET }')],
    ['a password in a file', leastProfile.replace('{ prompt: true }', '{ file: secret }')],
    [
      'the passphrase of the disk',
      leastProfile.replace('SERIAL1 }', 'SERIAL1 }, encrypt: { passphrase: { env: SECRET }, overlay: plain }'),
    ],
    [
      'the key of a wireless network',
      `${leastProfile}files: { /etc/wpa_supplicant/wpa_supplicant.conf: { content: ["psk=", { secret: wifi }, "\\n"], secrets: { wifi: { env: SECRET } } } }\n`,
    ],
    ['a file that is a secret', `${leastProfile}files: { /etc/own.key: { secret: { file: secret } } }\n`],
    ['a file of the user with a secret in it', `${leastProfile}files: { /etc/own.conf: { source: own.conf } }\n`],
    [
      'a user of cloud-init',
      `${leastProfile}vms: { a: { memory: 1GiB, cloud_init: { secrets: { ana: { env: SECRET } }, user_data: { users: [{ name: ana, hashed_passwd: { secret: ana } }] } } } }\n`,
    ],
    [
      'the password of a screen',
      `${leastProfile}vms: { a: { memory: 1GiB, graphics: { type: vnc, password: { env: SECRET } } } }\n`,
    ],
  ])('%s', async (_, profile) => {
    const cwd = folderWith({ 'least.yaml': profile, secret: `${hash}\n`, 'own.conf': `psk=${marker}\n` });
    const { status, stdout, stderr } = await run(['report', 'least.yaml', '--out', '-'], {
      cwd,
      env: { SECRET: hash },
    });
    expect({ status, errors: /\d+ errors/.exec(stderr)?.[0] ?? '0 errors' }).toEqual({ status: 0, errors: '0 errors' });
    expect(stdout).toContain('</html>');
    expect(stdout + stderr).not.toContain(marker);
  });
});

describe('what is shown of data', () => {
  test('has a secret masked in a text, however deep', () => {
    const safe = JSON.stringify(shown({ rows: [{ text: `see ${address}` }, [hash]] }));
    expect(safe).not.toContain(marker);
    expect(safe).toContain('see https://');
  });

  test('has none that spans several texts, and loses no more than the part that it is in', () => {
    const key = ['-----BEGIN OPENSSH PRIVATE KEY-----', marker, '-----END OPENSSH PRIVATE KEY-----'];
    const safe = shown({ kept: ['one'], lost: key });
    expect(JSON.stringify(safe)).not.toContain(marker);
    expect(safe.kept).toEqual(['one']);
    expect(safe.lost).toHaveLength(3);
  });

  test('has only characters that a page may have', () => {
    expect(shown(['a\u0000b', 'c\u202ed', 'e\ud800f', 'g\ufffeh', 'i\nj'])).toEqual([
      'a�b',
      'c�d',
      'e�f',
      'g�h',
      'i�j',
    ]);
  });

  test('is otherwise as it was', () => {
    const data = { list: [{ text: '<b> & "x"', number: 1, none: null, yes: true }], empty: '' };
    expect(shown(data)).toEqual(data);
  });
});
