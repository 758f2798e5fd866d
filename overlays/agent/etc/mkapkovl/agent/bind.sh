#!/bin/sh
# shellcheck shell=dash
# Binds the PCI devices of /etc/mkapkovl/devices to vfio-pci before their own drivers are loaded. A driver_override set
# early is enough for that, wherever the driver is. A device that already has a driver keeps it, because USB controllers
# that were unbound have crashed a kernel at power-off.
#
#   bind.sh bind           in sysinit, by the service mkapkovl-bind; fails unless every device is bound
#   bind.sh modprobe       the same in the place of `modprobe vfio-pci`, by an install line in modprobe.d: in the
#                          initramfs, where modules= names vfio-pci; fails only if vfio-pci is not loaded
#   bind.sh keep [FOLDER]  prints the devices that the installed system below FOLDER needs: the table
#                          /etc/mkapkovl/keep, which the initramfs reads before any disk or network card has a driver;
#                          fails if it cannot determine which disk FOLDER itself is on
#   bind.sh copy           copies the records of this boot to all the others, once /var is writable
#
# With mkapkovl=rescue on the kernel's command line nothing is bound.

PATH=$PATH:${MKAPKOVL_ROOT:-}/usr/sbin:${MKAPKOVL_ROOT:-}/usr/bin:${MKAPKOVL_ROOT:-}/sbin:${MKAPKOVL_ROOT:-}/bin
# shellcheck source=overlays/agent/etc/mkapkovl/agent/common.sh
. "${MKAPKOVL_ROOT:-}/etc/mkapkovl/agent/common.sh"
# shellcheck source=overlays/agent/etc/mkapkovl/agent/pci.sh
. "${MKAPKOVL_ROOT:-}/etc/mkapkovl/agent/pci.sh"

# The initramfs has a /run that ends with it; devtmpfs stays.
early=$dev/.mkapkovl
lasting_state=$state
lasting_log=$log
state=$root/run/mkapkovl
[ "$(awk '$2 == "/" { type = $3 } END { print type }' "$proc/mounts")" != rootfs ] || state=$early
log=$state/bind.log

# wanted: address TAB expected id TAB expected class, for each device of the table; an id that no device has takes the
# place of the address.
wanted() {
	rows devices | while IFS=$tab read -r by value id class; do
		case $by in
			address) printf '%s\t%s\t%s\n' "$value" "$id" "${class:--}" ;;
			id)
				none=1
				for device in "$sys"/bus/pci/devices/*; do
					[ "$(id_of "${device##*/}")" = "$value" ] || continue
					printf '%s\t%s\t%s\n' "${device##*/}" "$value" "${class:--}"
					none=
				done
				[ -z "$none" ] || printf '%s\t-\t-\n' "$value"
				;;
		esac
	done | sort -u
}

# may_take ADDRESS ID CLASS: whether the device may be bound; `reason` says why not.
may_take() {
	at=$sys/bus/pci/devices/$1
	case $1 in
		*:*:*.*) [ -d "$at" ] || refuse 'there is no device at this address' || return ;;
		*) refuse 'no device has this id' || return ;;
	esac
	[ "$2" = - ] || [ "$2" = "$(id_of "$1")" ] || refuse "expected $2, found $(id_of "$1")" || return
	case $(class_of "$1") in
		06*) refuse 'it is a PCI bridge, which cannot be passed through' || return ;;
		"$3"*) ;;
		*) [ "$3" = - ] || refuse "expected class $3, found $(class_of "$1")" || return ;;
	esac
	carries=$(printf '%s\n' "$carried" | awk -F '\t' -v address="$1" '$1 == address { print $2; exit }')
	[ -z "$carries" ] || refuse "the host needs it for $carries" || return
	carries=$(kept "$1")
	[ -z "$carries" ] || refuse "the host needs it for $carries (/etc/mkapkovl/keep)" || return
	# In the initramfs no disk is there yet, and without that table any of them may be the root file system's.
	[ "$state" != "$early" ] || [ -r "$data/keep" ] || case $(class_of "$1") in
		01*) refuse 'the host may need it for the root file system: /etc/mkapkovl/keep is missing' || return ;;
	esac
	case $(driver_of "$1") in
		'' | vfio-pci) ;;
		*) refuse "already bound to $(driver_of "$1")" || return ;;
	esac
	[ -e "$at/iommu_group" ] ||
		refuse 'it has no IOMMU group: the IOMMU is off in the firmware or on the kernel command line'
}

