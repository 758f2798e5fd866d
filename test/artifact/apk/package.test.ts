import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { packageRecord } from '#src/artifact/apk/package-record.ts';
import { readPackage } from '#src/artifact/apk/read-package.ts';
import { checksumOf, packageFile } from '#test/support/apk-package-file.ts';
import { folderWith } from '#test/support/run.ts';

function read(bytes: Buffer | string) {
  const file = path.join(folderWith(), 'x.apk');
  writeFileSync(file, bytes);
  return readPackage(file);
}

const whole = packageFile({ name: 'vim' });
const flipped = (at: number) => {
  const bytes = Buffer.from(whole);
  bytes[at]! ^= 1;
  return bytes;
};

describe('a package file is refused', () => {
  test.each([
    ['that is empty', '', 'not a package'],
    ['that is a web page', '<!doctype html><title>404</title>', 'not a package'],
    ['of which only the beginning is there', whole.subarray(0, 60), 'not a package'],
    ['whose end is missing', whole.subarray(0, -1), 'not those that it names'],
    ['with something behind it', Buffer.concat([whole, Buffer.from('x')]), 'not those that it names'],
    ['with another byte in its files', flipped(whole.length - 30), 'not those that it names'],
    ['with another byte in its control segment', flipped(whole.indexOf('\x1f\x8b', 2, 'latin1') + 40), 'not a package'],
    ['without a digest of its files', packageFile({ name: 'vim', datahash: null }), 'no digest of its files'],
    [
      'that begins with files',
      packageFile({ name: 'vim' }).subarray(whole.lastIndexOf('\x1f\x8b', -1, 'latin1')),
      'not a',
    ],
  ])('%s', async (_, bytes, reason) => {
    await expect(read(bytes)).rejects.toThrow(reason);
  });
});

describe('a package file', () => {
  test('has the checksum of its control segment, signed or not', async () => {
    const unsigned = packageFile({ name: 'vim', signature: false });
    expect(await read(whole)).toMatchObject({ size: whole.length, checksum: checksumOf(whole) });
    expect((await read(unsigned)).checksum).toBe(checksumOf(whole));
  });

  test('is found behind a signature and scripts that are larger than what is read at first', async () => {
    const info = Array.from({ length: 9000 }, (_, index) => `provides = cmd:${Math.sin(index)}=1`);
    const large = packageFile({ name: 'many', info });
    expect((await read(large)).checksum).toBe(checksumOf(large));
  });

  test('becomes a record for the folder in which it lies, as apk index writes it', async () => {
    const info = ['depend = so:libc.musl-x86_64.so.1 busybox>=1', 'depend = !vi', 'provides = cmd:vim=1.0-r0'];
    const file = packageFile({ name: 'vim', arch: 'noarch', info: [...info, 'install_if = docs', 'commit = abc'] });
    expect(packageRecord(await read(file), 'x86_64').split('\n')).toEqual([
      ...[`C:${checksumOf(file)}`, 'P:vim', 'V:1.0-r0', 'A:x86_64', `S:${file.length}`, 'I:4096'],
      ...['T:The package vim', 'U:https://example.org', 'L:MIT', 'o:vim', 't:1700000000', 'c:abc'],
      ...['D:so:libc.musl-x86_64.so.1 busybox>=1 !vi', 'p:cmd:vim=1.0-r0', 'i:docs'],
    ]);
  });
});
