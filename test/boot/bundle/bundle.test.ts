import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { minirootfs, skipWithoutAlpine } from '../../support/alpine/root.ts';
import { writeRepository } from '../../support/apk-package.ts';
import { testKey } from '../../support/apk-repository.ts';
import { describeWith } from '../../support/tools.ts';
import { kept } from '../boot.ts';
import { addModules, addProgram, archive, linkTo } from '../initramfs.ts';
import { findKernel, kernelImage } from '../kernel.ts';
import { endOf, runMachine } from '../qemu.ts';

const build = 'ab'.repeat(32);
const key = testKey('bundle.rsa.pub');
const image = Buffer.from('a disk of a guest\n'.repeat(1000));
const sha256 = createHash('sha256').update(image).digest('hex');
/** What a host without a network needs: a package, and the program that volumes are made with, which is a stand-in. */
const packages = [
  { name: 'hello', files: { 'usr/share/hello/data': 'from the bundle\n' } },
  {
    name: 'qemu-img',
    files: { 'usr/bin/qemu-img': '#!/bin/sh\necho "file format: raw"\necho "virtual size: 18 KiB (18000 bytes)"\n' },
  },
];

/** A stick with one FAT32 partition, and a bundle for that build. */
function stick(folder: string, name: string, ofBuild: string, wanted: typeof packages): string {
  const content = path.join(folder, name);
  mkdirSync(path.join(content, 'boot'), { recursive: true });
  mkdirSync(path.join(content, 'bundle/images'), { recursive: true });
  writeFileSync(path.join(content, 'boot/mkapkovl.json'), JSON.stringify({ hosts: [{ build_id: ofBuild }] }));
  writeFileSync(path.join(content, 'bundle/images', sha256), image);
  writeRepository(path.join(content, 'bundle'), wanted, key);
  const disk = `${content}.img`;
  execFileSync('truncate', ['-s', '65M', disk]);
  execFileSync('/usr/sbin/sfdisk', ['--quiet', disk], { input: 'label: dos\nstart=2048, type=c\n' });
  execFileSync('mformat', ['-i', `${disk}@@1048576`, '-F', '-T', '131072', '-h', '16', '-s', '63', '::']);
  execFileSync('mcopy', ['-i', `${disk}@@1048576`, '-s', `${content}/boot`, `${content}/bundle`, '::/']);
  return disk;
}

/** Alpine's own root with the agent in it, as the kernel unpacks it. */
function initramfs(folder: string): string {
  const root = path.join(folder, 'root');
  execFileSync('cp', ['-a', `${minirootfs}/.`, root]);
  cpSync('overlays/agent', root, { recursive: true });
  addProgram('kmod', root);
  linkTo('kmod', 'modprobe', root);
  const names = ['xhci_pci', 'usb-storage', 'sd_mod', 'vfat', 'nls_cp437', 'nls_ascii', 'nls_iso8859-1', 'nls_utf8'];
  addModules(findKernel()!, root, names);
  const release = readFileSync(path.join(root, 'etc/alpine-release'), 'utf8').split('.').slice(0, 2).join('.');
  const row = ['web', 'default', 'web.raw', '/srv/web.raw', 'raw', '-', 'http://192.0.2.1/web.raw', sha256, 'none'];
  const files = {
    'etc/mkapkovl/build-id': `${build}\n`,
    'etc/mkapkovl/install.conf': `INSTALL_RELEASE='${release}'\n`,
    'etc/mkapkovl/packages': 'hello\nqemu-img\n',
    'etc/mkapkovl/libvirt/volumes.table': `${row.join('\t')}\n`,
    'etc/apk/keys/bundle.rsa.pub': key.public,
    'etc/apk/repositories': 'http://192.0.2.1/alpine/main\n',
  };
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    writeFileSync(path.join(root, name), content);
  }
  cpSync('test/boot/bundle/init', path.join(root, 'init'));
  const file = path.join(folder, 'initramfs');
  writeFileSync(file, archive(root));
  return file;
}

const tools = ['cpio', 'kmod', 'mformat', 'mcopy', 'sfdisk', 'qemu-system-x86_64', kernelImage];
const group = (name: string, body: () => void) =>
  minirootfs ? describeWith(tools, name, body) : skipWithoutAlpine(name, body);

group('a machine without a network card, with the stick of another host and its own', () => {
  test('gets packages and image from its own stick, which it mounts and releases', { timeout: 300_000 }, async () => {
    const folder = kept('bundle');
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const sticks = [
      stick(folder, 'other', 'cd'.repeat(32), [{ name: 'hello', files: { 'usr/share/hello/data': 'of another\n' } }]),
      stick(folder, 'own', build, packages),
    ];
    const log = path.join(folder, 'console');
    const machine = {
      ...{ initramfs: initramfs(folder), log, options: [] },
      blocks: sticks.map((file, index) => `driver=file,node-name=stick${index},filename=${file},read-only=on`),
      devices: [
        'qemu-xhci,id=usb',
        ...sticks.map((_, index) => `usb-storage,bus=usb.0,port=${index + 1},drive=stick${index}`),
      ],
    };
    const lines = (await runMachine(findKernel()!, machine, 240)).split('\n').map((line) => line.trimEnd());
    writeFileSync(path.join(folder, 'report'), lines.join('\n'));
    expect(lines, endOf(log)).toContain('end');
    const of = (word: string) =>
      lines.filter((line) => line.startsWith(`${word} `)).map((line) => line.slice(word.length + 1));
    expect(of('card')).toEqual(['lo']);
    expect(of('disk')).toEqual([expect.stringContaining('TYPE="vfat"'), expect.stringContaining('TYPE="vfat"')]);
    expect(of('said')).toContainEqual(expect.stringMatching(/^the medium at \/dev\/sda1 holds other builds/));
    expect(of('said')).toContain('Repositories: done');
    expect(of('said')).toContain('Packages: done');
    expect(of('said')).toContain('Volume default/web.raw: done');
    expect(of('hello')).toEqual(['from the bundle']);
    expect(of('volume')).toEqual([`${sha256}  -`]);
    expect(of('world')).toEqual(expect.arrayContaining(['hello', 'qemu-img']));
    expect(of('repositories')).toEqual(['unchanged']);
    expect(of('mounted')).toEqual([]);
  });
});
