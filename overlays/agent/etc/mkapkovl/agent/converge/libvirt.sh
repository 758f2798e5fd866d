# shellcheck shell=dash disable=SC2154
# libvirt's surroundings, and the services. Sourced, never run.

# has_libvirt: whether the profile has anything for libvirt.
has_libvirt() {
	[ -r "$data/libvirt/pools.table" ] || [ -r "$data/libvirt/guests.table" ]
}

libvirt() {
	has_libvirt || {
		skip ''
		return
	}
	needs packages || return
	begin
	qemu_account
	memory_lock
	settled
}

# qemu_account: the user that guests run as, which package qemu makes, and its folder for the firmware's variables.
qemu_account() {
	user=$(sed -n 's/^user *= *"\(.*\)"/\1/p' "$root/etc/libvirt/qemu.conf" 2> /dev/null)
	group=$(sed -n 's/^group *= *"\(.*\)"/\1/p' "$root/etc/libvirt/qemu.conf" 2> /dev/null)
	[ -n "$user" ] || return 0
	[ -n "$(account_field "$user" 1)" ] || missed "there is no user $user"
	grep -q "^$group:" "$root/etc/group" || missed "there is no group $group"
	[ -z "$failures" ] || return 0
	nvram=$root/var/lib/libvirt/qemu/nvram
	[ "$(stat -c %U:%G "$nvram" 2> /dev/null)" = "$user:$group" ] && return
	if mkdir -p "$nvram" && attempt chown "$user:$group" "${nvram%/*}" "$nvram"; then
		changed "$nvram"
	else
		missed "$nvram: $reason"
	fi
}

# memory_is_locked: a guest with a PCI device has all of its memory locked, and huge pages are locked too.
memory_is_locked() {
	grep -qs . "$data/devices" || [ -e "$root/etc/conf.d/mkapkovl-hugepages" ] ||
		grep -qsE '<hostdev [^>]*type=.pci|<hugepages|<locked' "$data"/libvirt/domains/*.xml
}

# Expanded by OpenRC, which sources the file: another limit that is set above stays.
# shellcheck disable=SC2016
unlimited='rc_ulimit="${rc_ulimit:-} -l unlimited"'

# memory_lock: libvirtd raises the limit of each guest, up to its own.
memory_lock() {
	memory_is_locked || return 0
	settings=$root/etc/conf.d/libvirtd
	grep -qs '^rc_ulimit=.*-l unlimited' "$settings" && return
	{
		cat "$settings" 2> /dev/null
		echo "$unlimited"
	} | write_file "$settings"
	changed "$settings"
}

# services: every service of the runlevels runs; a link whose package was not there at boot was passed over by OpenRC.
services() {
	begin
	tries=60
	while [ -e "$root/run/openrc/rc.starting" ] && [ "$tries" -gt 0 ]; do
		tries=$((tries - 1))
		pause 2
	done
	for link in "$root/etc/runlevels/sysinit"/* "$root/etc/runlevels/boot"/* "$root/etc/runlevels/default"/*; do
		[ -e "$link" ] || [ -h "$link" ] || continue
		started "${link##*/}"
	done
	libvirtd_reads_its_files
	has_libvirt && [ -z "$failures" ] && libvirtd_answers
	settled
}

# is_started SERVICE. 0 is started, 8 is starting, 16 is inactive: waiting for something (openrc-run.sh).
is_started() {
	rc-service "$1" status > /dev/null 2>&1 < /dev/null
	case $? in 0 | 8 | 16) ;; *) return 1 ;; esac
}

# started SERVICE
started() {
	case $1 in mkapkovl-converge | mkapkovl-install) return ;; esac
	if [ ! -e "$root/etc/init.d/$1" ]; then
		missed "there is no service $1"
		return
	fi
	is_started "$1" && return
	if attempt rc-service "$1" start; then
		changed "$1 started"
	else
		missed "$1: $reason"
	fi
}

# libvirtd_reads_its_files: restarts it if its configuration is younger than it is. Guests run on.
libvirtd_reads_its_files() {
	process=$root/run/libvirtd.pid
	[ -e "$process" ] || return 0
	for file in "$root/etc/libvirt/libvirtd.conf" "$root/etc/libvirt/qemu.conf" "$root/etc/conf.d/libvirtd"; do
		[ "$file" -nt "$process" ] || continue
		if attempt rc-service libvirtd restart; then
			changed 'libvirtd restarted'
		else
			missed "libvirtd: $reason"
		fi
		return
	done
}

libvirtd_answers() {
	tries=30
	while ! virsh -q uri > /dev/null 2>&1 < /dev/null; do
		tries=$((tries - 1))
		[ "$tries" -gt 0 ] || {
			missed 'libvirtd does not answer'
			return
		}
		pause 1
	done
}
