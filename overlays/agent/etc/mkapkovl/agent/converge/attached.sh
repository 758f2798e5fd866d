# shellcheck shell=dash disable=SC2154
# Media that are attached and not mounted. Sourced, never run, after common.sh and medium.sh. It may be called within any
# step, and shares no variable with one.

# Where a medium is mounted that was not. Whatever is there at the beginning is left from an interrupted run.
own_mount=/run/mkapkovl/medium

# on_each_medium COMMAND: mounts one medium after the other, read-only, until COMMAND succeeds. release_medium ends that.
on_each_medium() {
	medium_disk=
	for medium_block in "$sys/class/block"/*; do
		medium=${medium_block##*/}
		# Media are disks or sticks as they are: no volume of LVM, RAID or ZFS, which guests are given.
		case $medium in sd* | sr* | vd* | nvme* | mmcblk* | xvd*) ;; *) continue ;; esac
		may_be_medium || continue
		# An ISO on a stick is seen twice: its first partition begins where the disk does.
		[ -z "$medium_disk" ] || [ ! -e "$sys/class/block/$medium_disk/$medium" ] || continue
		medium_disk=$medium
		mkdir -p "$root$own_mount"
		mount -t "$medium_kind" -o ro,nosuid,nodev,noexec "$dev/$medium" "$root$own_mount" >> "$log" 2>&1 || continue
		! "$@" || return 0
		release_medium
	done
	return 1
}

# may_be_medium: whether $medium has a file system of a medium, `medium_kind`, and nothing else has it: neither a mount,
# nor what lies on it, nor a guest of the profile.
may_be_medium() {
	medium_number=$(cat "$medium_block/dev" 2> /dev/null) || return
	[ -z "$(ls "$medium_block/holders" 2> /dev/null)" ] || return
	! awk -v number="$medium_number" '$3 == number { found = 1 } END { exit !found }' "$proc/self/mountinfo" || return
	! is_disk_of_guest || return
	medium_kind=$(blkid "$dev/$medium" 2> /dev/null | sed -n 's/.* TYPE="\(iso9660\|vfat\)".*/\1/p')
	[ -n "$medium_kind" ]
}

# is_disk_of_guest: whether the definition of a guest names $medium, or the disk that it is a partition of.
is_disk_of_guest() {
	# Paths of devices have no blanks.
	# shellcheck disable=SC2013
	for guest_disk in $(grep -rho '/dev/[A-Za-z0-9_.:/+@-]*' "$data/libvirt/domains" 2> /dev/null | sort -u); do
		guest_disk=$(readlink -f "$dev/${guest_disk#/dev/}")
		guest_disk=${guest_disk##*/}
		[ "$guest_disk" != "$medium" ] && [ ! -e "$sys/class/block/$guest_disk/$medium" ] || return 0
	done
	return 1
}

# release_medium: unmounts it if it was mounted here.
release_medium() {
	! mount_points | grep -qxF "$own_mount" || umount "$root$own_mount" >> "$log" 2>&1
}
