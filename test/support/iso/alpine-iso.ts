import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { folderWith } from '../run.ts';

/** The programs that make such an image. */
export const isoTools = ['xorriso', 'mformat', 'mcopy', '/usr/lib/ISOLINUX/isohdpfx.bin'];

const isolinux = '/usr/lib/ISOLINUX';

/**
 * An ISO with the options of aports' scripts/mkimage.sh (create_image_iso): Rock Ridge, Joliet, BIOS and UEFI, as CD and
 * as a disk with both kinds of partition table. Returns its path.
 */
export function alpineIso(folder: string, times = '2024012609000000', uefi = true): string {
  const image = path.join(folderWith({}), 'alpine.iso');
  mkdirSync(path.join(folder, 'boot/syslinux'), { recursive: true });
  mkdirSync(path.join(folder, 'boot/grub'), { recursive: true });
  copyFileSync(`${isolinux}/isolinux.bin`, path.join(folder, 'boot/syslinux/isolinux.bin'));
  const efi = path.join(folder, 'boot/grub/efi.img');
  execFileSync('mformat', ['-C', '-f', '1440', '-N', '0', '-i', efi, '::']);
  // What UEFI starts from a CD, and from the partition of a disk.
  if (existsSync(path.join(folder, 'efi'))) execFileSync('mcopy', ['-s', '-i', efi, path.join(folder, 'efi'), '::']);
  const options = [
    ...['-full-iso9660-filenames', '-joliet', '-rational-rock', '-sysid', 'LINUX'],
    ...['-volid', 'alpine-std 3.23.2 x86_64', `--modification-date=${times}`],
    ...['-isohybrid-mbr', `${isolinux}/isohdpfx.bin`, '-eltorito-boot', 'boot/syslinux/isolinux.bin'],
    ...['-eltorito-catalog', 'boot/syslinux/boot.cat', '-no-emul-boot', '-boot-load-size', '4', '-boot-info-table'],
    ...(uefi ? ['-eltorito-alt-boot', '-e', 'boot/grub/efi.img', '-no-emul-boot', '-isohybrid-gpt-basdat'] : []),
  ];
  execFileSync('xorriso', ['-as', 'mkisofs', '-quiet', '-output', image, ...options, folder], { stdio: 'ignore' });
  return image;
}
