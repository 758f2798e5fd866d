import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Medium, mediumLimits } from '#src/artifact/medium.ts';
import type { Problem } from '#src/findings/finding.ts';
import { identify, misfit } from '#src/medium/identify.ts';
import { officialMedium } from '#src/medium/official.ts';
import { isMedium, openMedium, readable } from '#src/medium/open.ts';
import { packagesOn } from '#src/medium/packages.ts';
import { lackingForInstall } from '#src/trial/medium/install-packages.ts';
import { serve, sharesOf } from '#src/trial/medium/serve.ts';
import { folderWith } from '../support/run.ts';
import { describeWith } from '../support/tools.ts';
import { mediumFolder } from '../trial/media.ts';

function opened(file: string): Medium {
  const medium = openMedium(file, '/');
  if (!isMedium(medium)) throw new Error(medium.message);
  onTestFinished(() => medium.close());
  return medium;
}

const codeOf = (problem: object) => (problem as Problem).code;
const wanted = { release: '3.23', kernel: 'lts', arch: 'x86_64' };

describe('a folder laid out like a medium', () => {
  test('shows its release, kernels, repositories, and the kernel options of its boot menu', () => {
    expect(identify(opened(mediumFolder()), 'x86_64')).toEqual({
      version: '3.23.2',
      release: '3.23',
      kernels: ['lts'],
      options: ['modules=loop,squashfs,sd-mod,usb-storage'],
      repositories: ['apks'],
    });
  });

  test.each([
    ['alpine-virt-3.22.0_rc1 250501', '3.22'],
    ['3.21.4', '3.21'],
  ])('says %s for Alpine %s', (release, expected) => {
    expect(identify(opened(mediumFolder({ release })), 'x86_64')).toMatchObject({ release: expected });
  });

  test('takes its options from the menu of GRUB, and the usual ones without a menu', () => {
    const folder = mediumFolder({ menu: '' });
    expect(identify(opened(folder), 'x86_64')).toMatchObject({ options: ['modules=loop,squashfs,sd-mod,usb-storage'] });
    const grub = folderWith({
      'boot/grub/grub.cfg': 'menuentry "a" {\n\tlinux\t/boot/vmlinuz-lts modules=loop,sd-mod quiet\n}\n',
    });
    execFileSync('cp', ['-r', path.join(grub, 'boot/grub'), path.join(folder, 'boot')]);
    expect(identify(opened(folder), 'x86_64')).toMatchObject({ options: ['modules=loop,sd-mod'] });
  });

  test('is refused with what is missing', () => {
    const without = (name: string) => {
      const folder = mediumFolder();
      rmSync(path.join(folder, name));
      return identify(opened(folder), 'x86_64') as Problem;
    };
    expect(without('boot/initramfs-lts').message).toContain('there is no boot/vmlinuz-…');
    expect(without('apks/.boot_repository').message).toContain('there is no folder with a .boot_repository');
    expect(without('.alpine-release').code).toBe('medium-not-alpine');
    expect(identify(opened(folderWith({ 'a.txt': '' })), 'x86_64')).toMatchObject({ code: 'medium-not-alpine' });
  });

  test('is refused if it is for another processor', () => {
    const found = identify(opened(mediumFolder({ arch: 'aarch64' })), 'x86_64') as Problem;
    expect(found.code).toBe('medium-other-architecture');
    expect(found.message).toContain('is for aarch64');
  });

  test('shows nothing outside itself', () => {
    const folder = folderWith({ 'outside.txt': '', 'medium/inside.txt': '' });
    const medium = opened(path.join(folder, 'medium'));
    expect(medium.file('inside.txt')?.size).toBe(0);
    expect(medium.file('../outside.txt')).toBeUndefined();
  });
});

