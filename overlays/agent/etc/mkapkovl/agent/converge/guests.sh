# shellcheck shell=dash disable=SC2034,SC2154
# Guests: defined, and started when everything that they need exists. Sourced, never run.

# shellcheck source=/dev/null
. "$agent/converge/devices.sh"
# shellcheck source=/dev/null
. "$agent/converge/host-disks.sh"

# guests: only those that we defined are ever touched. A running one is not restarted, a removed one keeps its disks.
guests() {
	has_libvirt || {
		skip ''
		return
	}
	begin_step
	for guest in $(rows libvirt/guests.table | cut -f 1); do
		item domain "$guest" domain "$guest"
	done
	for guest in $(removed_names domains); do
		needs domain '*' || {
			add_failure "cannot remove $guest, which is no longer in the profile: $reason"
			continue
		}
		# One that runs goes on until it is shut down: libvirt then forgets it.
		undefine domains domuuid "$guest" virsh -q undefine "$guest" --keep-nvram --keep-tpm --snapshots-metadata
	done
	finish_step
}

# domain GUEST: defined, unless a disk of the host would be its own.
domain() {
	no_host_disk "$1" || {
		add_failure "$1: $reason"
		return 1
	}
	define domains domuuid define "$1"
}

# guest_started GUEST: starts it once after each boot, if its autostart is on. A guest that somebody shut down stays down.
guest_started() {
	[ "$(cell libvirt/guests.table "$1" 2)" = yes ] || {
		skip 'its autostart is off'
		return
	}
	once=$root/run/mkapkovl/started/$1
	[ ! -e "$once" ] || {
		skip ''
		return
	}
	devices=$(devices_of "$1")
	if [ -n "$devices" ] && is_rescue; then
		skip 'it uses PCI devices, and the rescue entry binds none'
		return
	fi
	mediated=$(mediated_of "$1")
	if [ -n "$mediated" ] && is_rescue; then
		skip 'it uses mediated devices, and the rescue entry makes none'
		return
	fi
	needs guest "$1" || return
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
	disks_there "$1" && no_host_disk "$1" || return
	for uuid in $mediated; do
		is_mediated_there "$uuid" || refuse "its mediated device $uuid is missing" || return
	done
	others=
	for address in $devices; do
		device_ready "$address" "$devices" || return
		group_kept "$address" || others="${others:+$others; }$reason"
	done
	attempt virsh -q start "$1" || return
	: | write_file "$once"
	reason=$others
}

# devices_of GUEST: their PCI addresses.
devices_of() {
	cell libvirt/guests.table "$1" 3 | sed 's/^-$//' | tr , ' '
}

# mediated_of GUEST: the UUIDs of its mediated devices.
mediated_of() {
	cell libvirt/guests.table "$1" 4 | sed 's/^-$//' | tr , ' '
}

is_rescue() {
	case " $(cat "$proc/cmdline") " in *' mkapkovl=rescue '*) ;; *) return 1 ;; esac
}

# disks_there GUEST: the volumes that this stage makes.
disks_there() {
	for each in $(rows libvirt/volumes.table | awk -F '\t' -v guest="$1" '$1 == guest { print $4 }'); do
		[ -e "$root$each" ] || {
			refuse "its disk $each is missing"
			return
		}
	done
}

