/** What Alpine's own programs add to a machine: no profile names it, and no one did it by hand. */

const words = (text: string) => new Set(text.trim().split(/\s+/));

/**
 * The default services of mkinitfs' init (initramfs-init.in, rc_add), those of setup-alpine and of its parts
 * (setup-alpine.in, setup-keymap.in, setup-disk.in: rc-update), and the installer of this program.
 */
export const servicesOfAlpine = words(`
  devfs dmesg mdev hwdrivers modloop modules sysctl hostname bootmisc syslog mount-ro killprocs savecache firstboot
  hwclock swclock networking urandom seedrng acpid crond loadkmap swap lvm mdadm-raid mkapkovl-install`);

/** What setup-disk installs with a system (setup-disk.in: install_mounted_root and what calls it), and its loaders. */
export const packagesOfAlpine = words(`
  acct alpine-base alpine-baselayout alpine-conf alpine-keys alpine-release apk-tools busybox busybox-mdev-openrc
  busybox-openrc busybox-suid libc-utils openrc mkinitfs linux-lts linux-virt linux-stable linux-firmware-none
  linux-firmware sfdisk e2fsprogs btrfs-progs xfsprogs dosfstools syslinux grub grub-bios grub-efi efibootmgr mtools
  cryptsetup blkid lvm2 mdadm mdadm-openrc`);

/**
 * Files of an overlay that belong to the machine once it runs: accounts; world, to which apk adds; what setup-disk writes;
 * what init deletes when it has done what it asks for; what only the installer needs.
 */
export const ofTheMachine =
  /^etc\/(\.default_boot_services|apk\/world|fstab|(passwd|shadow|group|gshadow)[^/]*|mkinitfs\/mkinitfs\.conf|update-extlinux\.conf|default\/grub|mkapkovl\/secrets\/luks-passphrase|runlevels\/[^/]+\/(modloop|mkapkovl-install))$/;
