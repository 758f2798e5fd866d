# shellcheck shell=dash disable=SC2015,SC2034,SC2154
# What is on a disk: nothing, what this installer makes, or something foreign, which `found` then describes. All is read
# from the whole disk: the kernel may still know partitions that are no longer there, and the other way round. Reads only.
# Sourced by choose.sh, after ids.sh and foreign.sh.

# Where the partitions begin and the first one ends, in sectors of 512 bytes; the second goes on to the end.
boot_first=2048
root_first=1050624
# What is looked at of either end of a partition: 4 MiB.
margin=8192

# is_zero DEVICE SECTOR COUNT: whether these sectors are zero. What cannot be read is not: a read that fails adds a word,
# and one that comes to the end of the disk lacks its last sector.
is_zero() {
	unit=512
	[ $(($2 % 8 + $3 % 8)) -ne 0 ] || unit=4096
	in_units=$((unit / 512))
	[ "$({ dd if="$1" bs=$unit skip=$(($2 / in_units)) count=$(($3 / in_units)) 2> /dev/null || echo unread; } |
		tr -d '\000' | wc -c)" -eq 0 ] && [ "$(dd if="$1" bs=512 skip=$(($2 + $3 - 1)) count=1 2> /dev/null | wc -c)" -eq 512 ]
}

# measure NAME: how large a disk and its blocks are.
measure() {
	# A disk that was unplugged has no size, and no number ends the whole shell.
	disk_end=$(bytes_of "$1") || { found="its size is unknown"; return 1; }
	disk_end=$((disk_end / 512))
	[ "$disk_end" -ge $((boot_first + margin)) ] || { found="it is too small"; return 1; }
	per_block=$(number_in "$sys/block/$1/queue/logical_block_size") || { found="its block size is unknown"; return 1; }
	per_block=$((per_block / 512))
	[ "$per_block" -ge 1 ] || { found="its block size is unknown"; return 1; }
}

# blank NAME: whether nothing was ever on a disk.
blank() {
	found=$(partitions_of "$1" | tr '\n' ' ')
	[ -z "$found" ] || { found="the kernel knows partitions: ${found% }"; return 1; }
	measure "$1" && unsigned "$1" || return
	found="its first 4 MiB are not zero, or cannot be read"
	is_zero "$dev/$1" 0 $((boot_first + margin)) || return
	found="its last 4 MiB are not zero, or cannot be read"
	is_zero "$dev/$1" $((disk_end - margin)) "$margin" || return
	found="it holds something 513 MiB from its start, where a partition would begin"
	! reaches_root || is_zero "$dev/$1" $((root_first - margin)) $((2 * margin)) || return
	found=
}

# reaches_root: whether a disk is so large that there is a second partition.
reaches_root() {
	[ "$disk_end" -ge $((root_first + 2 * margin)) ]
}

# unsigned NAME: whether a disk without partitions has no signature.
unsigned() {
	found=$(blkid "$dev/$1" 2> /dev/null | cut -d : -f 2-)
	[ -z "$found" ] && ! spare "$dev/$1" 0 "$disk_end"
}

# spare DEVICE FIRST END [DIGITS]: whether a file system that begins there has left a spare superblock, which lies further
# in: that of btrfs at 64 MiB; those of ext2, 3 and 4 begin the second group of 8192 blocks of 1 KiB, or of 32768 blocks
# of 4 KiB, and do not count if they have the UUID of these digits.
spare() {
	found="there is a spare superblock of btrfs"
	! holds_below "$3" "$1" $(($2 * 512 + 67108928)) 5f42485266535f4d || return 0
	found="there is a spare superblock of ext2, ext3 or ext4"
	for magic in $(($2 * 512 + 8389688)) $(($2 * 512 + 134217784)); do
		holds_below "$3" "$1" "$magic" 53ef || continue
		[ -n "${4:-}" ] && holds "$1" $((magic + 48)) "$4" || return 0
	done
	return 1
}

# holds_below END DEVICE OFFSET HEX: never so from the sector END on. Where a disk has ended busybox's dd cannot seek, and
# reads all of it, a byte at a time.
holds_below() {
	[ "$3" -lt $(($1 * 512 - 512)) ] && holds "$2" "$3" "$4"
}

# ours NAME: whether a disk holds nothing but what the installer makes in this generation, or only part of that. `made`
# gets what is there: table, boot, root.
ours() {
	made=''
	as_made "$1" || { found="has been partitioned by somebody else since"; return 1; }
	# The checks below set `found` to what is there.
	measure "$1" && our_mark "$1" && our_table "$1" && our_gap "$1" && our_partitions "$1" ||
		{ found="holds something else since: $found"; return 1; }
}

# as_made NAME: whether the kernel knows no partitions of a disk, or those that the installer makes.
as_made() {
	case $(partitions_of "$1" | wc -l) in 0) return 0 ;; 2) ;; *) return 1 ;; esac
	case "$1" in *[0-9]) first=${1}p1 second=${1}p2 ;; *) first=${1}1 second=${1}2 ;; esac
	[ "$(number_in "$sys/block/$1/$first/start") $(number_in "$sys/block/$1/$first/size")" = '2048 1048576' ] || return
	case "$(number_in "$sys/block/$1/$second/start")" in '' | "$root_first") ;; *) return 1 ;; esac
}

our_mark() {
	found="the mark is gone"
	read_mark "$dev/$1" && [ "$mark_host $mark_generation" = "$(cat "$root/etc/hostname") $(setting install.conf DISK_GENERATION)" ]
}

