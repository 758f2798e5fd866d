import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { indexText, signaturesOf } from '#src/artifact/apk/index-file.ts';
import { packagesIn } from '#src/artifact/apk/packages.ts';
import { signerOf } from '#src/artifact/apk/signature.ts';
import { indexBody, signed, testKey } from '#test/support/apk-repository.ts';

const ours = testKey('ours.rsa.pub');
const theirs = testKey('theirs.rsa.pub');
const keys = { [ours.name]: ours.public };
const body = indexBody([{ name: 'busybox', provides: 'cmd:sh=1 so:libx.so.1=1' }]);

describe('an index of packages is refused', () => {
  test('if a byte of it was changed', () => {
    const changed = signed(body, ours);
    changed[changed.length - 20]! ^= 1;
    expect(signerOf(changed, keys)).toEqual({ fault: 'wrong', key: ours.name });
  });

  test('if somebody else signed it in the name of a known key', () => {
    expect(signerOf(signed(body, { ...theirs, name: ours.name }), keys)).toEqual({ fault: 'wrong', key: ours.name });
  });

  test('if nobody knows the key', () => {
    expect(signerOf(signed(body, theirs), keys)).toEqual({ fault: 'unknown-key', key: theirs.name });
    expect(signerOf(signed(body, { ...theirs, name: 'constructor' }), keys)).toMatchObject({ fault: 'unknown-key' });
  });

  test('if the key is none', () => {
    expect(signerOf(signed(body, ours), { [ours.name]: 'no key' })).toEqual({ fault: 'wrong', key: ours.name });
  });

  test.each([
    ['has no signature', body, 'unsigned'],
    ['is a web page', Buffer.from('<html>log in</html>'), 'unreadable'],
    ['is empty', Buffer.alloc(0), 'unreadable'],
    ['ends in its signature', signed(body, ours).subarray(0, 40), 'unreadable'],
    ['expands without end', gzipSync(Buffer.alloc(8 * 2 ** 20)), 'unreadable'],
  ])('if it %s', (_, bytes, fault) => {
    expect(signerOf(bytes, keys)).toEqual({ fault });
  });
});

test.each(['RSA', 'RSA256', 'RSA512'] as const)('a signature %s is verified', (algorithm) => {
  expect(signerOf(signed(body, ours, algorithm), keys)).toEqual({ key: ours.name });
});

test('another index in front of the signed one is not among the signed bytes', () => {
  const right = signed(body, ours);
  const { signed: bytes } = signaturesOf(right);
  expect(bytes.equals(body)).toBe(true);
  expect(packagesIn(indexText(bytes))).toEqual([
    {
      name: 'busybox',
      version: '1.0-r0',
      checksum: expect.stringMatching(/^Q1/),
      size: 1000,
      provides: ['cmd:sh', 'so:libx.so.1'],
    },
  ]);
  const evil = Buffer.concat([indexBody([{ name: 'evil' }]), right]);
  expect(signerOf(evil, keys)).toHaveProperty('fault');
});
