# shellcheck shell=dash disable=SC2154
# The settings and the daemon of libvirt. Sourced, never run.

# has_libvirt: whether the profile has anything for libvirt.
has_libvirt() {
	[ -r "$data/libvirt/pools.table" ] || [ -r "$data/libvirt/guests.table" ]
}

libvirt() {
	has_libvirt || {
		skip ''
		return
	}
	needs step libvirt || return
	begin_step
	qemu_account
	memory_lock
	finish_step
}

# qemu_account: the user that guests run as, which package qemu makes, and its folder for the firmware's variables.
qemu_account() {
	user=$(sed -n 's/^user *= *"\(.*\)"/\1/p' "$root/etc/libvirt/qemu.conf" 2> /dev/null)
	group=$(sed -n 's/^group *= *"\(.*\)"/\1/p' "$root/etc/libvirt/qemu.conf" 2> /dev/null)
	[ -n "$user" ] || return 0
	[ -n "$(account_field "$user" 1)" ] || add_failure "there is no user $user"
	grep -q "^$group:" "$root/etc/group" || add_failure "there is no group $group"
	[ -z "$failures" ] || return 0
	nvram=$root/var/lib/libvirt/qemu/nvram
	[ "$(stat -c %U:%G "$nvram" 2> /dev/null)" = "$user:$group" ] && return
	if mkdir -p "$nvram" && attempt chown "$user:$group" "${nvram%/*}" "$nvram"; then
		add_change "$nvram"
	else
		add_failure "$nvram: $reason"
	fi
}

# memory_is_locked: a guest with a PCI or mediated device has all of its memory locked, and huge pages are locked too.
memory_is_locked() {
	grep -qs . "$data/devices" || [ -e "$root/etc/conf.d/mkapkovl-hugepages" ] ||
		grep -qsE '<hostdev [^>]*type=.(pci|mdev)|<interface type=.hostdev|<hugepages|<locked' "$data"/libvirt/domains/*.xml
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
	add_change "$settings"
}

# libvirtd: guests, pools and networks wait for it and for no other service.
libvirtd() {
	has_libvirt || {
		skip ''
		return
	}
	needs step libvirtd || return
	begin_step
	runlevels_are_through
	# It needs the cgroup hierarchy; if that fails, the services step reports it.
	[ ! -e "$root/etc/init.d/cgroups" ] || is_started cgroups || attempt rc-service cgroups start
	started libvirtd
	libvirtd_reads_its_files
	[ -n "$failures" ] || libvirtd_answers
	finish_step
}

# libvirtd_reads_its_files: restarts it if its configuration is newer than its process. Guests keep running.
libvirtd_reads_its_files() {
	process=$root/run/libvirtd.pid
	[ -e "$process" ] || return 0
	for file in "$root/etc/libvirt/libvirtd.conf" "$root/etc/libvirt/qemu.conf" "$root/etc/conf.d/libvirtd"; do
		[ "$file" -nt "$process" ] || continue
		if attempt rc-service libvirtd restart; then
			add_change 'libvirtd restarted'
		else
			add_failure "libvirtd: $reason"
		fi
		return
	done
}

libvirtd_answers() {
	tries=30
	while ! virsh -q uri > /dev/null 2>&1 < /dev/null; do
		tries=$((tries - 1))
		[ "$tries" -gt 0 ] || {
			add_failure 'libvirtd does not answer'
			return
		}
		pause 1
	done
}
