import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decrypt, encrypt as encryptPieces } from '../../src/artifact/encrypt.ts';
import { folderWith, leastProfile, run } from '../support/run.ts';
import { describeWith } from '../support/tools.ts';

const passphrase = 'correct horse battery staple';
const name = 'least.apkovl.tar.gz.aes-256-cbc';

async function encrypt(content: Buffer, word: string): Promise<Buffer> {
  const written: Buffer[] = [];
  await encryptPieces([content.subarray(0, 3), content.subarray(3)], word, (piece) => written.push(piece));
  return Buffer.concat(written);
}

async function sealed(env: Record<string, string> = { MKAPKOVL_PASSPHRASE: passphrase }) {
  const cwd = folderWith({ 'least.yaml': leastProfile });
  const { status, stdout, stderr } = await run(['build', 'least.yaml', '--encrypt'], { cwd, env });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toBe(`out/${name}\nout/least.answers\nout/least.manifest.json\n`);
  return { cwd, overlay: path.join(cwd, 'out', name) };
}

describeWith(['openssl', 'busybox'], 'the encrypted overlay', () => {
  // mkinitfs, initramfs-init.in unpack_apkovl: openssl enc -d -$cipher -in $file | tar --numeric-owner -zx
  const unpack = 'openssl enc -d -aes-256-cbc -in "$1" -pass env:WORD | busybox tar --numeric-owner -zx';

  test("is opened by what Alpine's initramfs runs", async () => {
    const { cwd, overlay } = await sealed();
    mkdirSync(path.join(cwd, 'root'));
    execFileSync('sh', ['-c', unpack, 'sh', overlay], {
      cwd: path.join(cwd, 'root'),
      env: { PATH: process.env.PATH, WORD: passphrase },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    expect(readFileSync(path.join(cwd, 'root/etc/hostname'), 'utf8')).toBe('least\n');
    expect(readdirSync(path.join(cwd, 'root'))).toEqual(['etc', 'usr']);
  });

  test('stays closed for another passphrase', async () => {
    const { overlay } = await sealed();
    const { status } = spawnSync('openssl', ['enc', '-d', '-aes-256-cbc', '-in', overlay, '-pass', 'pass:wrong']);
    expect(status).not.toBe(0);
  });

  test('is opened by openssl whatever the content and the passphrase are', { timeout: 120_000 }, async () => {
    const cwd = folderWith();
    const property = fc.asyncProperty(
      fc.uint8Array({ maxLength: 100 }),
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }).filter((word) => !/[\x00-\x1f\x7f]/.test(word)),
      async (bytes, word) => {
        const opened = execFileSync('openssl', ['enc', '-d', '-aes-256-cbc', '-pass', 'env:WORD'], {
          cwd,
          input: await encrypt(Buffer.from(bytes), word),
          env: { PATH: process.env.PATH, WORD: word },
          stdio: ['pipe', 'pipe', 'ignore'],
        });
        expect(opened).toEqual(Buffer.from(bytes));
      },
    );
    await fc.assert(property, { seed: 20261126, numRuns: 40 });
  });

  test('may also be one that openssl made', () => {
    const bytes = execFileSync('openssl', ['enc', '-aes-256-cbc', '-salt', '-pass', `pass:${passphrase}`], {
      input: 'what lbu commit -e writes',
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    expect(decrypt(bytes, passphrase)?.toString()).toBe('what lbu commit -e writes');
  });
});

describe('encrypting', () => {
  const content = Buffer.from('content');
  const salt = (bytes: Buffer) => bytes.subarray(8, 16).toString('hex');

  test('gives the same bytes every time', async () => {
    expect(await encrypt(content, passphrase)).toEqual(await encrypt(content, passphrase));
    const [first, second] = [await sealed(), await sealed()];
    expect(readFileSync(first.overlay)).toEqual(readFileSync(second.overlay));
  });

  test('uses another salt for another passphrase and for other content', async () => {
    const salts = [
      await encrypt(content, passphrase),
      await encrypt(content, `${passphrase}.`),
      await encrypt(Buffer.from('other'), passphrase),
    ].map(salt);
    expect(new Set(salts).size).toBe(3);
  });

  test('cannot be undone with another passphrase', async () => {
    expect(decrypt(await encrypt(content, passphrase), passphrase)).toEqual(content);
    expect(decrypt(await encrypt(content, passphrase), 'wrong')).toBeUndefined();
    expect(decrypt(content, passphrase)).toBeUndefined();
  });
});

describe('build --encrypt', () => {
  test('records in the manifest the digest of what was written and that of the tar inside', async () => {
    const { cwd, overlay } = await sealed();
    const plain = folderWith({ 'least.yaml': leastProfile });
    await run(['build', 'least.yaml'], { cwd: plain });
    const [encrypted, open] = [cwd, plain].map(
      (folder) => JSON.parse(readFileSync(path.join(folder, 'out/least.manifest.json'), 'utf8')).overlay,
    );
    const { createHash } = await import('node:crypto');
    expect(encrypted.file).toBe(name);
    expect(encrypted.sha256).toBe(createHash('sha256').update(readFileSync(overlay)).digest('hex'));
    expect(encrypted.tar_sha256).toBe(open.tar_sha256);
    expect(encrypted.sha256).not.toBe(open.sha256);
  });

  test('leaves no unencrypted overlay in the output folder', async () => {
    const { cwd } = await sealed();
    expect(readdirSync(path.join(cwd, 'out')).sort()).toEqual(['least.answers', name, 'least.manifest.json'].sort());
  });

  test('takes the passphrase from a file, without the line break at its end', async () => {
    const cwd = folderWith({ 'least.yaml': leastProfile, word: `${passphrase}\n` });
    const { status } = await run(['build', 'least.yaml', '--encrypt', '--passphrase-file', 'word'], { cwd });
    expect(status).toBe(0);
    expect(readFileSync(path.join(cwd, 'out', name))).toEqual(readFileSync((await sealed()).overlay));
  });

  test('prefers the file to the environment', async () => {
    const cwd = folderWith({ 'least.yaml': leastProfile, word: passphrase });
    const env = { MKAPKOVL_PASSPHRASE: 'another one, not to be used' };
    await run(['build', 'least.yaml', '--encrypt', '--passphrase-file', 'word'], { cwd, env });
    expect(readFileSync(path.join(cwd, 'out', name))).toEqual(readFileSync((await sealed()).overlay));
  });

  const refused = async (argv: string[], env: Record<string, string> = {}, word = '') => {
    const cwd = folderWith({ 'least.yaml': leastProfile, word });
    const { status, stdout, stderr } = await run(['build', 'least.yaml', ...argv], { cwd, env });
    expect(stdout).toBe('');
    expect(readdirSync(cwd).sort()).toEqual(['least.yaml', 'word']);
    return { status, stderr };
  };

  test('without a passphrase says where one may come from', async () => {
    const { status, stderr } = await refused(['--encrypt']);
    expect(status).toBe(3);
    expect(stderr).toContain('no passphrase was given for the encrypted overlay [encrypt-no-passphrase]');
    expect(stderr).toContain('Set MKAPKOVL_PASSPHRASE, use --passphrase-file FILE');
  });

  test('with a file that is not there says so', async () => {
    const { status, stderr } = await refused(['--encrypt', '--passphrase-file', 'nowhere']);
    expect(status).toBe(3);
    expect(stderr).toContain('nowhere');
    expect(stderr).toContain('no such file or directory');
  });

  test.each([
    ['an empty file', '\n', 'it is empty'],
    ['two lines, of which only one could be typed', 'one\ntwo\n', 'it contains line breaks or control characters'],
    ['a tab', 'a\tb', 'it contains line breaks or control characters'],
  ])('refuses %s', async (_, word, reason) => {
    const { status, stderr } = await refused(['--encrypt', '--passphrase-file', 'word'], {}, word);
    expect(status).toBe(3);
    expect(stderr).toContain(reason);
    expect(stderr).toContain('[encrypt-passphrase-unusable]');
  });

  test('warns of a short passphrase, without showing it', async () => {
    const cwd = folderWith({ 'least.yaml': leastProfile });
    const env = { MKAPKOVL_PASSPHRASE: 'hunter2' };
    const { status, stderr } = await run(['build', 'least.yaml', '--encrypt'], { cwd, env });
    expect(status).toBe(0);
    expect(stderr).toContain('the passphrase has only 7 characters [encrypt-weak-passphrase]');
    expect(stderr).not.toContain('hunter2');
  });

  test('is required once a passphrase file is named: without it nothing is built', async () => {
    const { status, stderr } = await refused(['--passphrase-file', 'word'], {}, passphrase);
    expect(status).toBe(2);
    expect(stderr).toContain("option '--passphrase-file <file>' requires --encrypt");
  });

  test('needs no passphrase for a dry run, which reports the names of the encrypted files', async () => {
    const cwd = folderWith({ 'least.yaml': leastProfile });
    const { status, stdout, stderr } = await run(['build', 'least.yaml', '--encrypt', '--dry-run'], { cwd });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toBe(`out/${name}\nout/least.answers\nout/least.manifest.json\n`);
    expect(readdirSync(cwd)).toEqual(['least.yaml']);
  });

  test('warns of the plain overlay of an earlier build, which would lie on the medium too', async () => {
    const cwd = folderWith({ 'least.yaml': leastProfile });
    await run(['build', 'least.yaml'], { cwd });
    const env = { MKAPKOVL_PASSPHRASE: passphrase };
    const { status, stderr } = await run(['build', 'least.yaml', '--encrypt'], { cwd, env });
    expect(status).toBe(0);
    expect(stderr).toContain('out/least.apkovl.tar.gz is left over from an earlier build [other-overlay-present]');
  });
});

describe('inspect of an encrypted overlay', () => {
  test('lists and prints what is in it', async () => {
    const { cwd } = await sealed();
    const env = { MKAPKOVL_PASSPHRASE: passphrase };
    const { status, stdout } = await run(['inspect', `out/${name}`, 'etc/hostname'], { cwd, env });
    expect({ status, stdout }).toEqual({ status: 0, stdout: 'least\n' });
  });

  test.each([
    ['without a passphrase', {}, 'no passphrase was given'],
    ['with a wrong one', { MKAPKOVL_PASSPHRASE: 'wrong' }, 'the passphrase cannot decrypt it'],
  ])('%s shows nothing', async (_, env, reason) => {
    const { cwd } = await sealed();
    const { status, stdout, stderr } = await run(['inspect', `out/${name}`], { cwd, env });
    expect({ status, stdout }).toEqual({ status: 3, stdout: '' });
    expect(stderr).toContain(reason);
  });
});

test('an encrypted overlay without secrets is as readable as a plain one', async () => {
  const { overlay } = await sealed();
  expect((statSync(overlay).mode & 0o777).toString(8)).toBe('644');
});
