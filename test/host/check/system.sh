# shellcheck shell=sh disable=SC2154
# Names, packages and services.

check_name() {
	equal "host name" "$(hostname)" "$(cat /etc/hostname)"
	check "/etc/hosts knows the host's own name" grep -qwF "$(hostname)" /etc/hosts
}

check_packages() {
	tr ' ' '\n' < /etc/apk/world > "$work/world"
	while read -r wanted; do
		name=$(echo "$wanted" | sed 's/^!//; s/[<>=~@].*//')
		case $wanted in
		'') ;;
		!*) if apk info -e "$name" > /dev/null; then fail "package $name is there"; else ok "package $name is absent"; fi ;;
		*) check "package $name is installed" apk info -e "$name" ;;
		esac
	done < "$work/world"
	lines_of /etc/mkapkovl/packages > "$work/packages"
	while read -r name; do
		apk info -e "$name" > /dev/null || note "package $name waits for the repositories"
	done < "$work/packages"
	while read -r address; do
		case $address in
		'#'* | '') ;;
		*) check "repository $address has an address or a folder" test "${address#*://}" != "$address" -o -d "$address" ;;
		esac
	done < /etc/apk/repositories
}

check_services() {
	for link in /etc/runlevels/sysinit/* /etc/runlevels/boot/* /etc/runlevels/default/*; do
		[ -L "$link" ] || continue
		service=${link##*/} runlevel=${link%/*}
		if [ ! -e "$link" ]; then
			note "service $service (${runlevel##*/}): its package is not installed yet"
		else
			check "service $service (${runlevel##*/}) is started" within 20 rc-service "$service" status
		fi
	done
	for script in /etc/local.d/*.start; do
		[ -e "$script" ] || continue
		check "$script can be run" test -x "$script"
		check "service local runs $script" test -e /etc/runlevels/default/local
	done
}
