# shellcheck shell=dash disable=SC2154
# Virtual functions of PCI devices (SR-IOV): made, kept from the host's drivers, and set up as the profile says. They are
# gone after each restart. Changing their number removes all of them, so it is done only while no one uses one: a driver
# waits without end for a guest to let go (kernel, vfio_unregister_group_dev). Sourced, never run.

made_functions=$root/run/mkapkovl/functions

# functions_made ADDRESS: those of one physical function.
functions_made() {
	! is_rescue || {
		skip 'mkapkovl=rescue'
		return
	}
	needs functions "$1" || return
	begin_step
	count=$(cell functions "$1" 3)
	parent_there "$1" "$(cell functions "$1" 2)" && may_have "$1" "$count" && has_count "$1" "$count" || return
	# Those of guests have vfio-pci before the kernel may look for drivers of the host: one that is loaded meanwhile takes all
	# that have none.
	settle_functions_of guest "$1" "$count"
	settle_functions_of host "$1" "$count"
	finish_step
}

# settle_functions_of guest|host ADDRESS COUNT
settle_functions_of() {
	number=0
	while [ "$number" -lt "$3" ]; do
		case $1,$(wanted_of "$2" "$number" 3) in
			host,host | guest,guest | guest,-)
				reason=
				settle_function "$2" "$number" || add_failure "${reason:-virtual function $number failed}"
				;;
		esac
		number=$((number + 1))
	done
}

# may_have ADDRESS COUNT: whether the device can have so many, and vfio-pci is there to take them.
may_have() {
	total=$(cat "$sys/bus/pci/devices/$1/sriov_totalvfs" 2> /dev/null)
	[ -n "$total" ] ||
		refuse "$1 has no virtual functions: the device lacks SR-IOV, or it is off in the firmware" || return
	[ "$2" -le "$total" ] || refuse "$1 can have $total virtual functions, not $2" || return
	[ -d "$sys/bus/pci/drivers/vfio-pci" ] ||
		refuse 'vfio-pci is not loaded, which happens only when this machine starts: restart it'
}

# has_count ADDRESS COUNT: makes them, unless they are there.
has_count() {
	current=$(cat "$sys/bus/pci/devices/$1/sriov_numvfs")
	[ "$current" != "$2" ] || return 0
	if [ "$current" != 0 ]; then
		remove_functions "$1" || return
	fi
	# Noted first, so that those of an interrupted run are known as ours.
	mkdir -p "$made_functions" && : > "$made_functions/$1" || refuse "cannot write $made_functions" || return
	# A driver of the host would take them at once (kernel, pci_device_can_probe).
	tell "$sys/bus/pci/devices/$1/sriov_drivers_autoprobe" 0 && tell "$sys/bus/pci/devices/$1/sriov_numvfs" "$2" || return
	[ "$(cat "$sys/bus/pci/devices/$1/sriov_numvfs")" = "$2" ] ||
		refuse "the driver of $1 made $(cat "$sys/bus/pci/devices/$1/sriov_numvfs") virtual functions, not $2" || return
	add_change "$2 virtual functions of $1"
}

# remove_functions ADDRESS: all of its virtual functions, unless somebody uses one.
remove_functions() {
	for each_function in $(functions_of "$1"); do
		user=$(user_of "$each_function")
		[ -z "$user" ] || {
			refuse "$1 keeps its $(cat "$sys/bus/pci/devices/$1/sriov_numvfs") virtual functions, because $user; \
shut down what uses them, then run: rc-service mkapkovl-converge restart; or restart this machine"
			return
		}
	done
	tell "$sys/bus/pci/devices/$1/sriov_numvfs" 0
}

# functions_of ADDRESS: the addresses of its virtual functions that are there.
functions_of() {
	for link in "$sys/bus/pci/devices/$1"/virtfn*; do
		[ ! -h "$link" ] || function_at "$1" "${link##*/virtfn}"
	done
}

# function_at ADDRESS NUMBER: the address of that virtual function.
function_at() {
	place=$(readlink "$sys/bus/pci/devices/$1/virtfn$2") && echo "${place##*/}"
}

