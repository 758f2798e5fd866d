# shellcheck shell=dash disable=SC2154
# Kernel modules of /etc/modules: OpenRC loads them at boot, and this step those that an applied overlay adds. Sourced,
# never run.

# modules: except those of vfio, which take devices from the host and are loaded only at boot.
modules() {
	begin_step
	# Names of modules have no blanks.
	# shellcheck disable=SC2013
	for module in $(grep -hv -e '^#' -e '^vfio' "$root/etc/modules" 2> /dev/null); do
		is_loaded "$module" || item module "$module" load "$module"
	done
	finish_step
}

is_loaded() {
	[ -d "$sys/module/$(printf '%s' "$1" | tr - _)" ]
}

# load MODULE: of one that is built in, modprobe knows that there is nothing to do.
load() {
	if ! attempt modprobe "$1"; then
		add_failure "$1: $reason"
	elif is_loaded "$1"; then
		add_change "$1 loaded"
	fi
}
