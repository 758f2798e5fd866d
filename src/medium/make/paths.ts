/** On the medium: what we add. */
export const initramfsFile = 'boot/mkapkovl.gz';
/** What the medium is for, as JSON; by this file, too, the medium is recognized. */
export const descriptionFile = 'boot/mkapkovl.json';
/** The folder with packages and images, for machines without a network. */
export const bundleFolder = 'bundle';
/** The boot menus for BIOS and UEFI. */
export const menuFiles = { syslinux: 'boot/syslinux/syslinux.cfg', grub: 'boot/grub/grub.cfg' };

/** In the initramfs. */
export const folder = 'mkapkovl';