# settle_function ADDRESS NUMBER: its driver, then its settings. A guest must not get it without these.
settle_function() {
	function=$(function_at "$1" "$2")
	[ -n "$function" ] || refuse "$1 has no virtual function $2" || return
	if [ "$(wanted_of "$1" "$2" 3)" = host ]; then
		leave_to_host "$1" "$function" || return
	else
		set_aside "$function" || return
	fi
	words=$(differing "$1" "$2")
	[ -n "$words" ] || return 0
	# The guest's own card has set it up (libvirt, virHostdevSetNetConfig).
	[ -z "$(holder_of "$sys/bus/pci/devices/$function")" ] || return 0
	set_up "$1" "$2"
}

# set_aside FUNCTION: binds it to vfio-pci.
set_aside() {
	case $(driver_of "$1") in
		vfio-pci) return 0 ;;
		'') ;;
		*)
			refuse "the virtual function $1 is bound to $(driver_of "$1"), not to vfio-pci: restart this machine"
			return
			;;
	esac
	tell "$sys/bus/pci/devices/$1/driver_override" vfio-pci && tell "$sys/bus/pci/drivers_probe" "$1" || return
	[ "$(driver_of "$1")" = vfio-pci ] || refuse "vfio-pci did not bind to the virtual function $1"
}

# leave_to_host ADDRESS FUNCTION: lets the kernel look for a driver, whose module may not be there yet.
leave_to_host() {
	case $(driver_of "$2") in
		'')
			[ ! -r "$sys/bus/pci/devices/$2/modalias" ] || modprobe -q "$(cat "$sys/bus/pci/devices/$2/modalias")"
			tell "$sys/bus/pci/devices/$1/sriov_drivers_autoprobe" 1 && tell "$sys/bus/pci/drivers_probe" "$2"
			;;
		vfio-pci) refuse "the virtual function $2 is for the host, but bound to vfio-pci: restart this machine" ;;
	esac
}

# wanted_of ADDRESS NUMBER COLUMN: of the table function-settings; - if the profile does not say it.
wanted_of() {
	rows function-settings | awk -F '\t' -v parent="$1" -v number="$2" -v column="$3" '
		$1 == parent && $2 == number { value = $column }
		END { print value == "" ? "-" : value }'
}

# port_of ADDRESS: the network card that it is for the host.
port_of() {
	for port in "$sys/bus/pci/devices/$1/net"/*; do
		[ ! -d "$port" ] || echo "${port##*/}"
	done | head -n 1
}

# differing ADDRESS NUMBER: the settings that are not as the profile says, in the words of `ip link set … vf NUMBER`.
differing() {
	shown=
	while read -r column key word; do
		value=$(wanted_of "$1" "$2" "$column")
		[ "$value" != - ] || continue
		[ -n "$shown" ] || shown=$(shown_of "$1" "$2")
		case $key in
			mac) case $shown in *" link/ether $value "* | *" MAC $value "*) continue ;; esac ;;
			*) case $shown in *" $word $value "*) continue ;; esac ;;
		esac
		printf '%s %s ' "$key" "$value"
	done <<- END
		4 mac link/ether
		5 vlan vlan
		6 trust trust
		7 spoofchk spoof checking
	END
}

# shown_of ADDRESS NUMBER: what `ip` of iproute2 says of it, with a blank before and after each word.
shown_of() {
	port=$(port_of "$1")
	[ -z "$port" ] || ip link show dev "$port" 2> /dev/null | awk -v number="$2" '
		$1 == "vf" && $2 == number { gsub(/,/, " "); $1 = $1; print " " $0 " "; exit }'
}

# set_up ADDRESS NUMBER: gives it $words. Some drivers accept what they do not do.
set_up() {
	port=$(port_of "$1")
	[ -n "$port" ] ||
		refuse "$1 is no network card now, so its virtual function $2 cannot get ${words% }" || return
	# Words are pairs of key and value.
	# shellcheck disable=SC2086
	attempt ip link set dev "$port" vf "$2" $words || return
	left=$(differing "$1" "$2")
	[ -z "$left" ] || refuse "the driver of $1 does not give its virtual function $2: ${left% }" || return
	add_change "$function: ${words% }"
}

# former_functions: removes those that were made for a profile which no longer has them.
former_functions() {
	remove_former "$made_functions" functions 'the virtual functions of' end_functions
}

end_functions() {
	[ "$(cat "$sys/bus/pci/devices/$1/sriov_numvfs" 2> /dev/null || echo 0)" = 0 ] || remove_functions "$1"
}

has_former_functions() {
	[ -n "$(former_of "$made_functions" functions)" ]
}
