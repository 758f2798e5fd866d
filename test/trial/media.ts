import { chmodSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { folderWith } from '../support/run.ts';
import { devicesOfQemu } from './hosts.ts';

/** A file of a tar archive, without the end that a whole archive has. */
function tarred(name: string, text: string): Buffer {
  const header = Buffer.alloc(512);
  header.write(name, 0);
  header.write(`${Buffer.byteLength(text).toString(8).padStart(11, '0')}\0`, 124);
  const content = Buffer.alloc(Math.ceil(Buffer.byteLength(text) / 512) * 512);
  content.write(text);
  return Buffer.concat([header, content]);
}

/** An index as apk has it: two archives one after the other, the first with the signature. */
function packageIndex(...packages: string[]): Buffer {
  const text = packages.map((name) => `P:${name}\nV:1.0-r0\np:so:lib${name}.so.1=1 cmd:${name}=1.0-r0\n`).join('\n');
  return Buffer.concat([gzipSync(tarred('.SIGN.RSA.a.pub', 'signature')), gzipSync(tarred('APKINDEX', text))]);
}

export interface MediumWords {
  release?: string;
  kernel?: string;
  arch?: string;
  packages?: string[];
  menu?: string;
}

/** A folder laid out like a medium of Alpine, as small as it gets. */
export function mediumFolder(words: MediumWords = {}): string {
  const { release = 'alpine-standard-3.23.2 251217', kernel = 'lts', arch = 'x86_64', packages = [] } = words;
  const { menu = 'LABEL lts\nAPPEND modules=loop,squashfs,sd-mod,usb-storage quiet console=tty0\n' } = words;
  return folderWith({
    '.alpine-release': `${release}\n`,
    [`boot/vmlinuz-${kernel}`]: 'kernel',
    [`boot/initramfs-${kernel}`]: 'initramfs',
    'boot/syslinux/syslinux.cfg': menu,
    'apks/.boot_repository': '',
    [`apks/${arch}/APKINDEX.tar.gz`]: packageIndex('alpine-base', 'openssh', ...packages) as unknown as string,
  });
}

/** A folder with a program that says of itself what QEMU does. */
export function pretendedQemu(devices: Iterable<string> = [...devicesOfQemu, ...needed]): string {
  const list = [...devices].map((name) => `name "${name}", bus PCI`).join('\n');
  const folder = folderWith({
    'qemu-system-x86_64': `#!/bin/sh\ncase "$*" in\n*--version*) echo 'QEMU emulator version 7.2.22 (Debian)' ;;\n*) echo '${list}' ;;\nesac\n`,
  });
  chmodSync(path.join(folder, 'qemu-system-x86_64'), 0o755);
  return folder;
}

const needed = ['intel-iommu', 'virtio-blk-pci', 'virtio-net-pci', 'ide-cd'];
