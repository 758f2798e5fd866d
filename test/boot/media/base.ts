import { execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { alpineIso, isoTools } from '../../support/iso/alpine-iso.ts';
import { mediumFolder } from '../../trial/media.ts';
import { addModules, addProgram, archive, linkTo } from '../initramfs.ts';
import type { Kernel } from '../kernel.ts';

const modulesOfSyslinux = '/usr/lib/syslinux/modules/bios';
const modulesOfGrub = '/usr/lib/grub/x86_64-efi';

/** What makes such a medium. */
export const baseTools = [
  ...isoTools,
  modulesOfSyslinux,
  modulesOfGrub,
  'grub-mkimage',
  'busybox',
  'cpio',
  'kmod',
  'dash',
  'blkid',
  'flock',
];

/** aports, scripts/mkimg.base.sh: profile_base. */
const grubModules = `all_video disk part_gpt part_msdos linux normal configfile search search_label efi_gop fat iso9660
  cat echo ls test true help gzio`.split(/\s+/);

const options = 'modules=loop,squashfs,sd-mod,usb-storage console=ttyS0 no_timer_check mitigations=off panic=-1';

/**
 * A medium laid out as aports' scripts make it, with Debian's kernel and loaders, and an initramfs whose init looks for
 * media and overlays as Alpine's does. Its menu for BIOS is on the first serial port, as that of Alpine's "virt" is.
 */
export function bootableBase(kernel: Kernel, work: string): string {
  const folder = mediumFolder();
  const put = (name: string, content: string | Buffer) => {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), content);
  };
  copyFileSync(kernel.image, path.join(folder, 'boot/vmlinuz-lts'));
  put('boot/initramfs-lts', initramfs(kernel, path.join(work, 'root')));
  put(
    'boot/syslinux/syslinux.cfg',
    `SERIAL 0 115200\nTIMEOUT 10\nPROMPT 1\nDEFAULT lts\n\nLABEL lts\nMENU LABEL Linux lts\nKERNEL /boot/vmlinuz-lts\nINITRD /boot/initramfs-lts\nFDTDIR /boot/dtbs-lts\nAPPEND ${options} \n`,
  );
  put(
    'boot/grub/grub.cfg',
    `set timeout=1\n\nmenuentry "Linux lts" {\nlinux\t/boot/vmlinuz-lts ${options} \ninitrd\t/boot/initramfs-lts\n}\n`,
  );
  copyFileSync(path.join(modulesOfSyslinux, 'ldlinux.c32'), path.join(folder, 'boot/syslinux/ldlinux.c32'));
  const early = path.join(work, 'early.cfg');
  writeFileSync(
    early,
    'search --no-floppy --set=root --label "alpine-std 3.23.2 x86_64"\nset prefix=($root)/boot/grub\n',
  );
  mkdirSync(path.join(folder, 'efi/boot'), { recursive: true });
  const words = ['--directory', modulesOfGrub, '--format', 'x86_64-efi', '--prefix', '/boot/grub', '--config', early];
  execFileSync('grub-mkimage', [...words, '--output', path.join(folder, 'efi/boot/bootx64.efi'), ...grubModules]);
  return alpineIso(folder);
}

function initramfs(kernel: Kernel, root: string): Buffer {
  for (const name of ['bin', 'dev', 'proc', 'sys']) mkdirSync(path.join(root, name), { recursive: true });
  addProgram('busybox', root);
  const applets = execFileSync('busybox', ['--list'], { encoding: 'utf8' }).split('\n').filter(Boolean);
  for (const applet of applets) linkTo('busybox', applet, root);
  for (const [program, name] of [
    ['dash', 'sh'],
    ['kmod', 'modprobe'],
  ] as const) {
    addProgram(program, root);
    linkTo(program, name, root);
  }
  // Applets that Alpine's busybox has, and Debian's has not.
  for (const program of ['blkid', 'flock']) addProgram(program, root);
  const disks = ['ahci', 'sr_mod', 'isofs', 'xhci_pci', 'usb-storage', 'sd_mod'];
  addModules(kernel, root, [...disks, 'vfat', 'nls_cp437', 'nls_iso8859-1', 'nls_ascii', 'nls_utf8', 'vfio-pci']);
  cpSync('test/boot/media/init', path.join(root, 'init'));
  return archive(root);
}
