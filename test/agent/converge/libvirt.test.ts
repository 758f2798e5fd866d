import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compressionOf } from '#src/profile/scalars.ts';
import { applet, debian } from '../../support/alpine/userland.ts';
import { privateLibvirt } from '../../support/libvirt.ts';
import { describeWith } from '../../support/tools.ts';
import { converge, machine, records } from './machine.ts';

/** How the images of the web server are packed. */
const packings: [suffix: string, program: string, ...options: string[]][] = [
  ['gz', 'gzip'],
  ['bz2', 'bzip2'],
  ['xz', 'xz', '--block-size=50KiB'],
  ['zst', 'zstd'],
  ['lzma', 'xz', '--format=lzma'],
];

describeWith(
  ['applets', 'virsh', 'libvirtd', 'qemu-img', 'wget', 'xz', 'zstd', 'bzip2'],
  'the converge stage, with a real libvirt',
  () => {
    const libvirt = privateLibvirt((daemon) => {
      const image = path.join(daemon.folder, 'images/disk.qcow2');
      daemon.write('images/README', '');
      execFileSync('qemu-img', ['create', '-q', '-f', 'qcow2', image, '64M']);
      const bytes = readFileSync(image);
      for (const [suffix, program, ...options] of packings) {
        // Two streams in a row, as programs that pack in parallel make them; lzma has no way to say that.
        const parts = suffix === 'lzma' ? [bytes] : [bytes.subarray(0, 70_000), bytes.subarray(70_000)];
        const packed = parts.map((input) => execFileSync(program, [...options, '-c'], { input }));
        writeFileSync(`${image}.${suffix}`, Buffer.concat(packed));
      }
      writeFileSync(`${image}.broken.xz`, Buffer.from('no image'));
    });

    let web: ChildProcess;
    let port = '';
    beforeAll(async () => {
      web = spawn(process.execPath, ['test/agent/converge/web.js', path.join(libvirt.folder, 'images')]);
      [port] = String(await once(web.stdout!, 'data')).split('\n') as [string];
    });
    afterAll(() => {
      web.kill();
    });

    const sha256 = (file: string) =>
      createHash('sha256')
        .update(readFileSync(path.join(libvirt.folder, 'images', file)))
        .digest('hex');

    const idOf = (number: number, kind: number) =>
      `${String(number).padStart(8, '0')}-0000-400${kind}-8000-000000000000`;

    /** A target whose one guest has one disk, made from that address; names and numbers differ from test to test. */
    function target(number: number, address: string, digest: string, size = '1GiB') {
      const [pool, guest, network] = [`pool${number}`, `guest${number}`, `net${number}`];
      const root = machine({
        'etc/mkapkovl/fstab': '',
        'etc/apk/world': 'libvirt-daemon\nqemu-img\nqemu-system-x86_64>8\n',
        'etc/mkapkovl/libvirt/pools.table': `${pool}\tdir\t/srv/images\tyes\n`,
        'etc/mkapkovl/libvirt/networks.table': `${network}\tno\n`,
        [`etc/mkapkovl/libvirt/networks/${network}.xml`]: `<network><name>${network}</name>
        <uuid>${idOf(number, 1)}</uuid>
        <forward mode='bridge'/><bridge name='br0'/></network>`,
        'etc/mkapkovl/libvirt/volumes.table': `${guest}\t${pool}\tdisk\t/srv/images/disk\tqcow2\t${size}\thttp://127.0.0.1:${port}/${address}\t${digest}\t${compressionOf({ url: address })}\n`,
        'etc/mkapkovl/libvirt/guests.table': `${guest}\tno\t-\n`,
        [`etc/mkapkovl/libvirt/domains/${guest}.xml`]: `<domain type='qemu'><name>${guest}</name>
        <uuid>${idOf(number, 2)}</uuid><memory>65536</memory>
        <os><type arch='x86_64'>hvm</type></os></domain>`,
      });
      root.write('srv/README', '');
      root.write(
        `etc/mkapkovl/libvirt/pools/${pool}.xml`,
        `<pool type='dir'><name>${pool}</name>
      <uuid>${idOf(number, 0)}</uuid><target><path>${root.folder}/srv/images</path></target></pool>`,
      );
      // The daemon has no rights of its own.
      chmodSync(root.folder, 0o755);
      chmodSync(path.join(root.folder, 'srv'), 0o777);
      // The target's own wget is busybox'. These come with packages, and are Debian's.
      rmSync(path.join(root.folder, 'fake/programs/wget'));
      for (const name of ['virsh', 'qemu-img', 'zstd']) root.stub(name, `exec ${debian(name)} "$@"`);
      root.write('etc/init.d/libvirtd', '');
      root.write('fake/running/libvirtd', '');
      root.write('etc/group', 'root:x:0:\nwheel:x:10:\nkvm:x:34:\nlibvirt:x:101:\n');
      root.write('etc/passwd', 'root:x:0:0:root:/root:/bin/sh\nqemu:x:36:34::/dev/null:/sbin/nologin\n');
      const run = () => converge(root, { LIBVIRT_DEFAULT_URI: libvirt.uri });
      return { root, run, pool, guest, network, step: `volume-${pool}-disk` };
    }

    const information = (root: { folder: string }) =>
      JSON.parse(
        execFileSync('qemu-img', ['info', '--output=json', path.join(root.folder, 'srv/images/disk')], {
          encoding: 'utf8',
        }),
      );

    test('brings pool, network, image and guest up, and a second run is silent', () => {
      const { root, run, pool, guest, network } = target(1, 'well/disk.qcow2.xz', sha256('disk.qcow2.xz'));
      const { status, said } = run();
      expect(said.filter((line) => line.includes('FAILED'))).toEqual([]);
      expect(status).toBe(0);
      expect(libvirt.virsh('pool-info', pool).output).toMatch(/State: +running\n(.*\n)*Autostart: +yes/);
      expect(libvirt.virsh('net-info', network).output).toMatch(/Active: +yes/);
      expect(libvirt.virsh('dominfo', guest).output).toMatch(/State: +shut off/);
      expect(information(root)).toMatchObject({ format: 'qcow2', 'virtual-size': 2 ** 30 });
      const before = root.snapshot(['fake', 'var/log', 'var/lib/mkapkovl/steps']);
      const again = run();
      expect(again.status).toBe(0);
      expect(again.said.filter((line) => !line.includes(': not needed'))).toEqual([]);
      expect(root.snapshot(['fake', 'var/log', 'var/lib/mkapkovl/steps'])).toEqual(before);
    });

    test.each([[2, ''], ...packings.map(([suffix], index): [number, string] => [index + 40, `.${suffix}`])])(
      'unpacks what it downloads as the table says (%i, %s)',
      (number, suffix) => {
        const file = `disk.qcow2${suffix}`;
        const { root, run } = target(number, `well/${file}`, sha256(file), '-');
        expect(run().status).toBe(0);
        expect(readFileSync(path.join(root.folder, 'srv/images/disk'))).toEqual(
          readFileSync(path.join(libvirt.folder, 'images/disk.qcow2')),
        );
      },
    );

    test('says which program is missing to unpack an image, and keeps the download until it is there', () => {
      const { root, run, step } = target(50, 'well/disk.qcow2.zst', sha256('disk.qcow2.zst'), '-');
      rmSync(path.join(root.folder, 'fake/programs/zstd'));
      expect(run().status).toBe(1);
      expect(records(root)[step]).toMatch(
        /^failed: zstd, which unpacks the download from .*, is not installed; the download is kept$/,
      );
      const kept = readFileSync(path.join(root.folder, 'srv/images/disk.mkapkovl-part'));
      expect(kept).toEqual(readFileSync(path.join(libvirt.folder, 'images/disk.qcow2.zst')));
      root.stub('zstd', `exec ${debian('zstd')} "$@"`);
      root.stub('wget', 'exit 99');
      expect(run().status).toBe(0);
      expect(information(root).format).toBe('qcow2');
    });

    test.each([
      [51, true, /^failed: unxz cannot unpack .* although its sha256 is right/],
      [52, false, /^failed: unxz cannot unpack .* the next run downloads it again$/],
    ])('fetches a file that cannot be unpacked again unless its digest is right (%i)', (number, digest, reason) => {
      const file = 'disk.qcow2.broken.xz';
      const { root, run, step } = target(number, `well/${file}`, digest ? sha256(file) : '-');
      expect(run().status).toBe(1);
      expect(records(root)[step]).toMatch(reason);
      const left = Object.keys(root.snapshot()).filter((name) => name.startsWith('srv/images/'));
      expect(left).toEqual(digest ? ['srv/images/disk.mkapkovl-part'] : []);
    });

    test('keeps a download for which there is no room once it is unpacked', () => {
      const { root, run, step } = target(53, 'well/disk.qcow2.xz', '-');
      // Writing ends as on a full disk, reading works.
      root.stub('unxz', '[ "$(readlink /proc/$$/fd/1)" = /dev/null ] && exec busybox unxz "$@"; exit 1');
      expect(run().status).toBe(1);
      expect(records(root)[step]).toMatch(/^failed: there is not enough space for .*; the download is kept$/);
      expect(Object.keys(root.snapshot())).toContain('srv/images/disk.mkapkovl-part');
    });

    test('goes on where an answer was cut off', () => {
      const { root, run } = target(5, 'cut/disk.qcow2', sha256('disk.qcow2'));
      expect(run().status).toBe(0);
      expect(information(root).format).toBe('qcow2');
    });

    test('waits for a slow answer', () => {
      const { root, run } = target(6, 'slow/disk.qcow2', sha256('disk.qcow2'), '-');
      expect(run().status).toBe(0);
      expect(information(root)['virtual-size']).toBe(2 ** 26);
    });

    test('makes an empty volume on top of another from its definition, and leaves it as it is from then on', () => {
      const { root, run, pool } = target(13, 'well/disk.qcow2', sha256('disk.qcow2'));
      const table = root.read('etc/mkapkovl/libvirt/volumes.table');
      const base = path.join(libvirt.folder, 'images/disk.qcow2');
      const row = ['-', pool, 'top.qcow2', '/srv/images/top.qcow2', 'qcow2', '2GiB', '-', '-', '-'];
      root.write('etc/mkapkovl/libvirt/volumes.table', `${table}${row.join('\t')}\n`);
      root.write(
        `etc/mkapkovl/libvirt/volumes/${pool}/top.qcow2.xml`,
        `<volume><name>top.qcow2</name><capacity>2147483648</capacity><target><format type='qcow2'/></target>
        <backingStore><path>${base}</path><format type='qcow2'/></backingStore></volume>`,
      );
      expect(run().status).toBe(0);
      const file = path.join(root.folder, 'srv/images/top.qcow2');
      const top = JSON.parse(execFileSync('qemu-img', ['info', '--output=json', file], { encoding: 'utf8' }));
      expect(top).toMatchObject({ 'virtual-size': 2 ** 31, 'backing-filename': base });
      const before = readFileSync(file);
      expect(run().status).toBe(0);
      expect(readFileSync(file)).toEqual(before);
    });

    test('does not use what has another digest, and keeps none of it', () => {
      const { root, run, step } = target(7, 'wrong/disk.qcow2', sha256('disk.qcow2'));
      expect(run().status).toBe(1);
      expect(records(root)[step]).toMatch(/^failed: the download from .* has the sha256 [0-9a-f]{64}, not /);
      expect(Object.keys(root.snapshot()).filter((name) => name.startsWith('srv/images/'))).toEqual([]);
    });

    test('tells of a file that the server lacks, and the next run takes it', () => {
      const { root, run, step } = target(8, 'gone/disk.qcow2', sha256('disk.qcow2'));
      expect(run().status).toBe(1);
      expect(records(root)[step]).toMatch(/^failed: cannot download http.*gone.*: wget ended with/);
      const table = 'etc/mkapkovl/libvirt/volumes.table';
      root.write(table, root.read(table).replace('/gone/', '/well/'));
      expect(run().status).toBe(0);
    });

    const gnuWget = `exec ${debian('wget')} "$@"`;
    test('does the same by GNU’s wget, which a package brings and which has other exit codes', () => {
      const whole = target(10, 'cut/disk.qcow2', sha256('disk.qcow2'));
      whole.root.stub('wget', gnuWget);
      expect(whole.run().status).toBe(0);
      expect(information(whole.root).format).toBe('qcow2');

      const wrong = target(11, 'wrong/disk.qcow2', sha256('disk.qcow2'));
      wrong.root.stub('wget', gnuWget);
      wrong.run();
      expect(records(wrong.root)[wrong.step]).toMatch(
        /^failed: the download from .* has the sha256 [0-9a-f]{64}, not /,
      );

      const gone = target(12, 'gone/disk.qcow2', sha256('disk.qcow2'));
      gone.root.stub('wget', gnuWget);
      gone.run();
      expect(records(gone.root)[gone.step]).toMatch(/^failed: cannot download .*: wget ended with 8/);
      expect(Object.keys(gone.root.snapshot()).filter((name) => name.startsWith('srv/images/'))).toEqual([]);
    });

    test.each([
      ['busybox', `exec ${applet('wget')} "$@"`],
      ['GNU', gnuWget],
    ])('takes what an earlier run has left of a download, whatever that is (%s)', (_, wget) => {
      const bytes = readFileSync(path.join(libvirt.folder, 'images/disk.qcow2'));
      const left = {
        cut: bytes.subarray(0, 1000),
        whole: bytes,
        longer: Buffer.concat([bytes, bytes]),
        other: Buffer.alloc(1000),
      };
      const number = wget === gnuWget ? 20 : 13;
      for (const [index, content] of Object.values(left).entries()) {
        const { root, run } = target(number + index, 'well/disk.qcow2', sha256('disk.qcow2'), '-');
        root.stub('wget', wget);
        root.write('srv/images/README', '');
        writeFileSync(path.join(root.folder, 'srv/images/disk.mkapkovl-part'), content);
        expect(run().said.filter((line) => line.includes('FAILED'))).toEqual([]);
        expect(readFileSync(path.join(root.folder, 'srv/images/disk')).equals(bytes)).toBe(true);
      }
    });

    test('makes the disk whole whenever it was killed', () => {
      const programs = ['wget', 'unxz', 'qemu-img', 'mv'];
      /** Before the call of that number the power goes, if it is about the volume. */
      const counting = (name: string) =>
        `case "${name} $*" in wget* | unxz* | *srv/images*)
          echo >> "$MKAPKOVL_ROOT/fake/count"
          [ "$(grep -c '' "$MKAPKOVL_ROOT/fake/count")" != "\${KILLED:-}" ] || kill -9 0
        esac
        exec ${name === 'qemu-img' ? debian(name) : applet(name)} "$@"\n`;
      let at = 0;
      let killed = true;
      while (killed) {
        at += 1;
        const { root, run } = target(100 + at, 'well/disk.qcow2.xz', sha256('disk.qcow2.xz'));
        for (const name of programs) root.stub(name, counting(name));
        root.write('fake/count', '');
        const first = converge(root, { LIBVIRT_DEFAULT_URI: libvirt.uri, KILLED: String(at) });
        killed = first.status === null || first.status > 1;
        const again = run();
        expect(again.said.filter((line) => line.includes('FAILED'))).toEqual([]);
        expect(information(root)).toMatchObject({ format: 'qcow2', 'virtual-size': 2 ** 30 });
        expect(Object.keys(root.snapshot()).filter((name) => name.startsWith('srv/images/'))).toEqual([
          'srv/images/disk',
        ]);
      }
      expect(at).toBeGreaterThan(6);
    });

    test('refuses an image that needs another file', () => {
      const file = path.join(libvirt.folder, 'images/child.qcow2');
      execFileSync('qemu-img', ['create', '-q', '-f', 'qcow2', '-u', '-b', '/etc/shadow', '-F', 'raw', file, '1M']);
      const { root, run, step } = target(9, 'well/child.qcow2', '-');
      expect(run().status).toBe(1);
      expect(records(root)[step]).toBe(
        'failed: the image needs another file (its backing or data file): give an image that is complete by itself',
      );
    });
  },
);
