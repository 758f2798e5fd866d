import { copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { debian } from '../../support/alpine/userland.ts';
import { folderWith } from '../../support/run.ts';
import { signedByHand, signingKey } from '../../support/signing-keys.ts';
import { describeWith } from '../../support/tools.ts';
import { consistent, repacked } from './archive.ts';
import { applied, overlay, profile, refused } from './machine.ts';
import { guarded, profileOf, signatureOf, signedOverlay } from './signed.ts';

/** Changes the bytes of an overlay, and leaves its signature as it is. */
function changed(file: string, change: (bytes: Buffer) => Buffer): string {
  writeFileSync(file, change(readFileSync(file)));
  return file;
}

describeWith(['applets', 'ssh-keygen'], 'a host with signers refuses, and changes nothing', () => {
  test('an overlay without a signature', async () => {
    const { on, later } = await guarded();
    const file = await later(11);
    rmSync(signatureOf(file));
    expect(refused(on, [file])).toBe('apply-unsigned');
    expect(refused(on, [file, '--dry-run'])).toBe('apply-unsigned');
    expect(refused(on, [file, '--allow-older'])).toBe('apply-unsigned');
  });

  test('a folder in the place of the signature', async () => {
    const { on, later } = await guarded();
    const file = await later(11);
    rmSync(signatureOf(file));
    mkdirSync(signatureOf(file));
    expect(refused(on, [file])).toBe('apply-unsigned');
  });

  test('a signature that does not exist, and standard input without one', async () => {
    const { on, later } = await guarded();
    const file = await later(11);
    expect(refused(on, [file, '--signature', '/nowhere.sig'])).toBe('apply-unsigned');
    expect(refused(on, ['-'])).toBe('apply-unsigned');
  });

  test.each<[string, (bytes: Buffer) => Buffer]>([
    ['a byte is another', (bytes) => Buffer.from(bytes.map((byte, at) => (at === 5000 ? byte ^ 1 : byte)))],
    ['the last byte is another', (bytes) => Buffer.concat([bytes.subarray(0, -1), Buffer.from([bytes.at(-1)! ^ 1])])],
    ['it is cut off', (bytes) => bytes.subarray(0, bytes.length - 100)],
    ['something follows it', (bytes) => Buffer.concat([bytes, Buffer.from('x')])],
    ['it is empty', () => Buffer.alloc(0)],
  ])('an overlay of which %s', async (_, change) => {
    const { on, later } = await guarded();
    const file = changed(await later(11), change);
    expect(refused(on, [file])).toBe('apply-signature');
    expect(refused(on, [file, '--dry-run'])).toBe('apply-signature');
  });

  test('an overlay that fits its own table again after a change; none of its code runs', async () => {
    const { on, later } = await guarded();
    const file = await later(11);
    const plant = 'touch "$MKAPKOVL_ROOT/OWNED"\n';
    const foreign = await repacked(file, (entries) =>
      consistent(
        entries.map((entry) => (entry.name.endsWith('.sh') ? { ...entry, content: plant + entry.content } : entry)),
      ),
    );
    copyFileSync(signatureOf(file), path.join(path.dirname(foreign), 'changed.sig'));
    expect(refused(on, [foreign])).toBe('apply-signature');
    expect(existsSync(path.join(on.folder, 'OWNED'))).toBe(false);
  });

  test('the signature of another overlay, and what is no signature', async () => {
    const { on, later } = await guarded();
    const file = await later(11);
    const other = await later(12, 'packages: [mc]\n');
    expect(refused(on, [file, '--signature', signatureOf(other)])).toBe('apply-signature');
    expect(refused(on, [file, '--signature', file])).toBe('apply-signature');
  });

  test("another host's overlay, signed with the same key", async () => {
    const { on, key } = await guarded();
    const other = await signedOverlay(profileOf([key]).replace('kvm1', 'kvm2'), key, 11);
    expect(refused(on, [other])).toBe('apply-other-host');
    expect(refused(on, [other, '--rename'])).toBe('apply-other-host');
  });

  test('a lower serial number than the last one applied', async () => {
    const { on, later } = await guarded();
    expect(refused(on, [await later(9)])).toBe('apply-older');
    applied(on, await later(200));
    expect(refused(on, [await later(11)])).toBe('apply-older');
    expect(refused(on, [await later(199), '--dry-run'])).toBe('apply-older');
  });

  test('the same serial number on another build', async () => {
    const { on, later } = await guarded();
    expect(refused(on, [await later(10)])).toBe('apply-same-serial');
  });

  test('a signed overlay without a serial number', async () => {
    const { on, key } = await guarded();
    const file = await overlay(profileOf([key]));
    signedByHand(file, key);
    expect(refused(on, [file])).toBe('apply-no-serial');
  });

  test('a signature for another purpose', async () => {
    const { on, key } = await guarded();
    const file = await overlay(`${profile}signing: { serial: 11 }\n`);
    for (const namespace of ['file', 'git', 'mkapkovl-overlay2']) {
      signedByHand(file, key, namespace);
      expect(refused(on, [file])).toBe('apply-signature');
      rmSync(`${file}.sig`);
    }
  });

  test('the signature of a key that is not among the signers', async () => {
    const { on, later } = await guarded();
    expect(refused(on, [await later(11, '', signingKey())])).toBe('apply-signature');
  });

  test('the signature of a key that was removed from the signers', async () => {
    const { on, key, later } = await guarded();
    const next = signingKey();
    applied(on, await signedOverlay(profileOf([key, next]), key, 11));
    applied(on, await signedOverlay(profileOf([next]), next, 12));
    expect(refused(on, [await later(13)])).toBe('apply-signature');
  });

  test('an overlay that names its own signer, which this host does not have', async () => {
    const { on } = await guarded();
    const stranger = signingKey();
    expect(refused(on, [await signedOverlay(profileOf([stranger]), stranger, 11)])).toBe('apply-signature');
  });

  test.each([
    ['empty', ''],
    ['a comment alone', '# nobody\n'],
  ])('every overlay if the list of signers is %s', async (_, text) => {
    const { on, later } = await guarded();
    on.write('etc/mkapkovl/allowed_signers', text);
    expect(refused(on, [await later(11)])).toBe('apply-signature');
  });

  test('every overlay without ssh-keygen', async () => {
    const { on, later } = await guarded();
    rmSync(path.join(on.folder, 'fake/programs/ssh-keygen'));
    expect(refused(on, [await later(11)])).toBe('apply-no-ssh-keygen');
  });

  test('an overlay whose signature fits only once openssl has opened it', async () => {
    const { on, key, later } = await guarded();
    const plain = await later(11);
    const sealed = await later(11, 'packages: [htop]\n', key, '--encrypt');
    expect(refused(on, [sealed, '--signature', signatureOf(plain)])).toBe('apply-signature');
  });
});

describeWith(['applets', 'ssh-keygen'], 'a file that is exchanged after its signature was verified', () => {
  test('is not what gets applied', async () => {
    const { on, later } = await guarded();
    const good = await later(11, 'packages: [htop]\n');
    const evil = await overlay(`${profile}packages: [evil]\n`);
    const folder = folderWith();
    cpSync(path.dirname(good), folder, { recursive: true });
    const file = path.join(folder, path.basename(good));
    on.stub('ssh-keygen', `${debian('ssh-keygen')} "$@"\nstatus=$?\ncp ${evil} ${file}\nexit $status`);
    applied(on, file);
    expect(readFileSync(file)).toEqual(readFileSync(evil));
    expect(on.read('etc/mkapkovl/packages') + on.read('etc/apk/world')).toContain('htop');
    expect(on.read('etc/mkapkovl/packages') + on.read('etc/apk/world')).not.toContain('evil');
  });
});
