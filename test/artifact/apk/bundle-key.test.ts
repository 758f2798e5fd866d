import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { type BundleKey, bundleKey, existingBundleKey, saveKey } from '#src/artifact/apk/bundle-key.ts';
import { folderWith } from '#test/support/run.ts';

const pem = (bits: number, more: { type?: 'pkcs1'; cipher?: string; passphrase?: string } = {}) =>
  generateKeyPairSync('rsa', { modulusLength: bits }).privateKey.export({ type: 'pkcs8', format: 'pem', ...more });
const sound = pem(2048).toString();
const publicPem = () =>
  generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ type: 'spki', format: 'pem' });
const curve = () =>
  generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' });

function folderWithKey(name: string, text: string | Buffer, mode = 0o600): string {
  const cwd = folderWith();
  writeFileSync(path.join(cwd, name), text);
  chmodSync(path.join(cwd, name), mode);
  return cwd;
}

describe('the key of a bundle is refused', () => {
  test('if it should exist and does not, without the words that it is made', async () => {
    expect(await existingBundleKey('a.rsa', folderWith())).toMatchObject({
      message: expect.stringContaining('there is no such file'),
      remedy: 'Name the file of a private RSA key without a passphrase.',
    });
  });

  test.each([0o640, 0o604, 0o620, 0o666])('if others can reach it: mode %o', async (mode) => {
    const found = await bundleKey('a.rsa', folderWithKey('a.rsa', sound, mode));
    expect(found).toMatchObject({ code: 'bundle-key-exposed', class: 'environment' });
  });

  test.each([
    ['is no key', 'hello\n', 'no key in PEM'],
    ['is a public one', publicPem(), 'a public key'],
    ['is of another kind', curve(), 'of the kind ec'],
    ['is too short', pem(1024), '1024 bits'],
    ['has a passphrase', pem(2048, { cipher: 'aes-256-cbc', passphrase: 'secret' }), 'a passphrase'],
    [
      'has a passphrase, in the older form',
      pem(2048, { type: 'pkcs1', cipher: 'aes-256-cbc', passphrase: 'secret' }),
      'a passphrase',
    ],
    ['is too large', 'x'.repeat(70_000), 'more than'],
  ])('if it %s', async (_, text, reason) => {
    const found = await bundleKey('a.rsa', folderWithKey('a.rsa', text));
    expect(found).toMatchObject({ code: 'bundle-key-unusable', message: expect.stringContaining(reason) });
  });

  test('if it is a folder, or a pipe that no program writes to', async () => {
    const cwd = folderWith();
    mkdirSync(path.join(cwd, 'keys'));
    execFileSync('mkfifo', ['-m', '600', 'pipe'], { cwd });
    for (const name of ['keys', 'pipe'])
      expect(await bundleKey(name, cwd)).toMatchObject({ message: expect.stringContaining('it is no file') });
  });

  test.each(['alpine-devel@lists.alpinelinux.org-6165ee59.rsa', 'two words', '.rsa', `${'x'.repeat(60)}.rsa`])(
    'by the name %j, so that it cannot take the place of a key of Alpine, or be no name there',
    async (name) => {
      expect(await bundleKey(name, folderWithKey(name, sound))).toMatchObject({ code: 'bundle-key-unusable' });
    },
  );
});

describe('the key of a bundle', () => {
  test('is named after its file, as in /etc/apk/keys', async () => {
    const names = await Promise.all(
      ['a.rsa', 'b.pem', 'keys@host-1'].map(
        async (name) => (await bundleKey(name, folderWithKey(name, sound))) as BundleKey,
      ),
    );
    expect(names.map(({ name }) => name)).toEqual(['a.rsa.pub', 'b.rsa.pub', 'keys@host-1.rsa.pub']);
    expect(names[0]).toMatchObject({ made: false, text: expect.stringMatching(/^-----BEGIN PUBLIC KEY-----\n/) });
  });

  test('is made where there is none, for its owner alone, and is the same from then on', async () => {
    const cwd = folderWith();
    const made = (await bundleKey('keys/bundle.rsa', cwd)) as BundleKey;
    expect([made.made, existsSync(path.join(cwd, 'keys'))]).toEqual([true, false]);
    expect(saveKey(made, cwd)).toBeUndefined();
    expect(statSync(path.join(cwd, 'keys/bundle.rsa')).mode & 0o777).toBe(0o600);
    expect(readdirSync(path.join(cwd, 'keys'))).toEqual(['bundle.rsa']);
    expect(await bundleKey('keys/bundle.rsa', cwd)).toMatchObject({ made: false, text: made.text });
  });

  test('never takes the place of a file that is there by then', async () => {
    const cwd = folderWith();
    const made = (await bundleKey('bundle.rsa', cwd)) as BundleKey;
    writeFileSync(path.join(cwd, 'bundle.rsa'), 'of somebody else');
    expect(saveKey(made, cwd)).toMatchObject({ code: 'bundle-key-unusable' });
    expect(readFileSync(path.join(cwd, 'bundle.rsa'), 'utf8')).toBe('of somebody else');
    expect(readdirSync(cwd)).toEqual(['bundle.rsa']);
  });
});