describe('a medium for a profile', () => {
  const facts = { version: '3.22.1', release: '3.22', options: [], repositories: ['apks'], kernels: ['lts'] };
  const medium = { path: 'alpine.iso' } as Medium;

  test('is of its release, or is refused with the official one of it', () => {
    expect(misfit(medium, { ...facts, release: '3.23' }, wanted)).toBeUndefined();
    const refused = misfit(medium, facts, wanted)!;
    expect(refused.code).toBe('medium-other-release');
    expect(refused.remedy).toContain('Set alpine.release to "3.22"');
    expect(refused.remedy).toContain('/v3.23/releases/x86_64/alpine-standard-3.23.0-x86_64.iso.sha256');
  });

  test('has its kernel: lts is on the standard medium, virt on the one of that name', () => {
    const refused = misfit(medium, { ...facts, release: '3.23' }, { ...wanted, kernel: 'virt' })!;
    expect(refused.code).toBe('medium-other-kernel');
    expect(refused.remedy).toContain('alpine-virt-3.23.0-x86_64.iso');
    expect(officialMedium(wanted).name).toBe('alpine-standard-3.23.0-x86_64.iso');
  });

  test('has what the installer needs, by firmware, boot loader and encryption', () => {
    const lacking = (uefi: boolean, install: object = {}, loader = 'auto') =>
      lackingForInstall(
        { alpine: { kernel: 'lts' }, boot: { loader }, install } as never,
        uefi,
        new Set(['alpine-base', 'linux-lts', 'mkinitfs', 'sfdisk', 'e2fsprogs', 'blkid']),
      );
    expect(lacking(false)).toEqual(['syslinux']);
    expect(lacking(false, {}, 'grub')).toEqual(['grub', 'grub-bios']);
    expect(lacking(true)).toEqual(['grub', 'grub-efi', 'dosfstools']);
    expect(lacking(false, { encrypt: {} })).toEqual(['syslinux', 'cryptsetup']);
  });
});

describe('the packages of a medium', () => {
  test('are those of its indexes, and what they provide', () => {
    const names = packagesOn(opened(mediumFolder({ packages: ['kmod'] })), ['apks'], 'x86_64');
    expect([...names].sort()).toEqual(
      ['alpine-base', 'kmod', 'openssh'].flatMap((name) => [name, `cmd:${name}`, `so:lib${name}.so.1`]).sort(),
    );
  });

  test("are served over HTTP, the medium's own as main, and nothing else of it is", async () => {
    const medium = opened(mediumFolder());
    const served = await serve(medium, sharesOf(['apks', 'extra'], '3.23'));
    onTestFinished(() => served.close());
    const ask = (name: string, method = 'GET') => fetch(`http://127.0.0.1:${served.port}/${name}`, { method });
    const index = await ask('v3.23/main/x86_64/APKINDEX.tar.gz');
    expect(Buffer.from(await index.arrayBuffer())).toEqual(
      readFileSync(path.join(medium.absolute, 'apks/x86_64/APKINDEX.tar.gz')),
    );
    expect((await ask('v3.23/main/x86_64/APKINDEX.tar.gz', 'HEAD')).headers.get('content-length')).toBe(
      index.headers.get('content-length'),
    );
    expect((await ask('boot/vmlinuz-lts')).status).toBe(404);
    expect((await ask('v3.23/main/%2e%2e/boot/vmlinuz-lts')).status).toBe(404);
    expect((await ask('v3.23/main/x86_64/APKINDEX.tar.gz', 'PUT')).status).toBe(405);
    expect((await ask('%ff')).status).toBe(404);
  });
});

