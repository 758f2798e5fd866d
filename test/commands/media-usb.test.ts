import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { isoTools } from '../support/iso/alpine-iso.ts';
import { base, menus, profile, room } from '../support/iso/room.ts';
import { folderWith, run } from '../support/run.ts';
import { describeWith } from '../support/tools.ts';

const tools = [...isoTools, 'mcopy', 'syslinux', '/usr/lib/syslinux/mbr', 'fsck.vfat', 'sfdisk', 'cpio'];

/** Alpine's medium, with a loader for UEFI. */
const alpine = (texts: Record<string, string> = {}, words: Parameters<typeof base>[0] = {}) =>
  base({ ...words, texts: { ...menus, 'efi/boot/bootx64.efi': 'loader', ...texts } });

const PATH = { PATH: process.env.PATH ?? '' };
const hash = { HASH: `$6$abcdefgh$${'a'.repeat(86)}` };

const make = (cwd: string, words: string[], env: Record<string, string> = {}) =>
  run(['media', 'usb', ...words, '--media', 'alpine.iso'], { cwd, env: { ...PATH, ...hash, ...env } });

const diskless = (hostname: string, more = '') =>
  profile(hostname, more)
    .replace(/install:.*\n/, 'install: { mode: diskless }\n')
    .replace('{ prompt: true }', '{ env: HASH }');

const partition = (image: string) => `${image}@@1048576`;
const mtools = { env: { ...process.env, MTOOLS_SKIP_CHECK: '1' } };

/** A file of the stick, by mtools. */
const content = (image: string, name: string) =>
  execFileSync('mcopy', ['-i', partition(image), `::/${name}`, '-'], { ...mtools, maxBuffer: 2 ** 26 });

