import { createHash } from 'node:crypto';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { expect, test } from 'vitest';
import { indexText, signaturesOf } from '#src/artifact/apk/index-file.ts';
import { packagesIn } from '#src/artifact/apk/packages.ts';
import { signerOf } from '#src/artifact/apk/signature.ts';
import { openIso } from '#src/artifact/iso9660/read-iso.ts';
import { checksumOf, packageFile } from '../support/apk-package-file.ts';
import { type BundleRoom, bundleRoom, disk, diskDigest, guestOfTheRoom } from '../support/bundle-room.ts';
import { isoTools } from '../support/iso/alpine-iso.ts';
import { run } from '../support/run.ts';
import { describeWith } from '../support/tools.ts';

/** Whatever was refused, nothing looks like a medium or a list of one. */
async function refused(room: BundleRoom, status: number, code: string, ...more: string[]): Promise<string> {
  const ran = await room.media('iso', ...more);
  expect([ran.status, ran.stderr]).toEqual([status, expect.stringContaining(`[${code}]`)]);
  expect(existsSync(room.at('out'))).toBe(false);
  return ran.stderr;
}

describeWith(isoTools, 'media --bundle refuses', () => {
  test('to be used without a key, and a key that others can read', async () => {
    const room = await bundleRoom();
    const without = await run(['media', 'iso', 'a.yaml', '--bundle'], { cwd: room.cwd });
    expect([without.status, without.stderr]).toEqual([2, expect.stringContaining('requires --bundle-key')]);
    chmodSync(room.at('bundle.rsa'), 0o640);
    await refused(room, 3, 'bundle-key-exposed');
  });

  test.each<[string, (room: BundleRoom) => void, string]>([
    ['no lock', ({ at }) => rmSync(at('mkapkovl.lock.json')), 'for alpha there is no lock file'],
    [
      'digests of images only',
      ({ at }) => writeFileSync(at('mkapkovl.lock.json'), '{"schema":1,"images":{}}'),
      'none of',
    ],
    [
      'no package versions',
      ({ relock }) => relock(({ packages }) => Object.assign(packages[0]!, { closure: null })),
      'no apk was',
    ],
    [
      'no packages of these repositories',
      ({ relock }) => relock((lock) => Object.assign(lock, { packages: [] })),
      'none of the packages',
    ],
    [
      'no package that was asked for since',
      ({ relock }) => relock(({ packages }) => packages[0]!.world.splice(packages[0]!.world.indexOf('vim'), 1)),
      'no package vim',
    ],
    [
      'no digest of an image',
      ({ relock }) => relock((lock) => Object.assign(lock, { images: {} })),
      'no digest of the image',
    ],
  ])('a lock with %s, and says how to make one', async (_, change, what) => {
    const room = await bundleRoom();
    change(room);
    const said = await refused(room, 3, 'bundle-not-locked');
    expect(said).toContain(what);
    expect(said).toContain('mkapkovl lock --packages');
  });

  test.each<[string, (room: BundleRoom) => void, string]>([
    ['is another one of the same size', (room) => flip(room.apk('vim')), 'are not those that it names'],
    ['has another size', ({ apk }) => appendFileSync(apk('vim'), 'x'), 'files are not'],
    ['is cut off', ({ apk }) => truncateSync(apk('vim'), 300), 'bundle-package-differs'],
    ['is a web page', ({ apk }) => writeFileSync(apk('vim'), '<!doctype html><title>login</title>'), 'not a package'],
    ['was built again', ({ apk }) => rebuilt(apk('vim'), { name: 'vim', version: '9.1-r0' }), 'bundle-package-differs'],
  ])('a package that %s', async (_, change, reason) => {
    const room = await bundleRoom();
    change(room);
    expect(await refused(room, 3, 'bundle-package-differs')).toContain(reason);
  });

  test.each([
    ['another package', { name: 'emacs', version: '9.1-r0' }, 'it says that it is emacs'],
    ['another version', { name: 'vim', version: '9.2-r0' }, 'it says that it is vim 9.2-r0'],
    ['one for another machine', { name: 'vim', version: '9.1-r0', arch: 'aarch64' }, 'it is for aarch64'],
  ])('%s under the name of vim, though the lock has its checksum', async (_, parts, reason) => {
    const room = await bundleRoom();
    const { checksum, size } = rebuilt(room.apk('vim'), parts);
    room.relock(({ packages }) => Object.assign(packages[0]!.closure!.vim!, { checksum, size }));
    expect(await refused(room, 3, 'bundle-package-differs')).toContain(reason);
  });

  test('a package that the mirror has no more, and says why that can be', async () => {
    const room = await bundleRoom();
    rmSync(room.apk('vim'));
    expect(await refused(room, 3, 'bundle-package-missing')).toContain('lock --update packages');
  });

  test('an image that is missing, or another one', async () => {
    const room = await bundleRoom();
    writeFileSync(room.at('mirror/disk.qcow2'), 'another disk');
    await refused(room, 3, 'download-not-the-file');
    rmSync(room.at('mirror/disk.qcow2'));
    await refused(room, 3, 'download-failed');
  });

  test.each(['../../../etc/passwd', `${'x'.repeat(64)}`, 'a:b'])('a package named %j', async (name) => {
    const room = await bundleRoom();
    room.relock(({ packages }) => Object.assign(packages[0]!.closure!, { [name]: packages[0]!.closure!.vim! }));
    await refused(room, 3, 'bundle-cannot-hold');
  });

  test('two versions of a package, of hosts that are locked apart', async () => {
    const more = 'match: { serial: A1 }\n';
    const other = { hostname: 'beta', more: 'match: { serial: B1 }\n' };
    const room = await bundleRoom({ 'a.yaml': { hostname: 'alpha', more }, 'b.yaml': other });
    const text = readFileSync(room.at('b.yaml'), 'utf8').replace('mirror.invalid', 'other.invalid');
    writeFileSync(room.at('b.yaml'), text);
    room.relock(({ packages }) => {
      const group = structuredClone(packages[0]!);
      for (const each of group.repositories) each.url = each.url.replace('mirror.invalid', 'other.invalid');
      group.closure!.vim!.version = '8.0-r0';
      packages.push(group);
    });
    expect(await refused(room, 1, 'bundle-two-versions')).toContain('vim');
  });

  test('to make a key if it makes no medium', async () => {
    const room = await bundleRoom();
    rmSync(room.at('bundle.rsa'));
    rmSync(room.apk('vim'));
    await refused(room, 3, 'bundle-package-missing');
    expect(existsSync(room.at('bundle.rsa'))).toBe(false);
  });
});

