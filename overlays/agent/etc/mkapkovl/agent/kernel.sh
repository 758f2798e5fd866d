# shellcheck shell=dash disable=SC2154
# Which modules a kernel has, and what is in an initramfs. Sourced after common.sh.

# modules_folder ROOT VERSION: the folder of a kernel's modules, or nothing. Alpine moves /lib to /usr/lib.
modules_folder() {
	for folder in "$1/lib/modules/$2" "$1/usr/lib/modules/$2"; do
		[ ! -d "$folder" ] || echo "$folder"
	done | head -n 1
}

# is_built_in ROOT VERSION MODULE: whether the kernel itself contains the module.
is_built_in() {
	grep -qs "/$(printf '%s' "$3" | sed 's/[-_]/[-_]/g')\.ko$" "$(modules_folder "$1" "$2")/modules.builtin"
}

# initramfs_files ROOT IMAGE VERSION: the names in an initramfs, such as etc/modules. If it is not compressed with gzip,
# they are those that mkinitfs lists, with find.
initramfs_files() {
	{
		zcat "$1$2" 2> /dev/null | cpio -t 2> /dev/null | grep . || chroot "$1/" mkinitfs -l "$3"
	} | sed -e 's:^\./::' -e 's:^/*::'
}

# initramfs_binds ROOT VERSION FILES: whether the initramfs with these files can bind devices to vfio-pci.
initramfs_binds() {
	grep -q '/vfio-pci\.ko' "$3" || is_built_in "$1" "$2" vfio-pci
}
