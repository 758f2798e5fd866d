import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type MediumWords, mediumFolder } from '../../trial/media.ts';
import { alpineIso } from './alpine-iso.ts';

export const menus: Record<string, string> = {
  'boot/syslinux/syslinux.cfg':
    'TIMEOUT 10\nPROMPT 1\nDEFAULT lts\n\nLABEL lts\nMENU LABEL Linux lts\nKERNEL /boot/vmlinuz-lts\nINITRD /boot/initramfs-lts\nFDTDIR /boot/dtbs-lts\nAPPEND modules=loop,squashfs,sd-mod,usb-storage quiet \n',
  'boot/grub/grub.cfg':
    'set timeout=1\n\nmenuentry "Linux lts" {\nlinux\t/boot/vmlinuz-lts modules=loop,squashfs,sd-mod,usb-storage quiet \ninitrd\t/boot/initramfs-lts\n}\n',
};

/** An ISO from which a medium can be made. */
export function base({ texts = menus, ...words }: MediumWords & { texts?: Record<string, string> } = {}): string {
  const folder = mediumFolder(words);
  for (const [name, text] of Object.entries(texts)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
  return alpineIso(folder);
}
