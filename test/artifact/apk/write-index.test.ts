import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { indexText, signaturesOf } from '#src/artifact/apk/index-file.ts';
import { packageRecord } from '#src/artifact/apk/package-record.ts';
import { packagesIn } from '#src/artifact/apk/packages.ts';
import { readPackage } from '#src/artifact/apk/read-package.ts';
import { signerOf } from '#src/artifact/apk/signature.ts';
import { signedIndex } from '#src/artifact/apk/write-index.ts';
import { packageFile } from '#test/support/apk-package-file.ts';
import { describeWithApk } from '#test/support/apk-program.ts';
import { testKey } from '#test/support/apk-repository.ts';
import { folderWith } from '#test/support/run.ts';

const ours = testKey('ours.rsa.pub');
const theirs = testKey('theirs.rsa.pub');
const signer = { name: ours.name, privateKey: ours.private };
const epoch = new Date(0);

/** A repository with vim, which needs a library, and its index. */
async function repository(by = signer) {
  const folder = folderWith();
  const files: Record<string, Buffer> = {
    'vim-1.0-r0.apk': packageFile({ name: 'vim', info: ['depend = so:libvim.so.1'] }),
    'libvim-2.0-r1.apk': packageFile({ name: 'libvim', version: '2.0-r1', info: ['provides = so:libvim.so.1=1'] }),
  };
  mkdirSync(path.join(folder, 'bundle/x86_64'), { recursive: true });
  const records: string[] = [];
  for (const [name, bytes] of Object.entries(files)) {
    const file = path.join(folder, 'bundle/x86_64', name);
    writeFileSync(file, bytes);
    records.push(packageRecord(await readPackage(file), 'x86_64'));
  }
  const index = await signedIndex(records, by, epoch);
  const place = path.join(folder, 'bundle/x86_64/APKINDEX.tar.gz');
  writeFileSync(place, index);
  return { folder, records, index, put: (bytes: Buffer) => writeFileSync(place, bytes) };
}

describe('an index of ours', () => {
  test('is the same whenever it is made, and lists what it was given', async () => {
    const { index, records } = await repository();
    expect(index.equals(await signedIndex(records, signer, epoch))).toBe(true);
    expect(packagesIn(indexText(signaturesOf(index).signed)).map(({ name }) => name)).toEqual(['vim', 'libvim']);
  });

  test('is of the one who signed it', async () => {
    const { index } = await repository();
    expect(signerOf(index, { [ours.name]: ours.public })).toEqual({ key: ours.name });
    expect(signerOf(index, { [ours.name]: theirs.public })).toEqual({ fault: 'wrong', key: ours.name });
  });

  test('may list nothing', async () => {
    expect(packagesIn(indexText(await signedIndex([], signer, epoch)))).toEqual([]);
  });
});

describeWithApk('an index of ours, by the real apk', (program) => {
  /** What apk says when it installs vim on an empty root, with one key, and nothing but the folder. */
  function installed(folder: string, key = ours) {
    const at = (name: string) => path.join(folder, name);
    mkdirSync(at('keys'), { recursive: true });
    writeFileSync(at(`keys/${key.name}`), key.public);
    writeFileSync(at('repositories'), `${at('bundle')}\n`);
    rmSync(at('root'), { recursive: true, force: true });
    const common = ['--root', at('root'), '--keys-dir', at('keys'), '--repositories-file', at('repositories')];
    const words = ['--arch', 'x86_64', '--no-network', '--no-progress', 'add', '--initdb', 'vim'];
    const { status, stdout, stderr } = spawnSync(program, [...common, ...words], { encoding: 'utf8' });
    return { status, said: stdout + stderr };
  }

  test('is enough to install from, with our key alone', async () => {
    const { folder } = await repository();
    const { status, said } = installed(folder);
    expect(status, said).toBe(0);
    expect(execFileSync('find', ['root/usr'], { cwd: folder, encoding: 'utf8' })).toContain('root/usr/share/libvim');
  });

  test('is refused with another key, be it of the same name', async () => {
    const { folder } = await repository();
    for (const key of [theirs, { ...theirs, name: ours.name }]) {
      const { status, said } = installed(folder, key);
      expect([status === 0, said]).toEqual([false, expect.stringMatching(/UNTRUSTED|BAD signature/)]);
    }
  });

  test('is refused with any other byte', async () => {
    const { folder, index, put } = await repository();
    for (let at = 20; at < index.length; at += 211) {
      const changed = Buffer.from(index);
      changed[at]! ^= 1;
      put(changed);
      const { status, said } = installed(folder);
      expect(status, `byte ${at}: ${said}`).not.toBe(0);
    }
  });

  test('does not help where a package is missing', async () => {
    const { folder } = await repository();
    rmSync(path.join(folder, 'bundle/x86_64/libvim-2.0-r1.apk'));
    expect(installed(folder).status).not.toBe(0);
  });
});
