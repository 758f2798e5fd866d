# shellcheck shell=dash disable=SC2015,SC2034,SC2154
# Whether an unpacked overlay may be applied, and what differs. Reads only, and runs nothing from the overlay. Part of
# mkapkovl-host itself, and sourced by apply.sh.

bases=$state/apply/bases
run=$root/run/mkapkovl
pending=$state/network

# look: makes the plan and shows it, unless mkapkovl-host has shown it already.
look() {
	: > "$run/findings"
	may_apply
	# Digests of files that hold a secret help to guess it.
	rm -f "$run/plan" "$run/all-new" "$run/gone" "$run/files"
	(umask 077 && plan > "$run/plan") || refused apply-unreadable "Cannot write the plan to $run." 'Free some space there.'
	blocked=$(awk -F '\t' '$1 == "blocked" { print "/" $7; exit }' "$run/plan")
	[ -z "$blocked" ] || refused apply-blocked "$blocked is a folder here and a file in the overlay, or the other way round." \
		'Move it away: a folder is never replaced with a file, nor a file with a folder.'
	findings_of_plan | printable
	print_plan | printable
}

# may_apply: refuses an overlay that must not be applied, before anything is changed.
may_apply() {
	[ ! -d "$pending" ] || ! is_watched ||
		refused apply-unconfirmed 'The network that the last apply set up is not confirmed yet.' \
			'To keep it, run: mkapkovl-host confirm. Otherwise wait until the old network is restored.'
	mine=$(staged_setting INSTALL_RELEASE)
	there=$(cat "$root/etc/alpine-release" 2> /dev/null)
	case $there. in
		"$mine".*) ;;
		*) refused apply-release "The overlay is for Alpine $mine, but this machine runs Alpine ${there:-(unknown release)}." \
			"$(release_remedy)" ;;
	esac
	mode=$(staged_setting INSTALL_MODE)
	before=$(setting install.conf INSTALL_MODE)
	if on_tmpfs && [ "$mode,$before" != diskless,diskless ]; then
		refused apply-live 'This system runs from memory, but the overlay is for a system on a disk.' \
			'Install first, or put the overlay on the medium that this machine starts from.'
	elif ! on_tmpfs && [ "$mode" = diskless ]; then
		refused apply-diskless 'This system is on a disk, but the overlay is for a system that runs from memory.' \
			'Set install: { mode: existing } in the profile.'
	elif [ ! -e "$data/files" ] && [ "$mode" != existing ]; then
		refused apply-first 'This machine was not set up from a profile.' \
			'Set install: { mode: existing } in the profile to take it over.'
	fi
	name=$(staged_text etc/hostname)
	is_this_host "$name" || { [ -n "$rename" ] && [ ! -e "$data/files" ]; } || refuse_other_host "$name"
}

is_this_host() {
	[ "$1" = "$(cat "$proc/sys/kernel/hostname")" ]
}

refuse_other_host() {
	refused apply-other-host \
		"The overlay is for the host $1, but this machine is called $(cat "$proc/sys/kernel/hostname")." \
		"To rename this machine, run: hostname $1. For the first overlay of a machine, --rename is enough."
}

release_remedy() {
	if on_tmpfs; then
		echo "Put it on a medium of Alpine $mine, and start this machine from that. To stay with this release, set alpine.release in the profile."
	else
		echo "To upgrade this machine first: unpack etc/apk/repositories of the overlay to /, run apk upgrade --available --update-cache, and restart. To stay with this release, set alpine.release in the profile."
	fi
}

# staged_setting NAME: a setting of the overlay's install.conf.
staged_setting() {
	staged_text etc/mkapkovl/install.conf | value_of "$1"
}

# staged_text NAME: the text of a regular file of the overlay; links are not followed.
staged_text() {
	[ -f "$staged/$1" ] && [ ! -h "$staged/$1" ] && cat "$staged/$1"
}

# world_missing: the lines of the overlay's /etc/apk/world that this machine's does not have.
world_missing() {
	staged_text etc/apk/world | awk '
		function name_of(entry) { sub(/[<>=~@].*/, "", entry); return entry }
		NR == FNR { there[$0]; there[name_of($0)]; next }
		NF && !($0 in there)
	' "$root/etc/apk/world" -
}

# is_watched: whether a process waits for confirm.
is_watched() {
	[ -e "$run/network.watch" ] && ! flock -n "$run/network.watch" true
}