# load: loads vfio-pci without the ids of modprobe.d, which would bind devices that are refused here.
load() {
	case $(modprobe --version 2> /dev/null) in
		# Without the install line, which may have called this script. busybox knows neither such lines nor the option.
		*kmod*) modprobe --quiet --ignore-install vfio-pci ids= ;;
		*) modprobe -q vfio-pci ids= ;;
	esac
	loaded=$?
	modprobe -q vfio_iommu_type1
	return "$loaded"
}

# report_device ADDRESS STATE REASON: records a device, and adds it to the line for people.
report_device() {
	record "bind-$1" "$2" "$3"
	total=$((total + 1))
	if [ "$2" = 'done' ]; then
		bound=$((bound + 1))
	else
		others="$others; $1: $3"
	fi
}

# probe ADDRESS: lets the kernel look for a driver, of which vfio-pci may be one.
probe() {
	echo "$1" > "$sys/bus/pci/drivers_probe"
} 2> /dev/null

# confirm ADDRESS: whether vfio-pci bound to the device. If not, the device goes back to its own driver.
confirm() {
	[ "$(driver_of "$1")" = vfio-pci ] || probe "$1"
	if [ "$(driver_of "$1")" = vfio-pci ]; then
		report_device "$1" 'done' ''
	else
		echo > "$sys/bus/pci/devices/$1/driver_override"
		probe "$1"
		report_device "$1" failed 'vfio-pci did not bind to it'
	fi
}

bind() {
	total=0 bound=0 others=
	taken=
	table=$(wanted)
	carried=$(
		carriers_of_mounts /
		carriers_of_ports
		carriers_of_keyboards "$(printf '%s\n' "$table" | cut -f 1 | tr '\n' ' ')"
	)
	while IFS=$tab read -r address id class; do
		[ -n "$address" ] || continue
		case "$taken " in *" $address "*) continue ;; esac
		if may_take "$address" "$id" "$class"; then
			echo vfio-pci > "$sys/bus/pci/devices/$address/driver_override"
			taken="$taken $address"
		else
			report_device "$address" failed "$reason"
		fi
	done <<- END
		$table
	END
	load
	loaded=$?
	for address in $taken; do confirm "$address"; done
	[ "$total" -gt 0 ] || return "$loaded"
	if [ -z "$others" ]; then
		record bind 'done' "$bound of $total"
	else
		record bind failed "$bound of $total${others}"
	fi
	say "passthrough: $bound of $total devices bound to vfio-pci$others"
	return "$loaded"
}

# begin: removes the records of an earlier run, and takes over the initramfs' log.
begin() {
	rm -f "$state"/steps/bind*.json
	[ "$state" != "$early" ] && [ -d "$early" ] || return 0
	mkdir -p "$state"
	[ ! -f "$early/bind.log" ] || cat "$early/bind.log" >> "$log"
	rm -rf "$early"
}

bind_unless_rescued() {
	begin
	others=
	case " $(cat "$proc/cmdline") " in
		*' mkapkovl=rescue '*)
			record bind skipped 'mkapkovl=rescue'
			say 'passthrough: no device is bound, because of mkapkovl=rescue'
			load
			;;
		*) bind ;;
	esac
}

copy() {
	mkdir -p "$lasting_state/steps" "${lasting_log%/*}"
	rm -f "$lasting_state"/steps/bind*.json
	for file in "$state"/steps/bind*.json; do
		[ ! -f "$file" ] || cp "$file" "$lasting_state/steps/"
	done
	[ -f "$log" ] || return 0
	cat "$log" >> "$lasting_log" && rm -f "$log"
}

case ${1:-} in
	bind) bind_unless_rescued && [ -z "$others" ] ;;
	modprobe) bind_unless_rescued ;;
	keep) root_is_known "${2:-/}" && keepers "${2:-/}" ;;
	copy) copy ;;
	*)
		echo "usage: bind.sh bind|modprobe|keep [FOLDER]|copy" >&2
		exit 2
		;;
esac