describe('a file', () => {
  test('that is not there, or no image, or one of something else, is refused', () => {
    const folder = folderWith({ 'notes.txt': 'not an image', 'empty.iso': '' });
    expect(codeOf(openMedium('gone.iso', folder))).toBe('medium-unreadable');
    expect(codeOf(openMedium('notes.txt', folder))).toBe('medium-not-alpine');
    expect(codeOf(openMedium('empty.iso', folder))).toBe('medium-not-alpine');
    expect(codeOf(openMedium('/dev/zero', folder))).toBe('medium-not-alpine');
  });

  test('that is a pipe is not waited for', () => {
    const pipe = path.join(folderWith(), 'pipe');
    execFileSync('mkfifo', [pipe]);
    expect((openMedium(pipe, '/') as Problem).message).toContain('it is neither file nor folder');
  });

  test('of packages that cannot be unpacked is refused', () => {
    const folder = mediumFolder();
    writeFileSync(path.join(folder, 'apks/x86_64/APKINDEX.tar.gz'), 'no archive');
    const read = () => packagesOn(opened(folder), ['apks'], 'x86_64');
    expect(readable(folder, read)).toMatchObject({ code: 'medium-truncated' });
  });
});

describeWith(['xorriso'], 'an ISO file as xorriso makes it', () => {
  /** Made as aports' mkimage does, with a name and a folder that need more than one sector's record. */
  function image(): { file: string; folder: string; long: string } {
    const long = `${'long-name-of-a-package-'.repeat(8)}1.0-r0.apk`;
    const folder = mediumFolder({ packages: ['kmod'] });
    for (let index = 0; index < 60; index++)
      writeFileSync(path.join(folder, `apks/x86_64/package-${index}-1.0-r0.apk`), 'x'.repeat(index * 100));
    writeFileSync(path.join(folder, 'apks/x86_64', long), 'long');
    const file = path.join(folderWith(), 'alpine.iso');
    execFileSync(
      'xorriso',
      ['-as', 'mkisofs', '-quiet', '-full-iso9660-filenames', '-joliet', '-rational-rock', '-o', file, folder],
      { stdio: 'ignore' },
    );
    return { file, folder, long };
  }

  test('is read as the folder that it was made from', async () => {
    const { file, folder, long } = image();
    const [iso, source] = [opened(file), opened(folder)];
    expect(identify(iso, 'x86_64')).toEqual(identify(source, 'x86_64'));
    expect(iso.list('apks/x86_64')).toEqual(source.list('apks/x86_64'));
    expect(iso.list('apks/x86_64')).toContain(long);
    for (const name of source.list('apks/x86_64')) {
      const [one, other] = [iso, source].map((medium) => medium.file(`apks/x86_64/${name}`)!);
      expect(one!.read(mediumLimits.boot).equals(other!.read(mediumLimits.boot)), name).toBe(true);
    }
    expect(await text(iso.file(`apks/x86_64/${long}`)!.stream())).toBe('long');
    expect(await text(iso.file('apks/x86_64/package-0-1.0-r0.apk')!.stream())).toBe('');
    expect(iso.file('apks')).toBeUndefined();
    expect(iso.file('apks/nothing')).toBeUndefined();
    expect(iso.list('nowhere')).toEqual([]);
  });

  test.each<[string, (damaged: Buffer, at: number) => void]>([
    ['a folder that is larger than the image', (damaged, at) => damaged.writeUInt32LE(0xfffff800, at + 166)],
    ['a folder that lies behind its end', (damaged, at) => damaged.writeUInt32LE(0xfffffff0, at + 158)],
    ['a record that is cut off', (damaged, at) => damaged.writeUInt8(5, damaged.readUInt32LE(at + 158) * 2048)],
  ])('with %s is refused, and nothing as large is asked for', (_, damage) => {
    const { file } = image();
    const damaged = readFileSync(file);
    damage(damaged, 16 * 2048);
    writeFileSync(file, damaged);
    const medium = opened(file);
    expect(codeOf(readable(file, () => identify(medium, 'x86_64')) as Problem)).toBe('medium-truncated');
  });

  test('is refused if its end is missing', () => {
    const { file } = image();
    const cut = path.join(path.dirname(file), 'cut.iso');
    writeFileSync(cut, readFileSync(file).subarray(0, -4096 * 20));
    const refused = openMedium(cut, '/') as Problem;
    expect(refused.code).toBe('medium-truncated');
    expect(refused.remedy).toContain('.sha256');
  });
});