function flip(file: string): void {
  const bytes = readFileSync(file);
  bytes[bytes.length - 30]! ^= 1;
  writeFileSync(file, bytes);
}

function rebuilt(file: string, parts: Parameters<typeof packageFile>[0]) {
  const bytes = packageFile({ ...parts, files: { 'usr/bin/evil': 'echo' } });
  writeFileSync(file, bytes);
  return { checksum: checksumOf(bytes), size: bytes.length };
}

describeWith(isoTools, 'media iso --bundle', () => {
  test('has exactly the packages of the lock, their signed index, the images and the public key', async () => {
    const room = await bundleRoom();
    const { status, stderr } = await room.media('iso');
    expect(status, stderr).toBe(0);
    const medium = openIso('alpha.iso', room.at('out/alpha.iso'));
    try {
      const read = (name: string) => medium.file(`bundle/${name}`)!.read(2 ** 20);
      const closure = Object.entries(room.lock.packages[0]!.closure!);
      const names = closure.map(([name, { version }]) => `${name}-${version}.apk`);
      expect(medium.list('bundle')).toEqual(['.boot_repository', 'images', 'keys', 'x86_64']);
      expect(medium.list('bundle/x86_64')).toEqual(['APKINDEX.tar.gz', ...names].sort());
      for (const name of names)
        expect(read(`x86_64/${name}`).equals(readFileSync(room.apk(name.replace(/-[0-9.]+-r\d+\.apk$/, ''))))).toBe(
          true,
        );
      const index = read('x86_64/APKINDEX.tar.gz');
      expect(signerOf(index, { [room.key.name]: room.key.public })).toEqual({ key: 'bundle.rsa.pub' });
      const listed = packagesIn(indexText(signaturesOf(index).signed));
      expect(listed.map(({ name, version, checksum, size }) => [name, version, checksum, size])).toEqual(
        closure.map(([name, { version, checksum, size }]) => [name, version, checksum, size]).sort(byFirst),
      );
      expect(medium.list('bundle/images')).toEqual([diskDigest]);
      expect(read(`images/${diskDigest}`).equals(disk)).toBe(true);
      expect(read('keys/bundle.rsa.pub').toString()).toBe(room.key.public);
      const bytes = closure.reduce((sum, [, { size }]) => sum + size, disk.length);
      const description = JSON.parse(
        medium
          .file('boot/mkapkovl.json')!
          .read(2 ** 20)
          .toString(),
      );
      expect(description.bundle).toEqual({ key: 'bundle.rsa.pub', packages: closure.length, images: 1, bytes });
      expect(stderr).toContain(`bundle: ${closure.length} packages, 1 image, ${bytes} bytes\n`);
    } finally {
      medium.close();
    }
  });

  test('is described by the result as JSON, with no other word, and by inspect', async () => {
    const room = await bundleRoom();
    const made = await room.media('iso', '--format', 'json');
    const packages = Object.keys(room.lock.packages[0]!.closure!).length;
    expect(made.stderr).toBe('');
    expect(JSON.parse(made.stdout).result.bundle).toEqual({
      ...{ key: 'bundle.rsa.pub', packages, images: 1, bytes: expect.any(Number) },
      sbom: 'out/alpha.iso.spdx.json',
    });
    const { stdout } = await run(['inspect', 'out/alpha.iso'], { cwd: room.cwd });
    expect(stdout).toMatch(/^bundle: \d+ packages, 1 image, 1 MiB, signed with bundle\.rsa\.pub$/m);
  });

  test('has the overlay that build makes with the same key, and nothing of the private one', async () => {
    const room = await bundleRoom();
    await room.media('iso');
    await run(['build', 'a.yaml', '--bundle-key', 'bundle.rsa', '--out', 'built'], { cwd: room.cwd });
    const { stdout } = await run(['inspect', 'out/alpha.iso', '--format', 'json'], { cwd: room.cwd });
    const built = readFileSync(room.at('built/alpha.apkovl.tar.gz'));
    const sha256 = createHash('sha256').update(built).digest('hex');
    expect(JSON.parse(stdout).result.medium.hosts[0].overlay).toEqual({ size: built.length, sha256 });
    const image = readFileSync(room.at('out/alpha.iso'));
    expect(image.includes(readFileSync(room.at('bundle.rsa')).subarray(60, 120))).toBe(false);
  });

  test('is the same again, in another time zone, with another umask, in another order of the lock', async () => {
    const room = await bundleRoom();
    await room.media('iso', '--out', 'one.iso');
    const before = process.umask(0o077);
    try {
      room.relock(({ packages }) => {
        packages[0]!.closure = Object.fromEntries(Object.entries(packages[0]!.closure!).reverse());
      });
      await room.media('iso', '--out', 'two/one.iso');
    } finally {
      process.umask(before);
    }
    for (const name of ['one.iso', 'one.iso.spdx.json'])
      expect(readFileSync(room.at(name)).equals(readFileSync(room.at('two', name)))).toBe(true);
    expect(statSync(room.at('two/one.iso.spdx.json')).mode & 0o777).toBe(0o644);
  });

  test('makes the key where there is none, and says so', async () => {
    const room = await bundleRoom();
    rmSync(room.at('bundle.rsa'));
    const { status, stderr } = await room.media('iso');
    expect([status, stderr]).toEqual([0, expect.stringContaining('[bundle-key-made]')]);
    expect(statSync(room.at('bundle.rsa')).mode & 0o777).toBe(0o600);
  });

  test('takes the list of an earlier bundle away when there is none any more, and no file of somebody else', async () => {
    const room = await bundleRoom();
    const plain = () => run(['media', 'iso', 'a.yaml', '--media', 'alpine.iso'], { cwd: room.cwd });
    const list = room.at('out/alpha.iso.spdx.json');
    await room.media('iso');
    expect(existsSync(list)).toBe(true);
    await plain();
    expect(existsSync(list)).toBe(false);
    writeFileSync(list, '{"spdxVersion": "SPDX-2.3", "name": "mine"}');
    await plain();
    expect(existsSync(list)).toBe(true);
  });

  test('has what each of several hosts needs, once', async () => {
    const host = (hostname: string, serial: string) => ({
      hostname,
      more: `match: { serial: ${serial} }\n${guestOfTheRoom}`,
    });
    const room = await bundleRoom({ 'a.yaml': host('alpha', 'A1'), 'b.yaml': host('beta', 'B1') });
    const { status, stderr } = await room.media('iso');
    expect(status, stderr).toBe(0);
    const closure = Object.keys(room.lock.packages[0]!.closure!);
    expect(stderr).toContain(`bundle: ${closure.length} packages, 1 image,`);
  });
});

const byFirst = (a: readonly unknown[], b: readonly unknown[]) => (String(a[0]) < String(b[0]) ? -1 : 1);
