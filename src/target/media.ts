/**
 * The lines for media in alpine-baselayout's /etc/fstab. The initramfs moves the mount of the medium that it started from
 * to where the first line for its device says (mkinitfs, initramfs-init.in, remount_fstab_entry), and without a line
 * leaves it below the device's name; `lbu commit usb` mounts /media/usb.
 */
const ofMedia = [
  { device: '/dev/cdrom', folder: '/media/cdrom', type: 'iso9660', options: 'noauto,ro', dump: '0', pass: '0' },
  { device: '/dev/usbdisk', folder: '/media/usb', type: 'vfat', options: 'noauto,ro', dump: '0', pass: '0' },
];

/** Those that leave alone what a profile mounts, which comes first. */
export const mediaMounts = (mounts: Record<string, { device: string }>) =>
  ofMedia.filter(
    ({ device, folder }) => !(folder in mounts) && !Object.values(mounts).some((mount) => mount.device === device),
  );
