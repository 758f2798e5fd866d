# shellcheck shell=dash disable=SC2154
# mkapkovl-host verify: devices, their groups, libvirt and guests. Sourced, never run.

# verify_devices: each device that the profile names, by address, by id, or in a guest.
verify_devices() {
	is_rescue && return
	for address in $(rows devices | awk -F '\t' '$1 == "address" { print $2 }'); do
		device_ready "$address" || not_ready
	done
	for id in $(rows devices | awk -F '\t' '$1 == "id" { print $2 }'); do
		found=
		for each in "$sys/bus/pci/devices"/*; do
			[ "$(cat "$each/vendor" "$each/device" 2> /dev/null | tr -d '\n')" = "0x${id%:*}0x${id#*:}" ] || continue
			found=yes
			device_ready "${each##*/}" || not_ready
		done
		[ -n "$found" ] || finding error device-missing "There is no device with the id $id." \
			'Look for it with lspci -nn, and correct the profile.' /passthrough/devices
	done
	for guest in $(rows libvirt/guests.table | cut -f 1); do
		devices=$(devices_of "$guest")
		for address in $devices; do
			# The host may have one that is on loan.
			[ -z "$(cell loans "$address" 1)" ] || continue
			rows devices | cut -f 2 | grep -qxF "$address" || device_ready "$address" "$devices" || not_ready
		done
	done
	for address in $(rows groups | cut -f 1); do
		group_kept "$address" || finding warning group-changed "$reason." \
			'Collect the facts again (mkapkovl probe), and check whether the guest may have every device of that group.' /passthrough/devices
	done
}

not_ready() {
	finding error device-not-ready "Passthrough: $reason." \
		"$reboot If that does not help, mkapkovl-host status shows why it was not bound." /passthrough/devices
}

verify_libvirt() {
	if ! virsh -q uri > /dev/null 2>&1 < /dev/null; then
		# It need not answer others (libvirtd.conf, auth_unix_rw, unix_sock_group).
		is_root || return
		finding error libvirt-silent 'libvirtd does not answer.' 'Run: rc-service libvirtd restart' /libvirt
		return
	fi
	verify_memory_lock
	for each in $(rows libvirt/pools.table | cut -f 1); do
		at=$(pointer libvirt pools "$each")
		[ "$(fact pool-info "$each" State)" = running ] ||
			finding error pool-inactive "The pool $each is not active." "Run: virsh pool-start $each" "$at"
		verify_definition pool "$each" "$(cell libvirt/pools.table "$each" 4)"
	done
	for each in $(rows libvirt/networks.table | cut -f 1); do
		at=$(pointer libvirt networks "$each")
		[ "$(fact net-info "$each" Active)" = yes ] ||
			finding error network-inactive "The network $each is not active." "Run: virsh net-start $each" "$at"
		verify_definition network "$each" "$(cell libvirt/networks.table "$each" 2)"
	done
	for each in $(rows libvirt/volumes.table | cut -f 4); do
		[ -e "$root$each" ] || is_hidden "$root$each" || finding error volume-missing "The volume $each is missing." "$again" /vms "${each#/}"
	done
	for each in $(rows libvirt/guests.table | cut -f 1); do
		verify_guest "$each" "$(cell libvirt/guests.table "$each" 2)"
	done
}

# verify_memory_lock: the limit of the running libvirtd, which guests inherit.
verify_memory_lock() {
	memory_is_locked || return 0
	grep -qs '^rc_ulimit=.*-l unlimited' "$root/etc/conf.d/libvirtd" || finding error memory-limit \
		'/etc/conf.d/libvirtd does not raise the limit of locked memory, so guests with PCI devices or huge pages do not start.' \
		"$again" /vms etc/conf.d/libvirtd
	limits=$proc/$(cat "$root/run/libvirtd.pid" 2> /dev/null)/limits
	[ -r "$limits" ] || return 0
	grep -q '^Max locked memory *unlimited *unlimited' "$limits" || finding error memory-limit \
		'The running libvirtd may not lock unlimited memory, so guests with PCI devices or huge pages do not start.' \
		'Run: rc-service libvirtd restart' /vms
}

# verify_definition pool|network NAME yes|no: whether its definition and autostart are those of the profile.
verify_definition() {
	is_hidden "$state/defined/$1s/$2" || [ "$(cut -d ' ' -f 1 "$state/defined/$1s/$2" 2> /dev/null)" = "$(digest "$data/libvirt/$1s/$2.xml")" ] ||
		finding warning "$1-outdated" "The $1 $2 is not defined as the profile says." "$again" "$at"
	verb=$1
	[ "$1" != network ] || verb=net
	[ "$(fact "$verb-info" "$2" Autostart)" = "$3" ] ||
		finding warning "$1-autostart" "The autostart of the $1 $2 differs from the profile." "$again" "$at/autostart"
}

# verify_guest GUEST AUTOSTART
verify_guest() {
	at=$(pointer vms "$1")
	definition=$data/libvirt/domains/$1.xml
	if [ "$(virsh -q domuuid "$1" 2> /dev/null < /dev/null | head -n 1)" != \
		"$(sed -n 's:.*<uuid>\(.*\)</uuid>.*:\1:p' "$definition" | head -n 1)" ]; then
		finding error guest-undefined "libvirt does not have the guest $1, or has another one of that name." "$again" "$at"
		return
	fi
	is_hidden "$state/defined/domains/$1" || [ "$(cut -d ' ' -f 1 "$state/defined/domains/$1" 2> /dev/null)" = "$(digest_of_filled "$definition")" ] ||
		finding warning guest-outdated "The guest $1 is not defined as the profile says." "$again" "$at"
	verify_seed "$1"
	[ "$2" = yes ] || return 0
	! is_rescue || [ -z "$(devices_of "$1")" ] || return 0
	[ "$(virsh -q domstate "$1" 2> /dev/null < /dev/null | head -n 1)" = running ] ||
		finding warning guest-off "The guest $1 is not running, although its autostart is on." "Run: virsh start $1" "$at/autostart"
}

# verify_seed GUEST
verify_seed() {
	[ -f "$data/libvirt/seeds/$1.iso" ] && ! is_hidden "$seeds_folder/$1.iso" || return 0
	mkdir -p "$root/run/mkapkovl"
	{ compose "$1" "$root/run/mkapkovl/seed" && is_seed "$1.iso" "$root/run/mkapkovl/seed"; } ||
		finding warning seed-outdated "The cloud-init data of the guest $1 differs from the profile." "$again" \
			"$at/cloud_init" "${seeds_folder#"$root/"}/$1.iso"
	rm -f "$root/run/mkapkovl/seed"
}
