import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type MediumWords, mediumFolder } from '../../trial/media.ts';
import { folderWith, leastProfile } from '../run.ts';
import { alpineIso } from './alpine-iso.ts';

export const menus: Record<string, string> = {
  'boot/syslinux/syslinux.cfg':
    'TIMEOUT 10\nPROMPT 1\nDEFAULT lts\n\nLABEL lts\nMENU LABEL Linux lts\nKERNEL /boot/vmlinuz-lts\nINITRD /boot/initramfs-lts\nFDTDIR /boot/dtbs-lts\nAPPEND modules=loop,squashfs,sd-mod,usb-storage quiet \n',
  'boot/grub/grub.cfg':
    'set timeout=1\n\nmenuentry "Linux lts" {\nlinux\t/boot/vmlinuz-lts modules=loop,squashfs,sd-mod,usb-storage quiet \ninitrd\t/boot/initramfs-lts\n}\n',
};

interface BaseWords extends MediumWords {
  texts?: Record<string, string>;
  /** Whether it has a boot entry for UEFI. */
  uefi?: boolean;
}

export function base({ texts = menus, uefi, ...words }: BaseWords = {}): string {
  const folder = mediumFolder(words);
  for (const [name, text] of Object.entries(texts)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
  return alpineIso(folder, undefined, uefi);
}

export const profile = (hostname: string, more = '') => leastProfile.replace('least', hostname) + more;

/** A folder with the profiles and alpine.iso. */
export function room(profiles: Record<string, string>, image = base()): string {
  const cwd = folderWith(profiles);
  copyFileSync(image, path.join(cwd, 'alpine.iso'));
  return cwd;
}
