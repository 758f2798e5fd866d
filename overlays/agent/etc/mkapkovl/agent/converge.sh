#!/bin/sh
# Brings the running system in line with the profile: packages, mounts, users, libvirt, guests. Each step checks what is
# there and adds what is missing, so it can run at any time and after any interruption. Exit status 1 if a step failed.

# Parsed whole before it runs, so that `mkapkovl-host apply` may replace the file meanwhile.
# shellcheck disable=SC2034,SC2154
{
	LC_ALL=C
	LIBVIRT_DEFAULT_URI=${LIBVIRT_DEFAULT_URI:-qemu:///system}
	export LC_ALL LIBVIRT_DEFAULT_URI
	umask 022
	agent=${MKAPKOVL_ROOT:-}/etc/mkapkovl/agent
	# shellcheck source=/dev/null
	for part in common release medium strays converge/tools converge/waits converge/attached converge/strays \
		converge/bundle converge/packages converge/modules converge/users converge/mounts converge/composed \
		converge/libvirt converge/services converge/pools converge/networks converge/volumes converge/seeds \
		converge/guests converge/in-use converge/functions converge/mediated converge/report; do
		. "$agent/$part.sh"
	done

	# run NAME TEXT COMMAND...: a step of this run. A failed step stops only those that wait for it.
	run() {
		ran="$ran $1 "
		cause=
		step "$@" && return
		outcome=1
		broke step "$1"
		return 1
	}

	converge() {
		outcome=0
		ran=
		# Left by an interrupted run.
		rm -f "$root/run/mkapkovl/output"
		# The records of the boot stage: it runs before /var can be written.
		[ ! -e "$agent/bind.sh" ] || sh "$agent/bind.sh" copy
		run release 'Release of Alpine' same_release
		! is_searched || run overlays 'Overlays on media' overlays
		run repositories 'Repositories' repositories
		run packages 'Packages' packages
		run modules 'Kernel modules' modules
		make_devices
		# Homes may be on a file system of the profile. A missing one keeps no one from getting keys in the folder below.
		run mounts 'Mounts' mounts
		run files 'Files with secrets' composed
		run users 'Users' users
		run libvirt 'Settings of libvirt' libvirt
		run libvirtd 'libvirtd' libvirtd
		run services 'Services' services
		run pools 'Pools' pools
		run networks 'Networks' networks
		number=0
		for id in $(rows libvirt/volumes.table | awk -F '\t' '{ print $2 "/" $3 }'); do
			number=$((number + 1))
			run "volume-${id%%/*}-${id#*/}" "Volume $id" volume "$number" || broke volume "$id"
		done
		! has_seeds || run seeds 'Seeds of cloud-init' seeds
		run guests 'Guests defined' guests
		for id in $(rows libvirt/guests.table | cut -f 1); do
			run "guest-$id" "Guest $id" guest_started "$id"
		done
		release_medium
		forget_old_records
		report_at_login
		return "$outcome"
	}

	# make_devices: what guests are given a part of each; a mediated device may be a part of a virtual function.
	make_devices() {
		! has_former_mediated || run mediated-former 'Former mediated devices' former_mediated
		! has_former_functions || run functions-former 'Former virtual functions' former_functions
		for id in $(rows functions | cut -f 1); do
			run "functions-$id" "Virtual functions of $id" functions_made "$id" || broke functions "$id"
		done
		for id in $(rows mediated | cut -f 1); do
			run "mediated-$id" "Mediated device $id" mediated_made "$id" || broke mediated "$id"
		done
	}

	mkdir -p "$state/steps" "${log%/*}"
	lock_file "$root/run/mkapkovl/converge.lock"
	exec 9> "$root/run/mkapkovl/converge.lock"
	if ! flock -n 9; then
		say 'Another run is in progress; waiting for it to finish'
		flock 9
	fi
	# A daemon that is started in here must not keep the lock.
	converge 9>&-
	exit
}
