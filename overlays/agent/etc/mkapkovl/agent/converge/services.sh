# shellcheck shell=dash disable=SC2154
# Services of the runlevels, except libvirtd, which has its own step. Sourced, never run.

# services: starts each; OpenRC skipped those whose package was not installed at boot.
services() {
	begin_step
	runlevels_are_through
	for link in "$root/etc/runlevels/sysinit"/* "$root/etc/runlevels/boot"/* "$root/etc/runlevels/default"/*; do
		[ -e "$link" ] || [ -h "$link" ] || continue
		case ${link##*/} in
			mkapkovl-converge | mkapkovl-install) ;;
			libvirtd) has_libvirt || item service libvirtd started libvirtd ;;
			*) item service "${link##*/}" started "${link##*/}" ;;
		esac
	done
	finish_step
}

# runlevels_are_through: waits until OpenRC has started the other services.
runlevels_are_through() {
	tries=60
	while [ -e "$root/run/openrc/rc.starting" ] && [ "$tries" -gt 0 ]; do
		tries=$((tries - 1))
		pause 2
	done
}

# is_started SERVICE. 0 is started, 8 is starting, 16 is inactive: waiting for something (openrc-run.sh).
is_started() {
	rc-service "$1" status > /dev/null 2>&1 < /dev/null
	case $? in 0 | 8 | 16) ;; *) return 1 ;; esac
}

# started SERVICE
started() {
	if [ ! -e "$root/etc/init.d/$1" ]; then
		add_failure "there is no service $1"
		return
	fi
	is_started "$1" && return
	if attempt rc-service "$1" start; then
		add_change "$1 started"
	else
		add_failure "$1: $reason"
	fi
}