const listed = (image: string, folder = '') =>
  execFileSync('mdir', ['-b', '-a', '-i', partition(image), `::/${folder}`], { ...mtools, encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => line.replace('::/', ''))
    .sort();

/** The names in the second initramfs. */
function initramfs(image: string): string[] {
  const folder = folderWith({});
  writeFileSync(path.join(folder, 'mkapkovl.gz'), content(image, 'boot/mkapkovl.gz'));
  return execFileSync('sh', ['-c', 'gzip -dc mkapkovl.gz | cpio -t --quiet'], { cwd: folder, encoding: 'utf8' })
    .trim()
    .split('\n');
}

describeWith(tools, 'mkapkovl media usb', () => {
  test('without its programs says what brings them, and that the ISO is a stick, too; and writes nothing', async () => {
    const cwd = room({ 'a.yaml': profile('alpha') }, alpine());
    const folder = folderWith({});
    for (const name of ['mformat', 'mmd', 'mattrib', 'syslinux']) symlinkSync('/bin/true', path.join(folder, name));
    const { status, stderr } = await make(cwd, ['a.yaml'], { PATH: folder });
    expect([status, stderr.includes('[media-usb-no-program]')]).toEqual([3, true]);
    expect(stderr).toContain('is not installed: mcopy');
    expect(stderr).toContain('apt-get install mtools syslinux');
    expect(stderr).toContain('media iso');
    expect(readdirSync(cwd).sort()).toEqual(['a.yaml', 'alpine.iso']);
  });

  test.each([
    ['two names that differ in case only', { 'apks/Readme': 'a', 'apks/README': 'b' }, 'case does not count'],
    ['a name that is forbidden there', { 'apks/a:b': '' }, 'its name cannot be written there'],
  ])('refuses %s, before it writes', async (_, texts, reason) => {
    const cwd = room({ 'a.yaml': profile('alpha') }, alpine(texts as unknown as Record<string, string>));
    const { status, stderr } = await make(cwd, ['a.yaml']);
    expect([status, stderr.includes('[media-usb-cannot-hold]')]).toEqual([3, true]);
    expect(stderr).toContain(reason);
    expect(existsSync(path.join(cwd, 'out'))).toBe(false);
  });

  test('refuses a base with an overlay of its own for a host whose overlay would lie beside it', async () => {
    const cwd = room({ 'a.yaml': diskless('alpha') }, alpine({ 'other.apkovl.tar.gz': 'x' }));
    const { status, stderr } = await make(cwd, ['a.yaml']);
    expect([status, stderr.includes('[media-usb-other-overlay]')]).toEqual([3, true]);
    expect(existsSync(path.join(cwd, 'out'))).toBe(false);
  });

  test.each(['mformat', 'mcopy', 'syslinux'])('leaves nothing where %s fails, such as on a full disk', async (name) => {
    const cwd = room({ 'a.yaml': profile('alpha') }, alpine());
    const folder = folderWith({ [name]: '#!/bin/sh\ncat > /dev/null\necho "no space" >&2\nexit 1\n' });
    chmodSync(path.join(folder, name), 0o755);
    const { status, stderr } = await make(cwd, ['a.yaml'], { PATH: `${folder}:${PATH.PATH}` });
    expect([status, stderr.includes('[media-usb-failed]')]).toEqual([3, true]);
    expect(stderr).toContain(`${name} could not write the stick: no space`);
    expect(existsSync(path.join(cwd, 'out'))).toBe(false);
  });

  test('refuses a truncated medium', async () => {
    const cwd = room({ 'a.yaml': profile('alpha') }, alpine());
    truncateSync(path.join(cwd, 'alpine.iso'), statSync(path.join(cwd, 'alpine.iso')).size - 4096);
    expect((await make(cwd, ['a.yaml'])).stderr).toContain('[medium-truncated]');
    expect(existsSync(path.join(cwd, 'out'))).toBe(false);
  });

  test('warns where the medium has no loader for UEFI', async () => {
    const { status, stderr } = await make(room({ 'a.yaml': profile('alpha') }), ['a.yaml']);
    expect([status, stderr.includes('[media-usb-no-uefi]')]).toEqual([0, true]);
    expect(stderr).toContain('Start the machine from it, by BIOS only.');
  });

  test('makes a disk with one partition that BIOS starts, and a file system without faults', async () => {
    const cwd = room(
      { 'a.yaml': profile('alpha') },
      alpine({ 'apks/x86_64/a-long-name+of-a_package-1.0~rc1-r0.apk': 'apk' }),
    );
    const { status, stdout, stderr } = await make(cwd, ['a.yaml']);
    expect(status, stderr).toBe(0);
    expect(stdout).toBe('out/alpha.img\n');
    expect(readdirSync(path.join(cwd, 'out'))).toEqual(['alpha.img']);
    const image = path.join(cwd, 'out/alpha.img');
    const table = execFileSync('sfdisk', ['--json', image], { encoding: 'utf8' });
    const { partitions, label } = JSON.parse(table).partitiontable;
    expect([label, partitions.length]).toEqual(['dos', 1]);
    expect(partitions[0]).toMatchObject({ start: 2048, type: 'c', bootable: true });
    expect((partitions[0].start + partitions[0].size) * 512).toBe(statSync(image).size);
    const only = path.join(cwd, 'partition');
    execFileSync('dd', [`if=${image}`, `of=${only}`, 'bs=1M', 'skip=1', 'conv=sparse'], { stdio: 'ignore' });
    // It ends with 1 for whatever it would change, also for a backup of the boot sector that differs.
    expect(execFileSync('fsck.vfat', ['-n', only], { encoding: 'utf8' })).not.toContain('differences');
    expect(listed(image)).toEqual(['.alpine-release', 'apks/', 'boot/', 'efi/']);
    expect(listed(image, 'boot/syslinux')).toEqual([
      'boot/syslinux/ldlinux.c32',
      'boot/syslinux/ldlinux.sys',
      'boot/syslinux/syslinux.cfg',
    ]);
    expect(String(content(image, 'efi/boot/bootx64.efi'))).toBe('loader');
    expect(String(content(image, 'apks/x86_64/a-long-name+of-a_package-1.0~rc1-r0.apk'))).toBe('apk');
  });

  test('has the overlays of hosts that are installed in the initramfs, as the ISO has', async () => {
    const cwd = room({ 'a.yaml': profile('alpha'), 'b.yaml': profile('beta') }, alpine());
    expect((await make(cwd, ['a.yaml', 'b.yaml'])).status).toBe(0);
    const image = path.join(cwd, 'out/mkapkovl.img');
    expect(initramfs(image)).toContain('mkapkovl/overlays/alpha.apkovl.tar.gz');
    expect(String(content(image, 'boot/syslinux/syslinux.cfg'))).toContain(' apkovl=/mkapkovl/host.apkovl.tar.gz');
    await run(['media', 'iso', 'a.yaml', 'b.yaml', '--media', 'alpine.iso'], { cwd });
    const folder = path.join(folderWith({}), 'out');
    execFileSync(
      'xorriso',
      ['-osirrox', 'on', '-indev', path.join(cwd, 'out/mkapkovl.iso'), '-extract', '/boot', folder],
      { stdio: 'ignore' },
    );
    for (const name of ['mkapkovl.gz', 'mkapkovl.json', 'syslinux/syslinux.cfg', 'grub/grub.cfg'])
      expect(content(image, `boot/${name}`).equals(readFileSync(path.join(folder, name))), name).toBe(true);
  });

  test('has the overlay of a diskless host at its top, where lbu replaces it, and plain Alpine does not take it', async () => {
    const device = 'passthrough: { iommu: intel, devices: [{ address: "0000:00:1d.0", id: "8086:2934" }] }\n';
    const cwd = room({ 'a.yaml': diskless('alpha', device) }, alpine());
    const { status, stderr } = await make(cwd, ['a.yaml']);
    expect(status, stderr).toBe(0);
    const image = path.join(cwd, 'out/alpha.img');
    expect(statSync(image).mode & 0o777).toBe(0o600);
    expect(listed(image)).toContain('alpha.apkovl.tar.gz');
    await run(['build', 'a.yaml', '--out', 'built'], { cwd, env: hash });
    const built = readFileSync(path.join(cwd, 'built/alpha.apkovl.tar.gz'));
    expect(content(image, 'alpha.apkovl.tar.gz').equals(built)).toBe(true);
    expect(initramfs(image)).toEqual([
      'mkapkovl',
      'mkapkovl/devices',
      'mkapkovl/devices/alpha',
      'mkapkovl/hosts',
      'mkapkovl/init',
    ]);
    for (const menu of ['boot/syslinux/syslinux.cfg', 'boot/grub/grub.cfg']) {
      const lines = String(content(image, menu))
        .split('\n')
        .filter((line) => /^\s*(append|linux)\s/i.test(line));
      expect(lines).toEqual([
        expect.stringMatching(/ rdinit=\/mkapkovl\/init intel_iommu=on iommu=pt$/),
        expect.stringMatching(/ apkovl=\/none$/),
      ]);
      expect(lines[0]).not.toContain('apkovl=');
      expect(lines[1]).not.toContain('rdinit=');
    }
  });

  test('reports that lbu is of no use to a diskless host on a stick for several', async () => {
    const cwd = room({ 'a.yaml': diskless('alpha'), 'b.yaml': profile('beta') }, alpine());
    const { status, stderr } = await make(cwd, ['a.yaml', 'b.yaml']);
    expect(status).toBe(0);
    expect(stderr.match(/\[media-usb-lbu-ignored\]/g)).toHaveLength(1);
    expect(stderr).toContain('what alpha saves with lbu commit is not read');
    const image = path.join(cwd, 'out/mkapkovl.img');
    expect(listed(image).filter((name) => name.includes('apkovl'))).toEqual([]);
    expect(initramfs(image)).toContain('mkapkovl/overlays/alpha.apkovl.tar.gz');
  });

  test('is read by inspect, also when files were written to it; a damaged one is refused', async () => {
    const guest = 'vms:\n  one: { memory: 512MiB }\n';
    const cwd = room({ 'a.yaml': profile('alpha', `match: { serial: "SN 1" }\n${guest}`) }, alpine());
    expect((await make(cwd, ['a.yaml'])).status).toBe(0);
    const image = path.join(cwd, 'out/alpha.img');
    execFileSync('mcopy', ['-i', partition(image), path.join(cwd, 'a.yaml'), '::/mkapkovl-installed.txt'], mtools);
    const { status, stdout } = await run(['inspect', 'out/alpha.img'], { cwd });
    expect(status).toBe(0);
    expect(stdout).toContain(
      'Alpine 3.23.2 for x86_64, overlays not encrypted\nnetwork: packages that the medium lacks come from ',
    );
    expect(stdout).toContain(
      '\nalpha: Alpine 3.23, mode sys\n  machine: serial SN 1\n  disk:    serial number SERIAL1, which is only written to if it is blank\n  guests:  one\n',
    );
    copyFileSync(image, path.join(cwd, 'other.img'));
    execFileSync('mdel', ['-i', partition(path.join(cwd, 'other.img')), '::/boot/mkapkovl.json'], mtools);
    expect((await run(['inspect', 'other.img'], { cwd })).stderr).toContain('[medium-not-ours]');
    truncateSync(image, statSync(image).size - 4096);
    expect((await run(['inspect', 'out/alpha.img'], { cwd })).stderr).toContain('[medium-truncated]');
  });

  test('gives the same bytes again, whatever the time, its zone, the language, the umask and the settings of mtools', async () => {
    const cwd = room({ 'a.yaml': diskless('alpha') }, alpine());
    const home = folderWith({ '.mtoolsrc': 'mtools_lower_case=1\n' });
    const umask = process.umask();
    await make(cwd, ['a.yaml', '--out', 'one.img'], { TZ: 'UTC' });
    process.umask(0o077);
    try {
      await make(cwd, ['a.yaml', '--out', 'two.img'], {
        TZ: 'Pacific/Auckland',
        LC_ALL: 'de_DE.UTF-8',
        HOME: home,
        MTOOLS_LOWER_CASE: '1',
      });
    } finally {
      process.umask(umask);
    }
    const [one, two] = ['one.img', 'two.img'].map((name) => path.join(cwd, name));
    expect(execFileSync('cmp', [one!, two!], { encoding: 'utf8' })).toBe('');
    expect(statSync(two!).mode).toBe(statSync(one!).mode);
    const dated = await make(cwd, ['a.yaml', '--out', 'dated.img'], { SOURCE_DATE_EPOCH: '1700000000' });
    expect(dated.status, dated.stderr).toBe(0);
    const dir = execFileSync('mdir', ['-i', partition(path.join(cwd, 'dated.img')), '::/boot'], {
      ...mtools,
      encoding: 'utf8',
    });
    expect(dir).toContain('2023-11-14');
  });

  test('does not write over the medium that it is made from, nor to a device', async () => {
    const cwd = room({ 'a.yaml': profile('alpha') }, alpine());
    symlinkSync('/dev/null', path.join(cwd, 'device'));
    mkdirSync(path.join(cwd, 'folder'));
    for (const out of ['alpine.iso', 'device', 'folder']) {
      const { status, stderr } = await make(cwd, ['a.yaml', '--out', out]);
      expect([status, stderr.includes('[out-unwritable]')], out).toEqual([3, true]);
    }
  });
});
