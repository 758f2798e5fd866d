# shellcheck shell=dash disable=SC2015,SC2034,SC2154
# Writing the disk. `disk`, `plan`, `label`, `firmware` and `passphrase` are known by now. Sourced after choose.sh.

# write_disk: writes the mark first. Time has passed, so everything is checked again.
write_disk() {
	chosen="$disk $plan $identity"
	choose_disk || { reason="$chosen before, but now: $reason"; return 1; }
	[ "$disk $plan $identity" = "$chosen" ] || { refuse "the chosen disk was $chosen, but now it is $disk $plan $identity"; return; }
	echo "$disk" > "$run/target"
	write_state started && erase && partition && format && mount_target
}

# look_again STEP: directly before each step that destroys anything. The disk is the one that was chosen, nothing uses
# it, and it is armed, or holds nothing but ours.
look_again() {
	same_disk && unused "$disk" && still_permitted "$1"
}

# same_disk: a USB disk may have been replaced by another of the same name, even of the same serial number.
same_disk() {
	node_matches "$disk" "$sys/block/$disk" && fits "$disk" && [ "$(identity_of "$disk")" = "$identity" ] ||
		refuse "$disk is a different disk now"
}

still_permitted() {
	armed "$disk" || ours "$disk" || refuse "before $1: $disk $found"
}

# set_mark STATE: how far the installation has come.
set_mark() {
	look_again "the mark" && write_state "$1"
}

write_state() {
	write_mark "$dev/$disk" "$(cat "$root/etc/hostname")" "$generation" "$(cat "$data/build-id")" "$1" ||
		refuse "the mark cannot be written to $disk"
}

# erase: both ends of the disk and of the two partitions, but for the mark: old partition tables, and signatures that the
# tools of others look for. What tells that something is ours goes last, so that a power cut leaves nothing unknown.
erase() {
	look_again "erasing" && measure "$disk" || { reason=${reason:-$disk cannot be measured: $found}; return 1; }
	if reaches_root; then
		erase_area $((root_first - margin)) "$margin" && erase_start "$root_first" || return
	fi
	erase_area $((disk_end - margin)) $((margin - per_block)) && erase_area $((disk_end - per_block)) "$per_block" &&
		erase_start "$boot_first" && erase_table
}

erase_area() {
	dd if=/dev/zero of="$dev/$disk" bs=512 seek="$1" count="$2" conv=notrunc,fsync 2> /dev/null || refuse "$disk cannot be erased"
}

# erase_start FIRST: the start of a partition. The UUID is in its first sector, or in the third if it is that of ext4.
erase_start() {
	erase_area $(($1 + 3)) $((margin - 3)) && erase_area $(($1 + 1)) 1 && erase_area "$1" 1 && erase_area $(($1 + 2)) 1
}

# erase_table: the gap before the first partition, and the partition table. That of GPT is recognised by its header, that
# of dos by the first sector.
erase_table() {
	second=$per_block
	erase_area $((second + 1)) $((mark_sector - second - 1)) &&
		erase_area $((mark_sector + 1)) $((boot_first - mark_sector - 1)) || return
	if gpt_header "$disk" "$second"; then
		erase_area 0 "$second" && erase_area "$second" 1
	else
		erase_area 1 "$second" && erase_area 0 1
	fi
}

# partition: /boot (UEFI: the system partition) and the root file system, from 1 MiB on, in the disk's own blocks.
partition() {
	look_again "partitioning" || return
	start=$((1048576 / block_bytes))
	boot_blocks=$((536870912 / block_bytes))
	boot_type=83 root_type=83 bootable=', bootable' table_id=0x$(made_number "$disk" disk)
	if [ "$label" = gpt ]; then
		table_id=$(made_uuid "$disk" disk)
		root_type=0FC63DAF-8483-4772-8E79-3D69D8477DE4
		boot_type=$root_type bootable=', attrs=LegacyBIOSBootable'
		if [ "$firmware" = uefi ]; then boot_type=C12A7328-F81F-11D2-BA4B-00A0C93EC93B bootable=''; fi
	fi
	sfdisk --quiet --wipe always --wipe-partitions always "$dev/$disk" >> "$log" 2>&1 <<-END || { refuse "sfdisk failed"; return; }
		label: $label
		label-id: $table_id
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

# format: each file system gets the UUID that identifies it as ours.
format() {
	modprobe -a ext4 vfat dm-mod dm-crypt > /dev/null 2>&1
	root_device=$dev/$root_part
	format_boot && encrypt || return
	if [ -n "$passphrase" ]; then
		# The partition is held by now, and what is in it is random.
		same_disk && still_permitted "making the root file system" || return
		mkfs.ext4 -q -F "$root_device" >> "$log" 2>&1
	else
		look_again "making the root file system" || return
		mkfs.ext4 -q -F -U "$(made_uuid "$disk" root)" "$root_device" >> "$log" 2>&1
	fi || refuse "the root file system of $disk cannot be made"
}

format_boot() {
	look_again "making the boot file system" || return
	if [ "$firmware" = uefi ]; then
		mkfs.vfat -F 32 -i "$(made_number "$disk" boot)" "$dev/$boot_part" >> "$log" 2>&1
	else
		# As setup-disk does: extlinux does not read 64bit.
		mkfs.ext4 -q -F -O ^64bit -U "$(made_uuid "$disk" boot)" "$dev/$boot_part" >> "$log" 2>&1
	fi || refuse "the boot file system of $disk cannot be made"
}

# encrypt: opens what was encrypted as root_device; does nothing without a passphrase.
encrypt() {
	[ -n "$passphrase" ] || return 0
	look_again "encrypting" || return
	printf '%s' "$passphrase" | cryptsetup luksFormat --batch-mode --type luks2 --uuid "$(made_uuid "$disk" root)" \
		--key-file=- "$root_device" >> "$log" 2>&1 &&
		printf '%s' "$passphrase" | cryptsetup open --key-file=- "$root_device" root >> "$log" 2>&1 ||
		{ refuse "$root_part cannot be encrypted"; return; }
	root_device=$dev/mapper/root
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

# release: unmounts and closes what this or an earlier run mounted and opened. The next run tries again if that fails.
release() {
	[ -s "$run/target" ] || return 0
	for folder in $(below_target); do umount "$root$folder"; done
	[ -z "$(below_target)" ] || return
	if [ -e "$dev/mapper/root" ]; then cryptsetup close root || return; fi
	rm -f "$run/target"
}
