import type { Host } from '../../host/host.ts';

/** The packages that the installer needs (agent, preflight.sh) and that the given repositories lack. */
export function lackingForInstall(
  { alpine, boot, install }: Pick<Host, 'alpine' | 'boot' | 'install'>,
  uefi: boolean,
  available: ReadonlySet<string>,
): string[] {
  const grub = uefi ? ['grub', 'grub-efi', 'dosfstools'] : ['grub', 'grub-bios'];
  const loader = uefi || boot.loader === 'grub' ? grub : ['syslinux'];
  const encryption = install.encrypt ? ['cryptsetup', 'blkid'] : [];
  const needed = [`linux-${alpine.kernel}`, 'alpine-base', 'mkinitfs', 'sfdisk', 'e2fsprogs', ...loader, ...encryption];
  return needed.filter((name) => !available.has(name));
}