# our_table NAME: the first sector, and the headers of a GPT, are zero or ours. Sets `table` to none, dos or gpt.
our_table() {
	table=none first_sector=''
	found="a first sector of somebody else's"
	if ! is_zero "$dev/$1" 0 1; then our_first_sector "$1" || return; fi
	gpt_header "$1" "$per_block" && table=gpt
	[ "$table" = none ] || made="$made table"
	[ "$table" != none ] || [ -n "$(partitions_of "$1")" ] || unsigned "$1" || return
	found="a GPT of somebody else's"
	[ "$table" = gpt ] || [ "$first_sector" != gpt ] || return
	found=
}

# gpt_header NAME SECTOR: whether the header of our own GPT is there.
gpt_header() {
	holds "$dev/$1" $(($2 * 512)) 4546492050415254 && holds "$dev/$1" $(($2 * 512 + 56)) "$(guid_bytes "$(made_uuid "$1" disk)")"
}

# our_first_sector NAME: the whole sector is ours: boot code that we write there, or none; and our table. A GPT's first
# sector does not show whose it is; its header does.
our_first_sector() {
	known_code "$dev/$1" || { found="boot code of somebody else's"; return 1; }
	entries="(00|80)......83......$(number_bytes $((boot_first / per_block)))$(number_bytes $(((root_first - boot_first) / per_block)))"
	entries="${entries}00......83......$(number_bytes $((root_first / per_block))).{8}"
	found="a partition table of somebody else's"
	case "$(hex_at "$dev/$1" 440 72 | sed -E \
		-e "s/^$(little_endian "$(made_number "$1" disk)")0000$entries(00){32}55aa\$/dos/" \
		-e 's/^00000000000000......ee......01000000.{8}(00){48}55aa$/gpt/')" in
		dos) first_sector=dos table=dos ;;
		gpt) first_sector=gpt ;;
		*) return 1 ;;
	esac
}

# known_code DEVICE: whether the boot code is what we write: none, Syslinux's mbr.bin or gptmbr.bin ("Multiple active
# partitions"; its other ones begin the same way), or GRUB's boot.img ("GRUB", "Geom", "Hard Disk", "Read", " Error").
known_code() {
	code_there=$(hex_at "$1" 0 440)
	case "$code_there" in
		33c0fa8ed88ed0bc007c89e606578ec0fbfcbf0006b90001f3a5ea1f06000052*4d756c7469706c652061637469766520706172746974696f6e73*) return 0 ;;
		eb63*47525542200047656f6d0048617264204469736b005265616400204572726f72*) return 0 ;;
		*[!0]*) return 1 ;;
	esac
}

# our_gap NAME: between the first sector and the first partition lie our mark, the list of a GPT of ours, or GRUB, whose
# first sector ends with the list of the sectors that follow; it takes less than 1024.
our_gap() {
	found="something before the first partition"
	gap_first=1
	if [ "$table" = gpt ]; then
		gap_first=$((2 * per_block + 32))
	elif [ "$table" = dos ] && hex_at "$dev/$1" 1012 12 | grep -Eq '^0200000000000000....2008$'; then
		! foreign_start "$dev/$1" 0 || return
		gap_first=1024
	fi
	is_zero "$dev/$1" "$gap_first" $((mark_sector - gap_first)) &&
		is_zero "$dev/$1" $((mark_sector + 1)) $((boot_first - mark_sector - 1))
}

our_partitions() {
	if ! reaches_root; then
		our_partition "$1" boot "$boot_first" "$disk_end"
		return
	fi
	our_partition "$1" boot "$boot_first" "$root_first" && our_end "$1" && our_partition "$1" root "$root_first" "$last"
}

# our_end NAME: sets `last` to where the last partition may end: before the second copy of our GPT, if there is one.
our_end() {
	last=$disk_end
	! gpt_header "$1" $((disk_end - per_block)) || last=$((disk_end - per_block - 32))
}

# our_partition NAME ROLE FIRST END: a partition is empty, or holds only what we make there.
our_partition() {
	if is_zero "$dev/$1" "$3" "$margin"; then
		! spare "$dev/$1" "$3" "$4" "$(made_uuid "$1" "$2" | tr -d -)" || { found="$found in the $2 partition"; return 1; }
		found="something at the end of the $2 partition"
		is_zero "$dev/$1" $(($4 - margin)) "$margin"
		return
	fi
	found="something in the $2 partition"
	made_here "$1" "$2" "$3" && ! foreign_start "$dev/$1" "$3" && ! foreign_end "$dev/$1" "$3" "$4" || return
	made="$made $2"
}

# made_here NAME ROLE FIRST: whether a file system or LUKS header of ours begins there.
made_here() {
	uuid=$(made_uuid "$1" "$2")
	offset=$(($3 * 512))
	# ext4: the superblock's own place; before it the boot sector is extlinux's, or zero.
	if holds "$dev/$1" $((offset + 1080)) 53ef && holds "$dev/$1" $((offset + 1128)) "$(printf '%s' "$uuid" | tr -d -)"; then
		is_zero "$dev/$1" $(($3 + 1)) 1 || return
		! is_zero "$dev/$1" "$3" 1 || return 0
		[ "$2" = boot ] && hex_at "$dev/$1" $((offset + 3)) 8 | grep -Eq '^(535953|455854)4c494e5558$'
		return
	fi
	case "$2" in
		boot) holds "$dev/$1" $((offset + 510)) 55aa && holds "$dev/$1" $((offset + 82)) 4641543332202020 &&
			holds "$dev/$1" $((offset + 67)) "$(little_endian "$(made_number "$1" boot)")" ;;
		root) holds "$dev/$1" "$offset" 4c554b53babe0002 &&
			holds "$dev/$1" $((offset + 168)) "$(printf '%s' "$uuid" | od -An -v -tx1 | tr -d ' \n')" ;;
	esac
}
