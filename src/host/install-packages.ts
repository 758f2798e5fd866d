import type { Host } from './host.ts';

/** The packages that the installer needs (agent, preflight.sh); by UEFI, by BIOS, or either, if that is not known. */
export function installPackages(
  { alpine, boot, install }: Pick<Host, 'alpine' | 'boot' | 'install'>,
  uefi: boolean | undefined,
): string[] {
  const loaders = [
    ...(uefi === false ? [] : ['grub', 'grub-efi', 'dosfstools']),
    ...(uefi === true ? [] : boot.loader === 'grub' ? ['grub', 'grub-bios'] : ['syslinux']),
  ];
  const encryption = install.encrypt ? ['cryptsetup', 'blkid'] : [];
  // setup-disk asks for acct up to alpine-conf 3.17 (setup-disk.in).
  const accounting = ['3.18', '3.19'].includes(alpine.release) ? ['acct'] : [];
  const all = [
    `linux-${alpine.kernel}`,
    'alpine-base',
    'mkinitfs',
    'sfdisk',
    'e2fsprogs',
    ...loaders,
    ...encryption,
    ...accounting,
  ];
  return [...new Set(all)];
}
