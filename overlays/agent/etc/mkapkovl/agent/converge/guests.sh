# shellcheck shell=dash disable=SC2034,SC2154
# Guests: defined, and started when everything that they need is there. Sourced, never run.

# guests: only those that we defined are ever touched. A running one is not restarted, a removed one keeps its disks.
guests() {
	has_libvirt || {
		skip ''
		return
	}
	needs services || return
	begin
	for guest in $(rows libvirt/guests.table | cut -f 1); do
		define domains domuuid define "$guest"
	done
	for guest in $(gone domains); do
		# One that runs goes on until it is shut down: libvirt then forgets it.
		undefine domains domuuid "$guest" virsh -q undefine "$guest" --keep-nvram --keep-tpm --snapshots-metadata
	done
	settled
}

# guest_started GUEST: once after each boot, if it is to start by itself. One that somebody shut down stays down.
guest_started() {
	[ "$(cell libvirt/guests.table "$1" 2)" = yes ] || {
		skip 'it does not start by itself'
		return
	}
	once=$root/run/mkapkovl/started/$1
	[ ! -e "$once" ] || {
		skip ''
		return
	}
	devices=$(cell libvirt/guests.table "$1" 3 | sed 's/^-$//' | tr , ' ')
	if [ -n "$devices" ] && is_rescue; then
		skip 'it has devices, and this is the rescue entry'
		return
	fi
	needs guests networks || return
	case $(virsh -q domstate "$1" 2> /dev/null < /dev/null | head -n 1) in
		'shut off' | crashed) ;;
		'')
			refuse 'libvirt does not know it'
			return
			;;
		*)
			: | write_file "$once"
			skip ''
			return
			;;
	esac
	disks_there "$1" || return
	for device in $devices; do
		device_ready "$device" || return
	done
	attempt virsh -q start "$1" || return
	: | write_file "$once"
	reason=
}

is_rescue() {
	case " $(cat "$proc/cmdline") " in *' mkapkovl=rescue '*) ;; *) return 1 ;; esac
}

# disks_there GUEST: the volumes that this stage makes.
disks_there() {
	for each in $(rows libvirt/volumes.table | awk -F '\t' -v guest="$1" '$1 == guest { print $4 }'); do
		[ -e "$root$each" ] || {
			refuse "its disk $each is not there"
			return
		}
	done
}

# device_ready ADDRESS: bound to vfio-pci, and nothing else of its group is in the host's hands. Only looks.
device_ready() {
	device=$sys/bus/pci/devices/$1
	[ -d "$device" ] || {
		refuse "there is no device $1"
		return
	}
	driver=$(driver_of "$device")
	[ "$driver" = vfio-pci ] || {
		refuse "device $1 is bound to ${driver:-no driver}, not to vfio-pci"
		return
	}
	[ -d "$device/iommu_group/devices" ] || {
		refuse "device $1 has no IOMMU group: is the IOMMU switched on in the firmware?"
		return
	}
	for other in "$device/iommu_group/devices"/*; do
		# Ports and bridges may keep their driver (kernel, vfio_dev_driver_allowed).
		case $(cat "$other/class" 2> /dev/null) in 0x0604*) continue ;; esac
		driver=$(driver_of "$other")
		case $driver in
			'' | vfio-pci | pci-stub) ;;
			*)
				refuse "device ${other##*/} is in the group of $1 and bound to $driver"
				return
				;;
		esac
	done
}

driver_of() {
	driver_link=$(readlink "$1/driver") && echo "${driver_link##*/}"
}
