# shellcheck shell=dash disable=SC2034,SC2154
# Signatures that may lie over or behind a file system that is still to be recognised: what its owner made later need
# not overwrite its superblock. Offsets are those of util-linux's libblkid; busybox's blkid knows few of them.
# Reads only. Sourced by choose.sh.

# hex_at DEVICE OFFSET LENGTH: the bytes that lie there, in hexadecimal digits.
hex_at() {
	dd if="$1" bs=1 skip="$2" count="$3" 2> /dev/null | od -An -v -tx1 | tr -d ' \n'
}

# holds DEVICE OFFSET HEX: whether these bytes lie there.
holds() {
	[ "$(hex_at "$1" "$2" $((${#3} / 2)))" = "$3" ]
}

# Name, offset and bytes, from the start of a partition.
foreign_at_start='LVM 0 4c4142454c4f4e45;LVM 512 4c4142454c4f4e45;LVM 1536 4c4142454c4f4e45;Stratis 516 2153747261307469
RAID 0 fc4e2ba9;RAID 4096 fc4e2ba9;bcache 4120 c68573f64e1a45ca8265f57f48ba6d81;bcachefs 4120 c68573f66b1a45ca8265f57f48ba6d81
swap 4086 535741505350414345;swap 4086 535741502d5350414345;ZFS 16384 0101000000000000;JFS 32768 4a465331
ISO9660 32769 4344303031;UDF 32769 4245413031;GFS2 65536 01161970;ReiserFS 65588 52654973457246
ReiserFS 65588 5265497345723246;btrfs 65600 5f42485266535f4d'

# foreign DEVICE SECTOR COUNT TABLE: whether one of a table is in these sectors; `found` gets its name.
foreign() {
	name=$(dd if="$1" bs=512 skip="$2" count="$3" 2> /dev/null | od -An -v -tx1 | tr -d ' \n' |
		awk -v table="$(printf '%s' "$4" | tr '\n' ';')" '{
			for (i = split(table, rows, ";"); i > 0; i--) {
				split(rows[i], row, " ")
				if (row[3] != "" && substr($0, 2 * row[2] + 1, length(row[3])) == row[3]) { print row[1]; exit }
			}
		}')
	[ -n "$name" ] && found="$found ($name)"
}

# foreign_start DEVICE SECTOR: whether there is one of them.
foreign_start() {
	foreign "$1" "$2" 136 "$foreign_at_start"
}

# foreign_end DEVICE FIRST END: the same of what RAIDs, DRBD and ZFS leave at the end of a partition, and GPT at that of a
# disk. The places count from the start, in units of their own, so they depend on the size.
foreign_end() {
	size=$((($3 - $2) * 512))
	from=$((size - 131072))
	foreign "$1" $(($3 - 256)) 256 "RAID $((size - size % 65536 - 65536 - from)) fc4e2ba9
RAID $((size - size % 65536 - 65536 - from)) a92b4efc
RAID $((size - 8192 - size % 4096 - from)) fc4e2ba9
RAID $((size - 1024 - from)) 496e74656c2052616964
RAID $((size - 512 - from)) de11de11
DRBD $((size - 4096 + 60 - from)) 8374026b
GPT $((size - 512 - from)) 4546492050415254" && return
	# Two labels of 256 KiB each, whose pairs of names and values begin behind 16 KiB.
	labels=$(($2 + (size - size % 262144) / 512))
	foreign "$1" $((labels - 1024 + 32)) 1 'ZFS 0 0101000000000000' || foreign "$1" $((labels - 512 + 32)) 1 'ZFS 0 0101000000000000'
}
