import { expect, test } from 'vitest';
import type { Lock } from '../../src/lockfile/schema.ts';
import { lockText } from '../../src/lockfile/text.ts';

const sha256 = 'ab'.repeat(32);
const key = '-----BEGIN PUBLIC KEY-----\nAA\n-----END PUBLIC KEY-----\n';
const package_ = (version: string) => ({ version, checksum: 'Q1x', size: 1, repository: 'https://m/main' });

const group = (release: string, closure: Lock['packages'][number]['closure']) => ({
  ...{ release, arch: 'x86_64', repositories: [{ url: 'https://m/main', sha256, key: 'a.pub' }] },
  ...{ world: ['alpine-base'], closure },
});

const lock: Lock = {
  schema: 2,
  hosts: { b: { profile: 'b.yaml', digest: sha256 }, a: { profile: 'a.yaml', digest: sha256 } },
  media: {},
  images: { 'https://m/z': { sha256, size: undefined }, 'https://m/y': { sha256, size: 2, compression: 'xz' } },
  packages: [group('3.24', null), group('3.23', { zlib: package_('1'), busybox: package_('2') })],
  keys: { 'a.pub': key },
};

test('each thing has a line of its own, and the order is always the same', () => {
  const text = lockText(lock);
  expect(text.split('\n').filter((line) => /"(busybox|zlib|a|b|https:\/\/m\/[yz])": \{/.test(line))).toEqual([
    `    "a": { "profile": "a.yaml", "digest": "${sha256}" },`,
    `    "b": { "profile": "b.yaml", "digest": "${sha256}" }`,
    `    "https://m/y": { "sha256": "${sha256}", "size": 2, "compression": "xz" },`,
    `    "https://m/z": { "sha256": "${sha256}" }`,
    '        "busybox": { "version": "2", "checksum": "Q1x", "size": 1, "repository": "https://m/main" },',
    '        "zlib": { "version": "1", "checksum": "Q1x", "size": 1, "repository": "https://m/main" }',
  ]);
  const turned = { ...lock, packages: [...lock.packages].reverse() };
  expect(lockText(turned)).toBe(text);
  expect(lockText(JSON.parse(text))).toBe(text);
});

test('a key keeps its contents', () => {
  expect(JSON.parse(lockText(lock)).keys['a.pub']).toBe(key);
});
