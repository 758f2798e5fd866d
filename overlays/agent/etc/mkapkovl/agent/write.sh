# shellcheck shell=dash disable=SC2015,SC2034,SC2154
# Writing the disk. `disk`, `plan`, `label`, `firmware` and `passphrase` are known by now. Sourced after choose.sh.

# write_disk: the first thing that is written is the mark. Time has passed, so everything is asked once more.
write_disk() {
	chosen="$disk $plan"
	choose_disk || { reason="$chosen before, but now: $reason"; return 1; }
	[ "$disk $plan" = "$chosen" ] || { refuse "chosen was $chosen, but now it is $disk $plan"; return; }
	echo "$disk" > "$run/target"
	set_mark started && erase && partition && format && mount_target
}

# still_there: whether what has the name of the chosen disk is that disk; one on USB may have gone, and another come.
still_there() {
	node_matches "$disk" "$sys/block/$disk" && fits "$disk" || refuse "$disk is another disk by now"
}

set_mark() {
	still_there || return
	write_mark "$dev/$disk" "$(cat "$root/etc/hostname")" "$generation" "$(cat "$data/build-id")" "$1" ||
		refuse "the mark cannot be written to $disk"
}

# erase: both ends of the disk but for the mark: old partition tables, and signatures that the tools of others look for.
erase() {
	last=$((bytes / 512 - 8192))
	zero 0 "$mark_sector" && zero $((mark_sector + 1)) $((8191 - mark_sector)) && zero "$last" 8192 ||
		refuse "$disk cannot be erased"
}

zero() {
	dd if=/dev/zero of="$dev/$disk" bs=512 seek="$1" count="$2" conv=notrunc,fsync 2> /dev/null
}

# partition: /boot (UEFI: the system partition) and the root file system, from 1 MiB on, in the disk's own blocks.
partition() {
	start=$((1048576 / block_bytes))
	boot_blocks=$((536870912 / block_bytes))
	boot_type=83 root_type=83 bootable=', bootable'
	if [ "$label" = gpt ]; then
		root_type=0FC63DAF-8483-4772-8E79-3D69D8477DE4
		boot_type=$root_type bootable=', attrs=LegacyBIOSBootable'
		if [ "$firmware" = uefi ]; then boot_type=C12A7328-F81F-11D2-BA4B-00A0C93EC93B bootable=''; fi
	fi
	sfdisk --quiet --wipe always --wipe-partitions always "$dev/$disk" >> "$log" 2>&1 <<-END || { refuse "sfdisk failed"; return; }
		label: $label
		start=$start, size=$boot_blocks, type=$boot_type$bootable
		start=$((start + boot_blocks)), type=$root_type
	END
	case "$disk" in *[0-9]) between=p ;; *) between='' ;; esac
	boot_part=$disk${between}1 root_part=$disk${between}2
	within 30 partition_nodes || refuse "the partitions of $disk do not appear"
}

partition_nodes() {
	mdev -s > /dev/null 2>&1
	node_matches "$boot_part" "$sys/block/$disk/$boot_part" && node_matches "$root_part" "$sys/block/$disk/$root_part"
}

format() {
	modprobe -a ext4 vfat dm-mod dm-crypt > /dev/null 2>&1
	root_device=$dev/$root_part
	if [ -n "$passphrase" ]; then
		printf '%s' "$passphrase" | cryptsetup luksFormat --batch-mode --type luks2 --key-file=- "$root_device" >> "$log" 2>&1 &&
			printf '%s' "$passphrase" | cryptsetup open --key-file=- "$root_device" root >> "$log" 2>&1 ||
			{ refuse "$root_part cannot be encrypted"; return; }
		root_device=$dev/mapper/root
	fi
	if [ "$firmware" = uefi ]; then
		mkfs.vfat -F 32 "$dev/$boot_part" >> "$log" 2>&1
	else
		# As setup-disk does: extlinux does not read 64bit.
		mkfs.ext4 -q -F -O ^64bit "$dev/$boot_part" >> "$log" 2>&1
	fi && mkfs.ext4 -q -F "$root_device" >> "$log" 2>&1 || refuse "the file systems of $disk cannot be made"
}

# mount_target: where setup-disk looks: the system partition at /boot/efi, or at /boot if the root is encrypted.
mount_target() {
	boot_folder=$target/boot boot_kind=ext4
	if [ "$firmware" = uefi ]; then
		boot_kind=vfat
		[ -n "$passphrase" ] || boot_folder=$target/boot/efi
	fi
	mkdir -p "$target" && mount -t ext4 "$root_device" "$target" &&
		mkdir -p "$boot_folder" && mount -t "$boot_kind" "$dev/$boot_part" "$boot_folder" ||
		refuse "the file systems of $disk cannot be mounted"
}

# below_target: what is mounted at the target or below it, innermost first.
below_target() {
	awk '$5 == "/mnt" || index($5, "/mnt/") == 1 { print $5 }' "$proc/self/mountinfo" | sort -r
}

# release: undoes what this or an earlier run mounted and opened. What resists stays on record for the next run.
release() {
	[ -s "$run/target" ] || return 0
	for folder in $(below_target); do umount "$root$folder"; done
	[ -z "$(below_target)" ] || return
	if [ -e "$dev/mapper/root" ]; then cryptsetup close root || return; fi
	rm -f "$run/target"
}
