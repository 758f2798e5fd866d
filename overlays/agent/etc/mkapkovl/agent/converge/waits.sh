# shellcheck shell=dash disable=SC2154,SC2034
# What waits for what. Which things do is in the overlay's table `waits`: kind, name (* for all), and the kind and name of
# what is needed. Sourced, never run.

# What failed in this run, a line each: kind, blank, name, tab, the first cause.
broken=

# broke KIND NAME: what needs it is not tried. The first cause is what it waited for itself, else it.
broke() {
	broken="$broken$1 $2$tab${cause:-the $1 $2}
"
}

# needs KIND NAME: refuses if anything that it waits for is not there. `cause` is then the first one.
needs() {
	cause=
	while IFS=$tab read -r needed_kind needed_name <&4; do
		[ -z "$needed_kind" ] || ! lacks "$needed_kind" "$needed_name" || break
	done 4<<- END
		$(rows waits | awk -F '\t' -v kind="$1" -v name="$2" '$1 == kind && ($2 == name || $2 == "*") { print $3 "\t" $4 }')
	END
	[ -z "$cause" ] || refuse "it waits for $cause"
}

# lacks KIND NAME: whether it is known to be missing; then `cause` says why. A package that is there serves, even if apk could
# not be asked to keep it.
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

# item KIND NAME COMMAND...: part of a step, which does not keep the other parts from being tried.
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
