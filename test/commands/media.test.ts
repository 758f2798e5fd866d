import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  lstatSync,
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
import { folderWith, leastProfile, run } from '../support/run.ts';
import { describeWith } from '../support/tools.ts';
import { mediumFolder } from '../trial/media.ts';

const make = (cwd: string, ...more: string[]) => run(['media', 'iso', ...more, '--media', 'alpine.iso'], { cwd });

/** The files of an ISO below a folder, unpacked. */
function extracted(image: string, name: string): Buffer {
  const into = path.join(folderWith({}), 'out');
  execFileSync('xorriso', ['-osirrox', 'on', '-indev', image, '-extract', `/${name}`, into], { stdio: 'ignore' });
  return readFileSync(into);
}

describeWith([...isoTools, 'cpio'], 'mkapkovl media iso', () => {
  test.each([
    ['medium-other-release', { release: 'alpine-standard-3.22.1 250716' }, 3],
    ['medium-other-architecture', { arch: 'aarch64' }, 3],
    ['medium-other-kernel', { kernel: 'virt' }, 3],
    ['media-boot-menu', { texts: { 'boot/syslinux/syslinux.cfg': 'DEFAULT memtest\n' } }, 3],
    ['medium-not-alpine', { release: 'Debian' }, 3],
  ])('refuses another medium with %s, and writes nothing', async (code, words, status) => {
    const cwd = room({ 'a.yaml': profile('alpha') }, base(words));
    const { status: found, stderr } = await make(cwd, 'a.yaml');
    expect(stderr).toContain(`[${code}]`);
    expect(found).toBe(status);
    expect(readdirSync(cwd).sort()).toEqual(['a.yaml', 'alpine.iso']);
  });

  test('refuses a truncated medium, one that is none, and a folder', async () => {
    const cwd = room({ 'a.yaml': profile('alpha'), 'error.iso': '<html>404</html>'.repeat(9000) });
    truncateSync(path.join(cwd, 'alpine.iso'), statSync(path.join(cwd, 'alpine.iso')).size - 4096);
    const of = async (media: string) => (await run(['media', 'iso', 'a.yaml', '--media', media], { cwd })).stderr;
    expect(await of('alpine.iso')).toContain('[medium-truncated]');
    expect(await of('error.iso')).toContain('[medium-not-alpine]');
    expect(await of(mediumFolder())).toContain('[medium-not-alpine]');
    expect(existsSync(path.join(cwd, 'out'))).toBe(false);
  });

  test('refuses a medium that is as large as an image can be, so that nothing can be added', async () => {
    const cwd = room({ 'a.yaml': profile('alpha') });
    truncateSync(path.join(cwd, 'alpine.iso'), 2 ** 43 - 2 ** 20);
    const { status, stderr } = await make(cwd, 'a.yaml');
    expect([status, stderr]).toEqual([3, expect.stringContaining('[medium-not-alpine]')]);
    expect(stderr).toContain('larger than an ISO 9660 image can be');
    expect(existsSync(path.join(cwd, 'out'))).toBe(false);
  });

  test.each([
    ['one serial number', 'match: { serial: SN1 }\n', 'match: { serial: SN1 }\n'],
    [
      'one UUID',
      'match: { uuid: 11111111-2222-4333-8444-555555555555 }\n',
      'match: { serial: BX1, uuid: 11111111-2222-4333-8444-555555555555 }\n',
    ],
  ])('refuses two hosts of one machine, by %s', async (_, one, other) => {
    const cwd = room({ 'a.yaml': profile('alpha', one), 'b.yaml': profile('beta', other) });
    const { status, stderr } = await make(cwd, 'a.yaml', 'b.yaml');
    expect(stderr).toContain('b.yaml:1:1: error: alpha is for the same machine as beta');
    expect(stderr).toContain('[media-same-machine]');
    expect(status).toBe(1);
    expect(existsSync(path.join(cwd, 'out'))).toBe(false);
  });

  test('refuses an overlay that must be encrypted, as build does, and --encrypt without openssl on the medium', async () => {
    const secret =
      'install:\n  disk: { serial: SERIAL1 }\n  encrypt: { passphrase: { env: LUKS }, overlay: encrypted }\n';
    const text = leastProfile.replace(/install:.*\n/, secret);
    const cwd = room({ 'a.yaml': text });
    const env = { LUKS: 'a long passphrase of LUKS', MKAPKOVL_PASSPHRASE: 'a long passphrase of the overlay' };
    const words = ['media', 'iso', 'a.yaml', '--media', 'alpine.iso'];
    const plain = await run(words, { cwd, env });
    expect([plain.status, plain.stderr.includes('[overlay-must-be-encrypted]')]).toEqual([1, true]);
    const sealed = await run([...words, '--encrypt'], { cwd, env });
    expect([sealed.status, sealed.stderr.includes('[media-no-openssl]')]).toEqual([3, true]);
    expect(existsSync(path.join(cwd, 'out'))).toBe(false);
    copyFileSync(base({ packages: ['openssl'] }), path.join(cwd, 'alpine.iso'));
    const opened = await run([...words, '--encrypt'], { cwd, env });
    expect(opened.status, opened.stderr).toBe(0);
    expect(String(extracted(path.join(cwd, 'out/least.iso'), 'boot/grub/grub.cfg'))).toContain(
      ' apkovl=/mkapkovl/host.apkovl.tar.gz.aes-256-cbc',
    );
  });

  test('does not write over the medium that it is made from, by whatever name', async () => {
    const cwd = room({ 'a.yaml': profile('alpha') });
    const before = readFileSync(path.join(cwd, 'alpine.iso'));
    const { status, stderr } = await make(cwd, 'a.yaml', '--out', `../${path.basename(cwd)}/alpine.iso`);
    expect([status, stderr.includes('[out-unwritable]')]).toEqual([3, true]);
    expect(readFileSync(path.join(cwd, 'alpine.iso')).equals(before)).toBe(true);
  });

  test('refuses a medium of its own as the base: the entries for plain Alpine would apply something, too', async () => {
    const cwd = room({ 'a.yaml': profile('alpha'), 'b.yaml': profile('beta') });
    expect((await make(cwd, 'a.yaml', '--out', 'one.iso')).status).toBe(0);
    const { status, stderr } = await run(['media', 'iso', 'b.yaml', '--media', 'one.iso', '--out', 'two.iso'], { cwd });
    expect([status, stderr.includes('[media-base-ours]')]).toEqual([3, true]);
    expect(existsSync(path.join(cwd, 'two.iso'))).toBe(false);
  });

  test.each([
    ['a named pipe', ['mkfifo', 'there']],
    ['a device', ['mknod', 'there', 'c', '1', '3']],
    ['a link to a device', ['ln', '-s', '/dev/null', 'there']],
  ])('writes no file in place of %s', async (_, [program, ...words]) => {
    const cwd = room({ 'a.yaml': profile('alpha') });
    execFileSync(program!, words, { cwd });
    const before = lstatSync(path.join(cwd, 'there'));
    const { status, stderr } = await make(cwd, 'a.yaml', '--out', 'there');
    expect([status, stderr.includes('[out-unwritable]')]).toEqual([3, true]);
    expect(lstatSync(path.join(cwd, 'there'))).toMatchObject({ ino: before.ino, mode: before.mode });
  });

  test.each([
    ['a link to itself', 'loop'],
    ['a name that is too long', 'x'.repeat(300)],
  ])('refuses %s as a place to write to', async (_, out) => {
    const cwd = room({ 'a.yaml': profile('alpha') });
    symlinkSync('loop', path.join(cwd, 'loop'));
    const { status, stderr } = await make(cwd, 'a.yaml', '--out', out);
    expect([status, stderr.includes('[out-unwritable]')]).toEqual([3, true]);
  });

  test('refuses a medium with a folder where its own file goes', async () => {
    const cwd = room({ 'a.yaml': profile('alpha') }, base({ texts: { ...menus, 'boot/mkapkovl.json/x': '' } }));
    const { status, stderr } = await make(cwd, 'a.yaml');
    expect([status, stderr.includes('[medium-not-alpine]')]).toEqual([3, true]);
  });

  test('wrong usage is status 2: no such kind, a passphrase file without --encrypt', async () => {
    expect((await run(['media', 'floppy', 'a.yaml'])).status).toBe(2);
    expect((await run(['media', 'iso', 'a.yaml', '--media', 'b', '--passphrase-file', 'c'])).status).toBe(2);
  });

  test('makes one ISO with the overlays of build, and says what to do with it', async () => {
    const cwd = room({ 'a.yaml': profile('alpha', 'match: { serial: "SN 1" }\n'), 'b.yaml': profile('beta') });
    const { status, stdout, stderr } = await make(cwd, 'a.yaml', 'b.yaml');
    expect(status, stderr).toBe(0);
    expect(stdout).toBe('out/mkapkovl.iso\n');
    expect(stderr).toContain('[media-host-without-match]');
    expect(stderr).toContain('alpha: on the machine with serial number SN 1\n');
    expect(stderr).toContain('beta: only by its entry in the boot menu\n');
    const image = path.join(cwd, 'out/mkapkovl.iso');
    expect(readdirSync(path.join(cwd, 'out'))).toEqual(['mkapkovl.iso']);
    const into = folderWith({ 'mkapkovl.gz': '' });
    writeFileSync(path.join(into, 'mkapkovl.gz'), extracted(image, 'boot/mkapkovl.gz'));
    const listing = execFileSync('sh', ['-c', 'gzip -dc mkapkovl.gz | cpio -idv 2>&1'], {
      cwd: into,
      encoding: 'utf8',
    });
    expect(listing.split('\n').filter((line) => line.startsWith('mkapkovl'))).toEqual([
      ...['mkapkovl', 'mkapkovl/hosts', 'mkapkovl/init', 'mkapkovl/overlays'],
      ...['mkapkovl/overlays/alpha.apkovl.tar.gz', 'mkapkovl/overlays/beta.apkovl.tar.gz'],
    ]);
    expect(readFileSync(path.join(into, 'mkapkovl/hosts'), 'utf8')).toBe('alpha\tSN 1\t-\nbeta\t-\t-\n');
    expect(statSync(path.join(into, 'mkapkovl/init')).mode & 0o777).toBe(0o755);
    await run(['build', 'a.yaml', 'b.yaml', '--out', 'built'], { cwd });
    for (const host of ['alpha', 'beta']) {
      const [mine, built] = [path.join(into, 'mkapkovl/overlays'), path.join(cwd, 'built')].map((folder) =>
        readFileSync(path.join(folder, `${host}.apkovl.tar.gz`)),
      );
      expect(mine!.equals(built!), host).toBe(true);
    }
  });

  test('says by what it starts, and warns where that is not UEFI', async () => {
    const cwd = room({ 'a.yaml': profile('alpha') });
    const both = await make(cwd, 'a.yaml');
    expect(both.stderr).toContain('Start the machine from it, by BIOS or UEFI.');
    expect(both.stderr).not.toContain('no-uefi]');
    copyFileSync(base({ uefi: false }), path.join(cwd, 'alpine.iso'));
    const one = await make(cwd, 'a.yaml');
    expect([one.status, one.stderr.includes('[media-iso-no-uefi]')], one.stderr).toEqual([0, true]);
    expect(one.stderr).toContain('Start the machine from it, by BIOS only.');
  });

  test('changes the boot menus: every entry of Alpine, one for each host, and the entries as they were', async () => {
    const cwd = room({ 'a.yaml': profile('alpha'), 'b.yaml': profile('beta') });
    await make(cwd, 'a.yaml', 'b.yaml');
    const image = path.join(cwd, 'out/mkapkovl.iso');
    const ours = 'rdinit=/mkapkovl/init apkovl=/mkapkovl/host.apkovl.tar.gz';
    const syslinux = String(extracted(image, 'boot/syslinux/syslinux.cfg'));
    expect(syslinux).toContain('TIMEOUT 100\n');
    expect(syslinux).toContain('DEFAULT lts\n');
    const [, lts, alpha, , rescue] = syslinux.split(/^(?=LABEL )/m);
    expect(lts).toContain('INITRD /boot/initramfs-lts,/boot/mkapkovl.gz\n');
    expect(lts).toContain(`APPEND modules=loop,squashfs,sd-mod,usb-storage quiet ${ours}\n`);
    expect(alpha).toMatch(/^LABEL alpha\n/);
    expect(alpha).toContain(`${ours} mkapkovl.host=alpha\n`);
    expect(rescue).toMatch(/^LABEL rescue-lts\n/);
    expect(rescue).not.toContain('mkapkovl/');
    // Alpine's init looks for an overlay on every disk, unless one is named.
    expect(rescue).toContain('APPEND modules=loop,squashfs,sd-mod,usb-storage quiet apkovl=/none\n');
    const grub = String(extracted(image, 'boot/grub/grub.cfg'));
    expect(grub).toContain('set timeout=10\n');
    expect(grub.match(/^menuentry "[^"]*" \{$/gm)).toEqual([
      'menuentry "Linux lts" {',
      'menuentry "alpha" {',
      'menuentry "beta" {',
      'menuentry "Linux lts: plain Alpine, nothing applied" {',
    ]);
    expect(grub).toContain(`initrd\t/boot/initramfs-lts /boot/mkapkovl.gz\n`);
    expect(grub.match(/rdinit=/g)).toHaveLength(3);
    expect(grub.slice(grub.indexOf('plain Alpine'))).toMatch(/linux\t.* quiet apkovl=\/none\n/);
  });

  test('keeps the devices of a diskless host, with the kernel options for that; an installer keeps none', async () => {
    const device = 'passthrough: { iommu: intel, devices: [{ address: "0000:00:1d.0", id: "8086:2934" }] }\n';
    const diskless = profile('alpha', device)
      .replace(/install:.*\n/, 'install: { mode: diskless }\n')
      .replace('{ prompt: true }', '{ env: HASH }');
    const cwd = room({ 'a.yaml': diskless, 'b.yaml': profile('beta', device) });
    const env = { HASH: `$6$abcdefgh$${'a'.repeat(86)}` };
    const made = await run(['media', 'iso', 'a.yaml', '--media', 'alpine.iso'], { cwd, env });
    expect(made.status, made.stderr).toBe(0);
    expect(made.stderr).not.toContain('diskless]');
    expect(made.stderr).toContain('alpha: on any machine that starts from this medium');
    const image = path.join(cwd, 'out/alpha.iso');
    expect(statSync(image).mode & 0o777).toBe(0o600);
    expect(String(extracted(image, 'boot/grub/grub.cfg'))).toContain('intel_iommu=on iommu=pt');
    const archive = (file: string) => String(extracted(file, 'boot/mkapkovl.gz').toString('latin1'));
    expect(archive(image)).toContain('mkapkovl/devices/alpha\0');
    expect(archive(image)).toContain('address\t0000:00:1d.0\t8086:2934');
    await make(cwd, 'b.yaml');
    expect(archive(path.join(cwd, 'out/beta.iso'))).not.toContain('mkapkovl/devices/');
  });

  test('is read by inspect, which refuses any other ISO', async () => {
    const guest = 'vms:\n  one: { memory: 512MiB }\n';
    const cwd = room({ 'a.yaml': profile('alpha', `match: { serial: "SN 1" }\n${guest}`) });
    const made = await make(cwd, 'a.yaml');
    expect(made.status, made.stderr).toBe(0);
    const { status, stdout } = await run(['inspect', 'out/alpha.iso'], { cwd });
    expect(status).toBe(0);
    expect(stdout).toContain(
      'Alpine 3.23.2 for x86_64, overlays not encrypted\nnetwork: packages that the medium lacks come from ',
    );
    expect(stdout).toContain(
      '\nalpha: Alpine 3.23, mode sys\n  machine: serial SN 1\n  disk:    serial number SERIAL1, which is only written to if it is blank\n  guests:  one\n',
    );
    const other = await run(['inspect', 'alpine.iso'], { cwd });
    expect([other.status, other.stderr.includes('[medium-not-ours]')]).toEqual([3, true]);
    expect((await run(['inspect', 'out/alpha.iso', 'etc/passwd'], { cwd })).stderr).toContain('[artifact-no-entry]');
    const json = JSON.parse((await run(['inspect', 'out/alpha.iso', '--format', 'json'], { cwd })).stdout);
    expect(json.result.medium.hosts[0]).toMatchObject({
      hostname: 'alpha',
      match: { serial: 'SN 1' },
      guests: ['one'],
    });
  });

  test('gives the same bytes again, wherever and whenever', async () => {
    const cwd = room({ 'a.yaml': profile('alpha') });
    const zone = process.env.TZ;
    await make(cwd, 'a.yaml', '--out', 'one.iso');
    process.env.TZ = 'Pacific/Auckland';
    try {
      await make(cwd, 'a.yaml', '--out', 'two.iso');
    } finally {
      if (zone === undefined) delete process.env.TZ;
      else process.env.TZ = zone;
    }
    const [one, two] = ['one.iso', 'two.iso'].map((name) => readFileSync(path.join(cwd, name)));
    expect(one!.equals(two!)).toBe(true);
  });
});
