# shellcheck shell=dash disable=SC2154
# What is mounted from which disk, through partitions, encryption, LVM, RAID and the disks of a btrfs.

# block_layers: "block NUMBER NAME" for each block device, "lies UPPER LOWER" for what lies on what, "called NAME MAPPED"
# for those with a name of the device mapper, "together FILESYSTEM NAME" for the disks of a btrfs.
block_layers() {
	for folder in "$sys"/block/* "$sys"/block/*/*; do
		first_line "$folder/dev" || continue
		name=${folder##*/}
		echo "block $line $name"
		if [ -e "$folder/partition" ]; then
			disk=${folder%/*}
			echo "lies $name ${disk##*/}"
		fi
		first_line "$folder/dm/name" && echo "called $name $line"
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

mount_rows() {
	if [ ! -r "$proc/self/mountinfo" ]; then
		note "what is mounted is unknown: $proc/self/mountinfo cannot be read" 'Mount /proc.'
		return
	fi
	{
		block_layers
		for disk in $(disks); do
			echo "disk $disk"
		done
		sed 's/^/mount /' "$proc/self/mountinfo"
		[ ! -r "$proc/swaps" ] || sed 's/^/swap /' "$proc/swaps"
	} | awk '
		function named(source, name) {
			if (source !~ /^\/dev\//) return ""
			if (source ~ /^\/dev\/mapper\//) return mapped[substr(source, 13)]
			name = substr(source, 6)
			return name in known ? name : ""
		}
		# Everything below a device: names between blanks.
		function beneath(name, found, below, count, one) {
			if (index(found, " " name " ")) return found
			found = found name " "
			if (name in filesystem) found = each(members[filesystem[name]], found)
			return each(lies[name], found)
		}
		function each(names, found, below, count, one) {
			count = split(names, below, " ")
			for (one = 1; one <= count; one++) found = beneath(below[one], found)
			return found
		}
		function carry(name, place, below, count, one) {
			if (name == "") return
			count = split(beneath(name, " "), below, " ")
			for (one = 1; one <= count; one++) {
				if (!(below[one] in disk) || (below[one], place) in seen) continue
				seen[below[one], place] = 1
				print "disks\t" below[one] "\tmounts\titem\t" place
			}
		}
		$1 == "block" { at[$2] = $3; known[$3] = 1 }
		$1 == "lies" { lies[$2] = lies[$2] " " $3 }
		$1 == "called" { mapped[$3] = $2 }
		$1 == "together" { filesystem[$3] = $2; members[$2] = members[$2] " " $3 }
		$1 == "disk" { disk[$2] = 1; order[++disks] = $2 }
		$1 == "mount" {
			for (field = 8; field <= NF && $field != "-"; field++);
			place = $6
			gsub(/\\040/, " ", place)
			gsub(/\\134/, "\\", place)
			if ($(field + 1) == "zfs") hidden = 1
			if ($4 in at) carry(at[$4], place)
			else {
				count = split($(field + 2), source, ":")
				for (one = 1; one <= count; one++) carry(named(source[one]), place)
			}
		}
		$1 == "swap" && $3 == "partition" { carry(named($2), "[SWAP]") }
		# Only the tools of ZFS show the disks of its pools.
		END { if (!hidden) for (one = 1; one <= disks; one++) print "disks\t" order[one] "\tmounts\tlist\t" }'
	if grep -q ' - zfs ' "$proc/self/mountinfo"; then
		note 'which disks ZFS is mounted from is unknown: only its own tools show it' 'zpool status names them.'
	fi
}
