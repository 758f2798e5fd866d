# shellcheck shell=dash disable=SC2015,SC2034,SC2154
# Which release of Alpine runs, and for which one the profile is. Sourced after common.sh.

# release_fits NAME: whether both are the same; NAME says what runs it. Packages of one release do not work on another.
release_fits() {
	release=$(setting install.conf INSTALL_RELEASE)
	running_release=$(cut -d . -f 1,2 "$root/etc/alpine-release" 2> /dev/null)
	[ -n "$release" ] && [ "$running_release" = "$release" ] ||
		refuse "$1 Alpine ${running_release:-(unknown release)}, but the profile is for ${release:-none}"
}

# same_release: the step. A machine of another release goes on with what it has: only packages wait for this step.
same_release() {
	if [ -n "$(setting install.conf INSTALL_RELEASE)" ]; then
		release_fits 'this machine runs' || return
	fi
	skip ''
}
