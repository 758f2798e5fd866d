# shellcheck shell=dash disable=SC2034,SC2154
# Chooses the one disk that may be written. Reads only, and refuses whatever is uncertain. Sourced after common.sh,
# disk.sh and mark.sh.

for part in ids foreign look; do
	# shellcheck disable=SC1090
	. "$root/etc/mkapkovl/agent/$part.sh"
done

# mounted_at FOLDER NAME: where the device of a folder in /sys is mounted, by number or, as btrfs has numbers of its
# own, by name; nothing if it is not.
mounted_at() {
	awk -v number="$(cat "$1/dev")" -v node="/dev/$2" '{
		for (i = 7; i < NF && $i != "-"; i++);
		if ($3 == number || $(i + 2) == node) { print $5; exit }
	}' "$proc/self/mountinfo"
}

# free NAME FOLDER: whether the kernel does nothing with a disk or partition, whose folder in /sys is given.
free() {
	# Files of /proc have no size, so look into them.
	grep -q . "$proc/self/mountinfo" || { refuse "cannot determine what is mounted"; return; }
	grep -q . "$proc/swaps" || { refuse "cannot determine whether /dev/$1 is used as swap"; return; }
	if ! [ -r "$2/dev" ] || ! [ -d "$2/holders" ]; then refuse "cannot determine what uses /dev/$1"; return; fi
	place=$(mounted_at "$2" "$1")
	case "$place" in
		'') ;;
		/media/* | /.modloop*) refuse "$1 is the medium that this system was started from ($place)"; return ;;
		*) refuse "$1 is mounted at $place"; return ;;
	esac
	if grep -q "^/dev/$1 " "$proc/swaps"; then refuse "$1 is used as swap"; return; fi
	for holder in "$2"/holders/*; do
		[ -e "$holder" ] || [ -L "$holder" ] || continue
		refuse "$1 is held by ${holder##*/}"
		return
	done
}

# fits NAME: whether a disk is the one that the profile means.
fits() {
	[ -z "$wanted_serial" ] || [ "$(serial_of "$1")" = "$wanted_serial" ] || return 1
	[ -z "$wanted_wwn" ] || is_wwn_of "$1" "$wanted_wwn"
}

# is_wwn_of NAME WWN: never so if nothing but a prefix is left of either.
is_wwn_of() {
	plain=$(printf '%s\n' "$2" | plain_wwn)
	[ -n "$plain" ] && [ "$(wwn_of "$1" | plain_wwn)" = "$plain" ]
}

# armed NAME: whether the profile lets what is on this disk be erased.
armed() {
	wipe=$(setting install.conf DISK_WIPE)
	[ -n "$wipe" ] || return 1
	[ "$wipe" = "$(serial_of "$1")" ] || is_wwn_of "$1" "$wipe"
}

# whole_number VALUE WHAT: refuses what is no number.
whole_number() {
	case "$1" in '' | *[!0-9]*) refuse "$2 is not a number: $1" ;; esac
}

# choose_disk: sets `disk` to the one disk that may be written and `plan` to fresh (blank), wipe (armed), resume (begun
# in this generation, and nothing but ours on it since) or finish (complete, and only to be made startable). Refuses
# otherwise, and skips if the installation is finished.
choose_disk() {
	disk='' plan=''
	find_disk && within_bounds "$disk" && unused "$disk" && permitted "$disk" && identity=$(identity_of "$disk")
}

find_disk() {
	wanted_serial=$(setting install.conf DISK_SERIAL)
	wanted_wwn=$(setting install.conf DISK_WWN)
	[ -n "$wanted_serial$wanted_wwn" ] || { refuse "the profile names no disk"; return; }
	wanted=${wanted_serial:+serial $wanted_serial}${wanted_serial:+${wanted_wwn:+ and }}${wanted_wwn:+wwn $wanted_wwn}
	matches='' seen=''
	for name in $(disks); do
		fits "$name" && matches="$matches $name"
		seen="$seen, $name (serial $(serial_of "$name"), wwn $(wwn_of "$name"))"
	done
	# shellcheck disable=SC2086
	set -- $matches
	case $# in
		0) refuse "no disk has $wanted; the disks are: ${seen#, }" ;;
		1) disk=$1 ;;
		*) refuse "$# disks have $wanted:$matches; tell them apart by wwn" ;;
	esac
}

within_bounds() {
	bytes=$(bytes_of "$1") || { refuse "cannot determine the size of $1"; return; }
	least=$(setting install.conf DISK_MIN_BYTES)
	most=$(setting install.conf DISK_MAX_BYTES)
	whole_number "${least:-0}" "the least size" && whole_number "${most:-0}" "the largest size" || return
	[ "$bytes" -ge "${least:-0}" ] || { refuse "$1 has $bytes bytes, but the profile requires at least $least"; return; }
	[ -z "$most" ] || [ "$bytes" -le "$most" ] || refuse "$1 has $bytes bytes, but the profile allows at most $most"
}

unused() {
	node_matches "$1" "$sys/block/$1" || { refuse "/dev/$1 is not the device that the kernel calls $1"; return; }
	[ "$(number_in "$sys/block/$1/ro")" = 0 ] || { refuse "$1 is read-only, or does not say whether it is"; return; }
	free "$1" "$sys/block/$1" || return
	for part in $(partitions_of "$1"); do
		free "$part" "$sys/block/$1/$part" || return
	done
	# The volume name of an ISO, behind 32 KiB. Such a medium need not be mounted: it may have been copied to memory.
	if holds "$dev/$1" 32808 616c70696e652d; then
		refuse "$1 holds an Alpine medium; if it may be overwritten, erase its first 4 MiB by hand"
	fi
}

permitted() {
	generation=$(setting install.conf DISK_GENERATION)
	whole_number "$generation" "the generation" || return
	arm=$(serial_of "$1")
	arm="set install.disk.wipe: ${arm:-$(wwn_of "$1")}"
	read_mark "$dev/$1"
	case $? in
		0) marked "$1" ;;
		1) unmarked "$1" ;;
		*) refuse "$1 has a mark of mkapkovl that is invalid or unreadable" ;;
	esac
}

unmarked() {
	if armed "$1"; then
		plan=wipe
	elif [ "$(number_in "$sys/block/$1/removable")" != 0 ]; then
		refuse "$1 is removable, or does not say whether it is; to use it anyway, $arm"
	elif blank "$1"; then
		plan=fresh
	else
		refuse "$1 is not blank: $found; to erase it, $arm"
	fi
}

marked() {
	bears="$1 bears the mark of $mark_host, generation $mark_generation, $mark_state"
	if [ "$mark_generation" -gt "$generation" ]; then
		refuse "$bears, which is higher than generation $generation"
	elif [ "$mark_generation" -lt "$generation" ]; then
		if armed "$1"; then plan=wipe; else refuse "$bears; to erase it, $arm"; fi
	elif [ "$mark_host" != "$(cat "$root/etc/hostname")" ]; then
		refuse "$bears; to erase it, raise install.disk.generation and $arm"
	elif [ "$mark_state" = finished ]; then
		skip "$1 is finished in generation $mark_generation: remove the medium and start from the disk"
	elif [ "$mark_state" = installed ]; then
		ours "$1" || { refuse "$bears, but $found; to erase it, raise install.disk.generation and $arm"; return; }
		plan=finish
		# Of a disk that is blank but for the mark there is nothing to finish.
		[ "$made" = ' table boot root' ] || plan=resume
	elif ours "$1" || armed "$1"; then
		plan=resume
	else
		refuse "$bears, but $found; to erase it, $arm"
	fi
}
