# shellcheck shell=dash disable=SC2154
# Mediated devices, such as a part of a graphics card for each guest: made as the profile says (kernel,
# Documentation/ABI/testing/sysfs-bus-vfio-mdev). They are gone after each restart. Sourced, never run.

made_mediated=$root/run/mkapkovl/mediated

# mediated_made UUID
mediated_made() {
	! is_rescue || {
		skip 'mkapkovl=rescue'
		return
	}
	needs mediated "$1" || return
	parent=$(cell mediated "$1" 2)
	type=$(cell mediated "$1" 4)
	begin_step
	parent_there "$parent" "$(cell mediated "$1" 3)" || return
	if is_mediated_there "$1"; then
		! is_mediated_right "$1" || {
			finish_step
			return
		}
		remove_mediated "$1" || return
	fi
	at=$sys/bus/pci/devices/$parent/mdev_supported_types
	[ -d "$at" ] || refuse "$parent offers no mediated devices: its driver $(driver_of "$parent") cannot make them, or needs \
a module or an option for it" || return
	# Names of types have no blanks.
	# shellcheck disable=SC2012
	[ -d "$at/$type" ] || refuse "$parent offers no mediated devices of type $type, but $(ls "$at" | paste -s -d , - | sed 's/,/, /g')" ||
		return
	[ "$(cat "$at/$type/available_instances" 2> /dev/null)" != 0 ] ||
		refuse "$parent can have no further mediated device of type $type" || return
	# Noted first, so that one of an interrupted run is known as ours.
	mkdir -p "$made_mediated" && : > "$made_mediated/$1" || refuse "cannot write $made_mediated" || return
	tell "$at/$type/create" "$1" || return
	is_mediated_right "$1" || refuse "the driver of $parent did not make the mediated device $1" || return
	add_change "$1"
	finish_step
}

is_mediated_there() {
	[ -d "$sys/bus/mdev/devices/$1" ]
}

# is_mediated_right UUID: whether it is there, of the parent and type of the table.
is_mediated_right() {
	is_mediated_there "$1" || return
	[ "$(mediated_type "$1")" = "$(cell mediated "$1" 4)" ] && [ "$(mediated_parent "$1")" = "$(cell mediated "$1" 2)" ]
}

mediated_type() {
	kind=$(readlink "$sys/bus/mdev/devices/$1/mdev_type") && echo "${kind##*/}"
}

mediated_parent() {
	above=$(readlink -f "$sys/bus/mdev/devices/$1") && above=${above%/*} && echo "${above##*/}"
}

# remove_mediated UUID: unless somebody uses it, or it was made by something else.
remove_mediated() {
	user=$(holder_of "$sys/bus/mdev/devices/$1")
	[ -z "$user" ] || refuse "the mediated device $1 stays of type $(mediated_type "$1") of $(mediated_parent "$1"), because $user \
has it; shut down that guest, then run: rc-service mkapkovl-converge restart; or restart this machine" || return
	[ -e "$made_mediated/$1" ] || refuse "there is another mediated device $1, of type $(mediated_type "$1") of $(mediated_parent "$1"), \
which is left alone: use another UUID" || return
	tell "$sys/bus/mdev/devices/$1/remove" 1
}

# former_mediated: removes those that were made for a profile which no longer has them.
former_mediated() {
	remove_former "$made_mediated" mediated 'the mediated device' end_mediated
}

end_mediated() {
	! is_mediated_there "$1" || remove_mediated "$1"
}

has_former_mediated() {
	[ -n "$(former_of "$made_mediated" mediated)" ]
}
