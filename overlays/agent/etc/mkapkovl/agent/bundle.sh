# shellcheck shell=dash disable=SC2015,SC2034,SC2154
# Installing from the bundle of the medium. With one that has everything, the installed system is complete before its first
# start, and nothing is asked of a network. Sourced after common.sh, medium.sh and preflight.sh.

# What apk and lacking are without a bundle.
apk_words='' lacking='' whole=''

# bundle_is_whole: whether the bundle has everything that is installed, so that neither the network nor the clock matters.
# An empty root is asked, because the packages of the live system are on the medium, but need not be in the bundle.
bundle_is_whole() {
	find_bundle || return
	empty=$run/empty
	rm -rf "$empty"
	mkdir -p "$empty" && apk add --quiet --root "$empty" --initdb > /dev/null 2>&1 < /dev/null
	set -f
	# A conflict (!name) or a version (name~1) is for apk, not for the shell.
	# shellcheck disable=SC2046
	take_from_bundle --root "$empty" --keys-dir "$root/etc/apk/keys" $(rows world) $(rows packages) $(installer_packages) && whole=yes
	set +f
	rm -rf "$empty"
	[ -n "$whole" ]
}

# use_bundle: from here on, every apk of the installation finds the bundle, also those that setup-alpine and setup-disk
# start. /etc/apk/repositories, which the installed system gets, stays the profile's. A bundle that has everything needs
# no update of indexes, which would fail.
use_bundle() {
	[ -n "$apk_words" ] || return 0
	real_apk=$(command -v apk) && mkdir -p "$run/apk" && cat > "$run/apk/apk" <<-END &&
		#!/bin/sh
		[ -z "$whole" ] || case " \$* " in *" update "*) exit 0 ;; esac
		exec $real_apk $apk_words "\$@"
	END
		chmod 755 "$run/apk/apk" || { refuse "cannot prepare apk for the bundle"; return; }
	PATH=$run/apk:$PATH
	export PATH
	[ -z "$whole" ] || say_missing_firmware
}

# say_missing_firmware: setup-disk adds the packages with the firmware that loaded drivers name, and leaves out what it
# does not find (alpine-conf, setup-disk.in: select_firmware_pkgs). A name may be of a package that does not exist.
say_missing_firmware() {
	named=$(for module in "$sys/module"/*; do
		modinfo -F firmware "${module##*/}" 2> /dev/null
	done | awk -F / '{ print "linux-firmware-" (NF > 1 ? $1 : "other") }' | sort -u)
	[ -n "$named" ] || return 0
	# shellcheck disable=SC2086
	there=$(apk search --quiet --exact $named 2> /dev/null < /dev/null)
	absent=$(printf '%s\n' "$named" | grep -vxF "$there" | tr '\n' ' ')
	[ -z "$absent" ] || say "the bundle does not have ${absent% }, which drivers of this machine may need: if so, add it to packages in the profile"
}

# add_listed: adds to the installed system what the converge stage would add from the network.
add_listed() {
	[ -n "$whole" ] && rows packages | grep -q . || return 0
	inside_target add_packages
}

add_packages() {
	set -f
	# shellcheck disable=SC2046
	apk add --root "$target" --clean-protected --no-progress $(rows packages) < /dev/null >> "$log" 2>&1
	added=$?
	set +f
	[ "$added" -eq 0 ] || refuse "cannot install the packages of the bundle: $(grep . "$log" | tail -n 1)"
}
