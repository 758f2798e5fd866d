# shellcheck shell=dash disable=SC2154
# What is mounted from which disk, through partitions, encryption, LVM, RAID and the disks of a btrfs; and what holds
# the disks, mounted or not.

# block_layers: "block NUMBER NAME" for each block device, "part NAME DISK" for a partition, "lies UPPER LOWER" for what
# lies on what, "called NAME MAPPED" for those with a name of the device mapper, "cached NAME" for what bcache has,
# "together FILESYSTEM NAME" for the disks of a btrfs.
block_layers() {
	for folder in "$sys"/block/* "$sys"/block/*/*; do
		first_line "$folder/dev" || continue
		name=${folder##*/}
		echo "block $line $name"
		if [ -e "$folder/partition" ]; then
			disk=${folder%/*}
			echo "part $name ${disk##*/}"
		fi
		first_line "$folder/dm/name" && echo "called $name $line"
		[ ! -d "$folder/bcache" ] || echo "cached $name"
		for lower in "$folder"/slaves/*; do
			[ -e "$lower" ] && echo "lies $name ${lower##*/}"
		done
	done
	for member in "$sys"/fs/btrfs/*/devices/*; do
		[ -e "$member" ] || continue
		filesystem=${member%/devices/*}
		echo "together ${filesystem##*/} ${member##*/}"
	done
}

# zfs_pools: "pool NAME" for each imported pool, which only the tools of ZFS connect with disks; "member POOL DEVICE" if
# they are there.
zfs_pools() {
	for pool in "$proc"/spl/kstat/zfs/*; do
		[ ! -d "$pool" ] || echo "pool ${pool##*/}"
	done
	command -v zpool > /dev/null && timeout 10 zpool list -v -H -L -P 2> /dev/null |
		awk -F '\t' '$1 != "" { pool = $1 } $1 == "" && $2 ~ /^\/dev\// { print "member " pool " " $2 }'
}

mount_rows() {
	known=1
	if [ ! -r "$proc/self/mountinfo" ]; then
		note "what is mounted is unknown: $proc/self/mountinfo cannot be read" 'Mount /proc.'
		known=
	fi
	{
		block_layers
		zfs_pools
		for disk in $(disks); do
			echo "disk $disk"
		done
		[ -z "$known" ] || sed 's/^/mount /' "$proc/self/mountinfo"
		[ ! -r "$proc/swaps" ] || sed 's/^/swap /' "$proc/swaps"
	} | awk -v known="$known" '
		function named(source, name) {
			if (source !~ /^\/dev\//) return ""
			if (source ~ /^\/dev\/mapper\//) return mapped[substr(source, 13)]
			name = substr(source, 6)
			return name in is_block ? name : ""
		}
		# Everything below a device: names between blanks. A volume of ZFS (zd0) may be in any pool.
		function beneath(name, found, pool) {
			if (index(found, " " name " ")) return found
			found = found name " "
			if (name in filesystem) found = each(members[filesystem[name]], found)
			if (name ~ /^zd[0-9]/) for (pool in vdevs) found = each(vdevs[pool], found)
			return each(lies[name], found)
		}
		function each(names, found, below, count, one) {
			count = split(names, below, " ")
			for (one = 1; one <= count; one++) found = beneath(below[one], found)
			return found
		}
		function carry(name, place) { if (name != "") carry_all(name, place) }
		function carry_all(names, place, below, count, one) {
			count = split(each(names, " "), below, " ")
			for (one = 1; one <= count; one++) {
				if (!known || !(below[one] in disk) || (below[one], place) in seen) continue
				seen[below[one], place] = 1
				print "disks\t" below[one] "\tmounts\titem\t" place
			}
		}
		# A holder of a disk or of a partition of it, once.
		function hold(lower, holder, whole) {
			whole = lower in whole_of ? whole_of[lower] : lower
			if (!(whole in disk) || (whole, holder) in holds) return
			holds[whole, holder] = 1
			held[whole] = 1
			print "disks\t" whole "\theld_by\titem\t" holder
		}
		$1 == "block" { at[$2] = $3; is_block[$3] = 1 }
		$1 == "part" { whole_of[$2] = $3; lies[$2] = lies[$2] " " $3 }
		$1 == "lies" { lies[$2] = lies[$2] " " $3; upper[++layers] = $2; lower[layers] = $3 }
		$1 == "called" { mapped[$3] = $2; name_of[$2] = $3 }
		$1 == "cached" { cached[++caches] = $2 }
		$1 == "together" { filesystem[$3] = $2; members[$2] = members[$2] " " $3 }
		$1 == "disk" { disk[$2] = 1; order[++disks] = $2 }
		$1 == "pool" { pools[$2] = 1 }
		$1 == "member" && named($3) != "" {
			vdevs[$2] = vdevs[$2] " " named($3)
			vdev[++parts] = named($3)
			pool_of[parts] = $2
		}
		$1 == "mount" {
			for (field = 8; field <= NF && $field != "-"; field++);
			place = $6
			gsub(/\\040/, " ", place)
			gsub(/\\134/, "\\", place)
			split($(field + 2), dataset, "/")
			if ($(field + 1) == "zfs" && dataset[1] in vdevs) carry_all(vdevs[dataset[1]], place)
			else if ($(field + 1) == "zfs") hidden = 1
			else if ($4 in at) carry(at[$4], place)
			else {
				count = split($(field + 2), source, ":")
				for (one = 1; one <= count; one++) carry(named(source[one]), place)
			}
		}
		$1 == "swap" && $3 == "partition" { carry(named($2), "[SWAP]") }
		END {
			for (one = 1; one <= layers; one++) hold(lower[one], upper[one] (upper[one] in name_of ? " (" name_of[upper[one]] ")" : ""))
			for (one = 1; one <= parts; one++) hold(vdev[one], "zfs (" pool_of[one] ")")
			for (one = 1; one <= caches; one++) {
				whole = cached[one] in whole_of ? whole_of[cached[one]] : cached[one]
				if (!(whole in held)) hold(whole, "bcache")
			}
			for (pool in pools) if (!(pool in vdevs)) hidden = 1
			if (hidden) print "note"
			else for (one = 1; one <= disks; one++) {
				if (known) print "disks\t" order[one] "\tmounts\tlist\t"
				print "disks\t" order[one] "\theld_by\tlist\t"
			}
		}' | zfs_note
}

# zfs_note: copies rows, and reports that pools hide their disks. What such a pool has is null, not empty.
zfs_note() {
	while IFS= read -r line; do
		if [ "$line" = note ]; then
			note 'which disks ZFS has is unknown: only its own tools show it' 'zpool status names them.'
		else
			printf '%s\n' "$line"
		fi
	done
}
