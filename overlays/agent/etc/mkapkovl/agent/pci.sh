# shellcheck shell=dash disable=SC2154
# PCI devices in sysfs: what they are, and what the running system needs them for. Sourced after common.sh; reads only
# /sys, /proc and configuration, because the initramfs has nothing else.

# id_of ADDRESS: vendor:device as lspci prints it, or nothing.
id_of() {
	[ -r "$sys/bus/pci/devices/$1/vendor" ] || return 0
	sed 's/^0x//' "$sys/bus/pci/devices/$1/vendor" "$sys/bus/pci/devices/$1/device" | paste -s -d : -
}

# class_of ADDRESS: six digits, the first two of which are the kind of device.
class_of() {
	sed 's/^0x//' "$sys/bus/pci/devices/$1/class"
}

# driver_of ADDRESS: the driver that the device is bound to, or nothing.
driver_of() {
	[ -e "$sys/bus/pci/devices/$1/driver" ] || return 0
	held=$(readlink "$sys/bus/pci/devices/$1/driver")
	echo "${held##*/}"
}

# pci_behind PATH: the PCI devices on the way to a device of sysfs, one a line, nearest last.
pci_behind() {
	readlink -f "$1" | tr / '\n' | grep -E '^[0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]$'
}

# pci_behind_disk PATH: the same for a block device, through partitions, encryption, LVM and RAID down to all disks.
pci_behind_disk() {
	pci_behind "$1"
	# A multipath NVMe disk is not below any of its controllers in sysfs, but below their group.
	for way in "$(readlink -f "$1")"/../nvme[0-9]* "$(readlink -f "$1")"/../../nvme[0-9]*; do
		[ -L "$way" ] && pci_behind "$way"
	done
	for below in "$1"/slaves/*; do
		# A shell without local variables: each level has a process of its own.
		[ -e "$below" ] && (pci_behind_disk "$below")
	done
	return 0
}

# mounted_below FOLDER: number, mount point and node of every mount at or below FOLDER.
mounted_below() {
	awk -v top="${1%/}" '$5 == (top == "" ? "/" : top) || index($5, top "/") == 1 {
		for (i = 7; i < NF && $i != "-"; i++);
		print $3, $5, $(i + 2)
	}' "$proc/self/mountinfo"
}

# blocks_of NUMBER NODE: the block devices that a mounted file system is on. btrfs has numbers of its own, and may be on
# several devices (kernel, fs/btrfs/sysfs.c).
blocks_of() {
	if [ -e "$sys/dev/block/$1" ]; then
		echo "$sys/dev/block/$1"
		return
	fi
	for block in "$sys/class/block/${2##*/}" "$sys"/class/block/dm-*; do
		[ "${block##*/}" = "${2##*/}" ] || [ "$(cat "$block/dm/name" 2> /dev/null)" = "${2##*/}" ] || continue
		[ ! -e "$block" ] || echo "$block"
		for member in "$sys"/fs/btrfs/*/devices/"${block##*/}"; do
			[ ! -e "$member" ] || for other in "${member%/*}"/*; do echo "$other"; done
		done
	done
}

# root_is_known FOLDER: whether the disk of FOLDER's file system can be determined. That of ZFS cannot.
root_is_known() {
	mounted_below "$1" | while read -r number place node; do
		[ "${place%/}" != "${1%/}" ] || blocks_of "$number" "$node"
	done | grep -q .
}

# carriers_of_mounts FOLDER: address TAB what, for every mount at or below FOLDER.
carriers_of_mounts() {
	mounted_below "$1" | while read -r number place node; do
		inside=${place#"${1%/}"}
		what="the file system on ${inside:-/}"
		[ "${inside:-/}" != / ] || what='the root file system'
		blocks_of "$number" "$node" | while read -r block; do pci_behind_disk "$block"; done | sed "s|\$|$tab$what|"
	done
}

# ports: the names and MAC addresses of the network cards that are configured, one a line.
ports() {
	[ ! -r "$root/etc/mactab" ] || awk '!/^#/ { print tolower($2) }' "$root/etc/mactab"
	[ ! -r "$root/etc/network/interfaces" ] || awk '
		$1 == "iface" || $1 == "auto" { print $2 }
		$1 ~ /^(bridge[-_]ports|bond[-_](members|slaves)|slaves|vlan[-_]raw[-_]device)$/ {
			for (field = 2; field <= NF; field++) print $field
		}' "$root/etc/network/interfaces" | sed 'p; s/\.[0-9]*$//'
}

# carriers_of_ports: address TAB what, for each network card that is configured.
carriers_of_ports() {
	wanted_ports=" $(ports | tr '\n' ' ') "
	for card in "$sys"/class/net/*; do
		[ -e "$card/device" ] || continue
		case "$wanted_ports" in
			*" ${card##*/} "* | *" $(cat "$card/address") "*) ;;
			*) continue ;;
		esac
		pci_behind "$card" | sed "s|\$|${tab}the network port ${card##*/}|"
	done
}

# carriers_of_keyboards WANTED: address TAB what, for the keyboards that are behind WANTED devices, if no other is left.
carriers_of_keyboards() {
	lost=
	for keys in "$sys"/class/input/input*/capabilities/key; do
		[ -r "$keys" ] || continue
		# A keyboard has all of the first 31 keys; udev uses the same rule (udev-builtin-input_id.c).
		case $(cat "$keys") in *[fF][fF][fF][fF][fF][fF][fF][eEfF]) ;; *) continue ;; esac
		here=
		for address in $(pci_behind "${keys%/capabilities/key}"); do
			case " $1 " in *" $address "*) here="$here $address" ;; esac
		done
		[ -n "$here" ] || return 0
		lost="$lost$here"
	done
	for address in $lost; do
		printf '%s\tthe only keyboard\n' "$address"
	done
}

# keepers FOLDER: address TAB id TAB what, for the devices that a system below FOLDER needs at every boot.
keepers() {
	{
		carriers_of_mounts "$1"
		carriers_of_ports
	} | while IFS=$tab read -r address what; do
		# Bridges are above everything and never bound to vfio-pci; media come and go.
		case "$(class_of "$address") $what" in 06* | *' on /media/'*) continue ;; esac
		printf '%s\t%s\t%s\n' "$address" "$(id_of "$address")" "$what"
	done | sort -u
}

# kept ADDRESS: what the host needs the device for, by the table that `bind.sh keep` printed when all drivers were loaded.
# A device that has moved since is recognised by its id.
kept() {
	rows keep | while IFS=$tab read -r address id what; do
		[ "$id" = "$(id_of "$1")" ] || continue
		if [ "$address" = "$1" ] || [ "$(id_of "$address")" != "$id" ]; then
			echo "$what"
			break
		fi
	done
}
