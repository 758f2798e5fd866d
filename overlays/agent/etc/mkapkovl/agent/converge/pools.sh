# shellcheck shell=dash disable=SC2154
# Storage pools of libvirt. Sourced, never run.

pools() {
	has_libvirt || {
		skip ''
		return
	}
	begin_step
	for pool in $(rows libvirt/pools.table | cut -f 1); do
		item pool "$pool" pool "$pool" "$(cell libvirt/pools.table "$pool" 2)"
	done
	for pool in $(removed_names pools); do
		needs pool '*' || {
			add_failure "cannot remove $pool, which is no longer in the profile: $reason"
			continue
		}
		[ "$(fact pool-info "$pool" State)" = running ] && attempt virsh -q pool-destroy "$pool"
		undefine pools pool-uuid "$pool" virsh -q pool-undefine "$pool"
	done
	finish_step
}

# pool POOL TYPE
pool() {
	define pools pool-uuid pool-define "$1" || return
	# Running guests keep their files of a folder open. Stopping other kinds of pools would unmount or deactivate them.
	[ "$defined_now$2" != yesdir ] || [ "$(fact pool-info "$1" State)" != running ] || attempt virsh -q pool-destroy "$1"
	pool_active "$1" "$2" "$(cell libvirt/pools.table "$1" 3)"
	autostart pool "$1" "$(cell libvirt/pools.table "$1" 4)"
}

# fact COMMAND NAME KEY: the value of a line that virsh prints.
fact() {
	virsh -q "$1" "$2" 2> /dev/null < /dev/null | sed -n "s/^$3: *//p"
}

# pool_active POOL TYPE PATH: only a folder is ever made; a volume group or an export is there or is not.
pool_active() {
	lacks_mount "$3" && return
	[ "$(fact pool-info "$1" State)" = running ] && return
	case $2 in
		dir) [ -d "$root$3" ] || attempt virsh -q pool-build "$1" || {
			add_failure "$1: $reason"
			return
		} ;;
		netfs) mkdir -p "$root$3" ;;
	esac
	if attempt virsh -q pool-start "$1"; then
		add_change "$1 started"
	else
		add_failure "$1: $reason"
	fi
}

# lacks_mount PATH: whether a file system of the profile belongs there and is not mounted. Whatever is written there would
# be on the system's disk, or in memory, and hidden later.
lacks_mount() {
	for folder in $(rows fstab | awk -v path="$1" 'index(path "/", $2 "/") == 1 { print $2 }'); do
		is_mounted "$folder" || {
			add_failure "$folder is not mounted"
			return
		}
	done
	return 1
}

# autostart KIND NAME yes|no: whether libvirtd starts a pool or a network by itself.
autostart() {
	[ "$(fact "$1-info" "$2" Autostart)" = "$3" ] && return
	disable=
	[ "$3" = yes ] || disable=--disable
	# shellcheck disable=SC2086
	if attempt virsh -q "$1-autostart" "$2" $disable; then
		add_change "$2 autostart $3"
	else
		add_failure "$2: $reason"
	fi
}
