# shellcheck shell=dash disable=SC2154,SC2034
# What waits for what, by the overlay's table `waits`: kind, name (* for all), and the kind and name of what it needs.
# Sourced, never run.

# What failed in this run, one per line: kind, blank, name, tab, the first cause.
broken=

# broke KIND NAME: records a failure, so that what needs it is not tried. The first cause is what it waited for, or itself.
broke() {
	broken="$broken$1 $2$tab${cause:-the $1 $2}
"
}

# needs KIND NAME: refuses if anything that it waits for is missing. `cause` is then the first one.
needs() {
	cause=
	while IFS=$tab read -r needed_kind needed_name <&4; do
		[ -z "$needed_kind" ] || ! lacks "$needed_kind" "$needed_name" || break
	done 4<<- END
		$(rows waits | awk -F '\t' -v kind="$1" -v name="$2" '$1 == kind && ($2 == name || $2 == "*") { print $3 "\t" $4 }')
	END
	[ -z "$cause" ] || refuse "it waits for $cause"
}

# lacks KIND NAME: whether it is known to be missing; then `cause` says why. An installed package is enough, even if it
# could not be added to world.
lacks() {
	cause=
	case $1 in
		package) ! apk info -q -e "$2" > /dev/null 2>&1 || return 1 ;;
		mount) ! is_mounted "$2" || return 1 ;;
	esac
	cause=$(printf '%s' "$broken" | awk -F '\t' -v what="$1 $2" '$1 == what { print $2; exit }')
	[ -z "$cause" ] || return 0
	case $1 in
		package | mount) ;;
		interface) ! [ -d "$sys/class/net/$2" ] || return 1 ;;
		seed) ! [ -f "$seeds_folder/$2.iso" ] || return 1 ;;
		*) return 1 ;;
	esac
	cause="the $1 $2"
}

# item KIND NAME COMMAND...: part of a step; if it fails, the other parts are still tried.
item() {
	item_kind=$1
	item_name=$2
	item_before=$failures
	shift 2
	if needs "$item_kind" "$item_name"; then
		"$@"
		[ "$failures" != "$item_before" ] || return 0
		cause=
	else
		add_failure "$item_name: $reason"
	fi
	broke "$item_kind" "$item_name"
	return 1
}
