import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { gzipSync } from 'node:zlib';

/** A key pair of this run. */
export interface TestKey {
  name: string;
  private: KeyObject;
  public: string;
}

export function testKey(name: string): TestKey {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { name, private: privateKey, public: publicKey.export({ type: 'spki', format: 'pem' }).toString() };
}

/**
 * A file of a tar archive as apk reads it, or a folder, which has no content; apk's segments lack the end that a whole
 * archive has.
 */
export function tarred(
  name: string,
  given: Buffer | null,
  { end = false, type = given ? '0' : '5', mode = given ? 0o644 : 0o755 } = {},
): Buffer {
  const header = Buffer.alloc(512);
  const content = given ?? Buffer.alloc(0);
  const octal = (value: number, length: number) => `${value.toString(8).padStart(length - 1, '0')}\0`;
  header.write(name, 0);
  header.write(octal(mode, 8) + octal(0, 8) + octal(0, 8) + octal(content.length, 12) + octal(0, 12), 100);
  header.write('        0', 148);
  header.write(type, 156);
  header.write('ustar\x0000root', 257);
  header.write('root', 297);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  const rest = Buffer.alloc((512 - (content.length % 512)) % 512);
  return Buffer.concat([header, content, rest, ...(end ? [Buffer.alloc(1024)] : [])]);
}

export interface TestPackage {
  name: string;
  version?: string;
  depends?: string;
  provides?: string;
}

/** The unsigned part of an index (apk-tools, doc/apkindex.5). */
export function indexBody(packages: readonly TestPackage[]): Buffer {
  const records = packages.map(({ name, version = '1.0-r0', depends = '', provides = '' }, index) =>
    [
      ...[`C:Q1${Buffer.alloc(20, index + 1).toString('base64')}`, `P:${name}`, `V:${version}`, 'A:x86_64', 'S:1000'],
      ...['I:2000', `T:${name}`, 'U:https://example.org', 'L:MIT', `D:${depends}`, `p:${provides}`],
    ].join('\n'),
  );
  const text = `${records.join('\n\n')}\n\n`;
  const description = tarred('DESCRIPTION', Buffer.from('test'));
  return gzipSync(Buffer.concat([description, tarred('APKINDEX', Buffer.from(text), { end: true })]));
}

const digests = { RSA: 'sha1', RSA256: 'sha256', RSA512: 'sha512' } as const;

/** An index as abuild-sign leaves it: a gzip member with the signature, and then what it is over. */
export function signed(body: Buffer, key: TestKey, algorithm: keyof typeof digests = 'RSA256'): Buffer {
  const signature = sign(digests[algorithm], body, key.private);
  return Buffer.concat([gzipSync(tarred(`.SIGN.${algorithm}.${key.name}`, signature)), body]);
}

const named = (names: string): TestPackage[] => names.split(' ').map((name) => ({ name, depends: 'busybox' }));

/** What Alpine has under these names, as small as it gets: the packages of the least profile, and libvirt's. */
export const leastPackages: TestPackage[] = [
  { name: 'busybox', provides: 'cmd:sh=1.0-r0' },
  ...named('alpine-base linux-lts mkinitfs sfdisk e2fsprogs grub grub-efi dosfstools syslinux chrony openssh tzdata'),
  ...named('kbd-bkeymaps amd-ucode intel-ucode libvirt-daemon libvirt-qemu qemu-img qemu-system-x86_64'),
];
