# shellcheck shell=dash disable=SC2154
# Disks that the host itself uses. Disk names change between boots, and a profile may have been checked without facts:
# so this checks, before a guest is defined or started, which disks its names mean now. Reads only. Sourced, never run,
# after converge/tools.sh.

# shellcheck source=/dev/null
. "$agent/pci.sh"

# no_host_disk GUEST: whether the host uses none of the disks in its definition; `reason` says which one it uses.
no_host_disk() {
	# Paths of devices have no blanks.
	# shellcheck disable=SC2013
	for given in $(grep -o '/dev/[A-Za-z0-9_.:/#+=@-]*' "$data/libvirt/domains/$1.xml" 2> /dev/null | sort -u); do
		! is_host_disk "$given" || {
			refuse "the host itself uses the disk $given: $reason"
			return
		}
	done
}

# is_host_disk PATH: whether a disk, partition or volume is what the host uses, or has that on it; `reason` says what for.
is_host_disk() {
	asked=$(block_named "$1")
	[ -n "$asked" ] || return 1
	reason=$(own_blocks | awk -F '\t' -v asked="$asked" '$1 == asked { print $2; exit }')
	[ -n "$reason" ]
}

# block_named PATH: the kernel's name of what a path in /dev means now; nothing if it is not there, or no disk. A volume
# of LVM is a node of its own in /dev/mapper where there is no udev.
block_named() {
	[ -e "$dev/${1#/dev/}" ] || return 0
	node=$(readlink -f "$dev/${1#/dev/}")
	node=${node##*/}
	for block in "$sys/class/block/$node" "$sys"/class/block/dm-*; do
		[ -e "$block" ] || continue
		if [ "${block##*/}" = "$node" ] || [ "$(cat "$block/dm/name" 2> /dev/null)" = "$node" ]; then
			echo "${block##*/}"
			return
		fi
	done
}

# own_blocks: name TAB what for, of all that the host uses, and of what that lies on: encryption, RAID, volume groups,
# partitions, whole disks.
own_blocks() {
	{
		mounted_below / 2> /dev/null | while read -r number place node; do
			for used in $(blocks_of "$number" "$node"); do
				used=$(readlink -f "$used")
				printf '%s\tit is mounted at %s\n' "${used##*/}" "$place"
			done
		done
		sed 1d "$proc/swaps" 2> /dev/null | while read -r node kind _; do
			[ "$kind" != partition ] || name_for "$node" 'it is used as swap'
		done
		{ rows fstab; rows filled; } | awk '!/^#/ { print $1, $2 }' | while read -r device folder; do
			name_for "$(path_of "$device")" "the profile mounts it at $folder"
		done
		own_pools
	} | while IFS=$tab read -r name what; do
		for part in $(below "$name" | sort -u); do printf '%s\t%s\n' "$part" "$what"; done
	done
}

# own_pools: what pools lie on that are no folders. Their own volumes are what guests are given.
own_pools() {
	for pool in $(rows libvirt/pools.table | cut -f 1); do
		source=$(sed -n "s:.*<device path='\([^']*\)'.*:\1:p" "$data/libvirt/pools/$pool.xml" 2> /dev/null)
		[ -z "$source" ] || name_for "$source" "it belongs to the pool $pool"
		[ "$(cell libvirt/pools.table "$pool" 2)" = logical ] || continue
		group=$(cell libvirt/pools.table "$pool" 3)
		pvs --noheadings -o pv_name -S "vg_name=${group##*/}" 2> /dev/null < /dev/null | while read -r volume; do
			name_for "$volume" "it belongs to the pool $pool"
		done
	done
	# Mounts do not show which disks ZFS uses.
	zpool status -P 2> /dev/null < /dev/null | while read -r member _; do
		case $member in /dev/*) name_for "$member" 'it belongs to a ZFS pool' ;; esac
	done
}

# name_for PATH WHAT: a row of own_blocks.
name_for() {
	name=$(block_named "$1")
	[ -z "$name" ] || printf '%s\t%s\n' "$name" "$2"
}

# path_of DEVICE: of fstab; UUID=… and the like are links that udev and mdev make.
path_of() {
	case $1 in
		UUID=*) echo "/dev/disk/by-uuid/${1#*=}" ;;
		LABEL=*) echo "/dev/disk/by-label/${1#*=}" ;;
		PARTUUID=*) echo "/dev/disk/by-partuuid/${1#*=}" ;;
		PARTLABEL=*) echo "/dev/disk/by-partlabel/${1#*=}" ;;
		*) echo "$1" ;;
	esac
}

# below NAME: it, the whole disk that it is a partition of, and all that these lie on.
below() {
	echo "$1"
	place=$(readlink -f "$sys/class/block/$1") || return 0
	if [ -e "$place/partition" ]; then
		place=${place%/*}
		echo "${place##*/}"
	fi
	for slave in "$sys/class/block/$1/slaves"/* "$place/slaves"/*; do
		# A shell without local variables: each level has a process of its own.
		[ ! -e "$slave" ] || (below "${slave##*/}")
	done
}
