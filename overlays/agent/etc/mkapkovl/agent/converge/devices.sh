# shellcheck shell=dash disable=SC2154
# Whether the devices of guests are bound and isolated. Reads only. Sourced, never run.

# device_ready ADDRESS [ADDRESS...]: whether a guest that has the second ones may start with the first: it is the device
# that the profile means, it is bound, and the host uses no device of its IOMMU group. `reason` says why not.
device_ready() {
	device=$sys/bus/pci/devices/$1
	meant=$(meant_at "$1")
	[ -d "$device" ] || {
		refuse "there is no device $1$(moved "$meant")"
		return
	}
	actual=$(id_of "$1")
	[ -z "$meant" ] || [ -z "$actual" ] || [ "$meant" = "$actual" ] || {
		refuse "expected $meant at $1, found $actual$(moved "$meant")"
		return
	}
	[ -d "$device/iommu_group/devices" ] || {
		refuse "device $1 has no IOMMU group: the IOMMU is off in the firmware or on the kernel command line"
		return
	}
	for other in "$device" "$device/iommu_group/devices"/*; do
		# Ports and bridges may keep their driver (kernel, vfio_dev_driver_allowed).
		case $(cat "$other/class" 2> /dev/null) in 0x0604*) continue ;; esac
		driver=$(driver_at "$other")
		case $driver in
			vfio-pci) continue ;;
			'' | pci-stub) [ "$other" = "$device" ] || continue ;;
		esac
		case " ${2:-} " in *" ${other##*/} "*) ! comes_late "$other" || continue ;; esac
		if [ "${other##*/}" = "$1" ]; then
			lending=
			[ -z "$(cell loans "$1" 1)" ] || lending='; it is on loan: run mkapkovl-host lend and the name of the guest'
			refuse "device $1 is bound to ${driver:-no driver}, not to vfio-pci$lending"
		else
			refuse "device ${other##*/} is in the IOMMU group of $1, but bound to $driver"
		fi
		return
	done
}

# meant_at ADDRESS: the id of the device that the profile, or the facts that it was made with, have there.
meant_at() {
	{
		rows devices | awk -F '\t' -v address="$1" '$1 == "address" && $2 == address { print $3 }'
		cell groups "$1" 4
	} | grep -v -e '^-*$' | head -n 1
}

# moved ID: says where a device with that id is now, of those that the profile does not have anyway.
moved() {
	[ -n "$1" ] || return 0
	for each in "$sys/bus/pci/devices"/*; do
		[ "$(id_of "${each##*/}")" = "$1" ] || continue
		! { rows devices | cut -f 2; rows groups | cut -f 1; } | grep -qxF "${each##*/}" || continue
		printf '; a device with the id %s is at %s now' "$1" "${each##*/}"
		return
	done
}

# comes_late PATH: whether libvirt may unbind a device from its driver when the guest starts: the profile does not keep it
# from the host at boot, and it is no disk, network or USB controller, whose drivers cannot be unbound safely.
comes_late() {
	[ -z "$(cell loans "${1##*/}" 1)" ] || return 1
	case $(cat "$1/class" 2> /dev/null) in 0x01* | 0x02* | 0x0c03* | 0x0c04* | '') return 1 ;; esac
	known=$(cat "$1/vendor" "$1/device" 2> /dev/null | sed 's/^0x//' | paste -s -d : -)
	! rows devices | cut -f 2 | grep -qxF -e "${1##*/}" -e "${known:--}"
}

driver_at() {
	driver_link=$(readlink "$1/driver") && echo "${driver_link##*/}"
}

# group_kept ADDRESS: whether the group of a device is the same as when the facts were collected; its number may change.
group_kept() {
	expected=$(cell groups "$1" 3)
	[ -n "$expected" ] || return 0
	# Addresses have no blanks.
	# shellcheck disable=SC2012
	found=$(ls "$sys/bus/pci/devices/$1/iommu_group/devices" 2> /dev/null | LC_ALL=C sort | paste -s -d , -)
	[ "$found" = "$expected" ] ||
		refuse "the IOMMU group of $1 is ${found:-missing} now, but was $expected when the facts were collected"
}
