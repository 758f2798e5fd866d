import type { StickFile } from '../../artifact/fat/plan.ts';
import type { Addition } from '../../artifact/iso9660/add/plan.ts';
import { type Medium, UnusableMedium } from '../../artifact/medium.ts';

/**
 * What starts a CD only: a stick starts by the boot sector of its file system and by efi/boot. syslinux brings the
 * ldlinux.c32 of its own version.
 */
const ofTheCd = [
  'boot/grub/efi.img',
  'boot/syslinux/isolinux.bin',
  'boot/syslinux/boot.cat',
  'boot/syslinux/isohdpfx.bin',
  'boot/syslinux/ldlinux.c32',
];

/** The files of a stick: those of Alpine's ISO, and ours. */
export function stickFiles(medium: Medium, additions: readonly Addition[]): StickFile[] {
  const ours = new Set(additions.map(({ path }) => path));
  return [...filesBelow(medium, '').filter(({ path }) => !ofTheCd.includes(path) && !ours.has(path)), ...additions];
}

/** In a damaged image a folder can contain itself. */
const deepest = 32;

function filesBelow(medium: Medium, folder: string): StickFile[] {
  if (folder.split('/').length > deepest) throw new UnusableMedium('damaged', 'its folders have no end');
  return medium.list(folder).flatMap((name) => {
    const path = folder === '' ? name : `${folder}/${name}`;
    const file = medium.file(path);
    if (!file) return filesBelow(medium, path);
    return [{ path, size: file.size, stream: () => file.stream() as AsyncIterable<Buffer> }];
  });
}
