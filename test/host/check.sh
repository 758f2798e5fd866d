#!/bin/sh
# Proves on a booted host what its overlay promises. Needs nothing but busybox, and root.
#
#   node test/host/expectations.js out/kvm1.manifest.json > kvm1-check.sh   # on the build machine: this file with the
#   ssh root@kvm1 sh < kvm1-check.sh                                        # expectations of that build in front
#
# Without expectations (cat test/host/check/*.sh test/host/check.sh | ssh root@kvm1 sh) only what the host's own files
# promise is looked at: that the services of the runlevels are started, the interfaces are as /etc/network/interfaces
# says, and so on.
#
# It prints a line for each thing: "ok", "FAIL", or "note" for what nobody promised but somebody may want to know. The
# exit status is 1 after any FAIL.
#
#   --files      only compare files, links, modes and owners; with ROOT=DIR those below a folder
#   NO_DHCP=1    there is no DHCP server: interfaces with dhcp need no address

ROOT=${ROOT:-}
# In the script that expectations.js prints, the parts stand above.
# shellcheck source=/dev/null
command -v check_build > /dev/null || for part in "${0%/*}"/check/*.sh; do . "$part"; done

check_build
if [ "$1" != --files ]; then
	check_name
	check_packages
	check_services
	check_network
	check_ssh
	check_modules
	check_devices
	check_boot
fi
# shellcheck disable=SC2154
failed=$(wc -l < "$work/failed")
echo "$failed failed"
[ "$failed" -eq 0 ]
