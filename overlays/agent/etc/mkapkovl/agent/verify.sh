# shellcheck shell=dash disable=SC2034,SC2154
# mkapkovl-host verify: compares the machine with every promise of the profile. Changes nothing. Sourced, never run.

# shellcheck source=/dev/null
for part in release kernel strays verify/files verify/boot verify/system verify/lock verify/guests verify/virtual verify/strays; do
	. "$agent/$part.sh"
done

again='Run: rc-service mkapkovl-converge restart; mkapkovl-host status then shows what still fails.'
reboot='Restart this machine.'

# verify text|json: findings in the form of those of `mkapkovl check`.
verify() {
	form=$1
	errors=0
	warnings=0
	found_any=
	unseen=
	[ "$form" = text ] || printf '['
	verify_steps
	verify_release
	verify_files
	verify_overlays
	verify_kernel
	verify_initramfs
	verify_devices
	verify_virtual
	verify_packages
	verify_lock
	verify_services
	verify_users
	verify_mounts
	has_libvirt && verify_libvirt
	[ -z "$unseen" ] || finding warning verify-not-root 'Not every promise was checked: only root can read all that is needed.' \
		'Run it as root, for example with doas.'
	if [ "$form" = json ]; then
		printf ']\n'
	elif [ "$((errors + warnings))" -eq 0 ]; then
		[ -z "$found_any" ] || echo
		echo 'Every promise of the profile is kept.'
	else
		printf '\n%s, %s\n' "$(counted "$errors" error)" "$(counted "$warnings" warning)"
	fi
	[ "$errors" -eq 0 ]
}

counted() {
	[ "$1" -eq 1 ] && echo "1 $2" || echo "$1 $2s"
}

# finding error|warning|note CODE MESSAGE REMEDY [PATH [TARGET]]: a note breaks no promise. PATH is a JSON Pointer into
# the profile, which is not on this machine; file, line and column are those of `mkapkovl check` for findings without a
# file.
finding() {
	if [ "$form" = text ]; then
		[ -z "$found_any" ] || echo
		printf '%s: %s [%s]\n' "$1" "$3" "$2"
		[ -z "${6:-}" ] || printf '  on the target: /%s\n' "$6"
		printf '  %s\n' "$4"
	else
		[ -z "$found_any" ] || printf ','
		printf '{"code":%s,"severity":%s,"message":%s,"remedy":%s,"file":"","line":1,"column":1,"path":%s' \
			"$(quoted "$2")" "$(quoted "$1")" "$(quoted "$3")" "$(quoted "$4")" "$(quoted "${5:-}")"
		[ -z "${6:-}" ] || printf ',"target":%s' "$(quoted "$6")"
		printf '}'
	fi
	found_any=yes
	case $1 in
		note) ;;
		error) errors=$((errors + 1)) ;;
		*) warnings=$((warnings + 1)) ;;
	esac
}

# pointer KEY...: keys of the profile as a JSON Pointer (RFC 6901).
pointer() {
	for key in "$@"; do
		printf '/%s' "$(printf '%s' "$key" | sed 's:~:~0:g; s:/:~1:g')"
	done
}

# is_hidden PATH: whether this user cannot see what is there; reported at the end, too.
is_hidden() {
	[ ! -r "$1" ] || return
	reached=$1
	until [ -e "${reached:-/}" ]; do reached=${reached%/*}; done
	# What is missing in a folder that can be searched is missing indeed.
	[ "$reached" = "$1" ] || [ ! -x "${reached:-/}" ] || return
	unseen=yes
}

# is_root: whether root runs this. If not, what only root can know is not checked, and that is reported at the end.
is_root() {
	[ "$(id -u)" = 0 ] || {
		unseen=yes
		return 1
	}
}

# verify_steps: except what verify_devices and verify_release check themselves.
verify_steps() {
	while IFS=$tab read -r _ how name why <&3; do
		case $how:$name in
			*:bind | *:bind-* | *:release) ;;
			failed:*) finding error step-failed "The step $name failed: $why" 'Run mkapkovl-host status to see every step.' ;;
			started:*) finding warning step-unfinished "The step $name was started, but did not finish." "$again" ;;
		esac
	done 3<<- END
		$(list_records)
	END
}
