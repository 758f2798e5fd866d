# shellcheck shell=dash disable=SC2154
# mkapkovl-host verify: virtual functions and mediated devices. Sourced, never run.

verify_virtual() {
	! is_rescue || return 0
	for parent in $(rows functions | cut -f 1); do
		verify_functions "$parent"
	done
	for uuid in $(rows mediated | cut -f 1); do
		is_mediated_right "$uuid" || finding error mediated-device-missing \
			"There is no mediated device $uuid of type $(cell mediated "$uuid" 4) of $(cell mediated "$uuid" 2)." "$again" \
			"$(pointer passthrough mediated_devices "$uuid")"
	done
}

# verify_functions ADDRESS
verify_functions() {
	at=$(pointer passthrough virtual_functions "$1")
	count=$(cell functions "$1" 3)
	expected=$(cell functions "$1" 2)
	found=$(id_of "$1")
	if [ "$expected" != - ] && [ "$found" != "$expected" ]; then
		finding error device-not-ready "At $1, $expected was expected, but ${found:-no device} was found." \
			'Correct the address in the profile: the device may have moved.' "$at/id"
		return
	fi
	there=$(cat "$sys/bus/pci/devices/$1/sriov_numvfs" 2> /dev/null || echo 0)
	if [ "$there" != "$count" ]; then
		finding error virtual-functions-missing "$1 has $there virtual functions, not $count." "$again" "$at/count"
		return
	fi
	number=0
	while [ "$number" -lt "$count" ]; do
		verify_function "$1" "$number"
		number=$((number + 1))
	done
	port=$(port_of "$1")
	case $(cat "$sys/class/net/$port/flags" 2> /dev/null) in
		'' | *[13579bdfBDF]) ;;
		*) finding warning physical-function-down "The network card $port ($1) is down, so its virtual functions may have no link." \
			"Add it to network.interfaces in the profile. To try it now, run: ip link set dev $port up" "$at" ;;
	esac
}

# verify_function ADDRESS NUMBER: what the card of a running guest has set is libvirt's.
verify_function() {
	function=$(function_at "$1" "$2")
	driver=$(driver_of "$function")
	case $(wanted_of "$1" "$2" 3):$driver in
		host:vfio-pci) finding error device-not-ready "The virtual function $function is for the host, but bound to vfio-pci." "$reboot" "$at/functions/$2" ;;
		host:* | *:vfio-pci) ;;
		*) finding error device-not-ready "The virtual function $function is bound to ${driver:-no driver}, not to vfio-pci." \
			"$again If that does not help, restart this machine." "$at" ;;
	esac
	words=$(differing "$1" "$2")
	# Only root sees whether a guest has it.
	[ -z "$words" ] || ! is_root || [ -n "$(holder_of "$sys/bus/pci/devices/$function")" ] || finding error virtual-function-differs \
		"The virtual function $2 of $1 ($function) should have: ${words% }." "$again" "$at/functions/$2"
}
