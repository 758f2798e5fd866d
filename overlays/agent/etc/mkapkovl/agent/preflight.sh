# shellcheck shell=dash disable=SC2015,SC2034,SC2154
# Checks before the first write. Reads only. Sourced after common.sh, release.sh, medium.sh, disk.sh, mark.sh and
# choose.sh.

# preflight: all checks, those that need no waiting first. Sets disk, plan, firmware, loader and label.
preflight() {
	release_fits 'the medium is' && choose_disk && controller_stays && loader_fits || return
	# The system is complete already: nothing more is downloaded.
	[ "$plan" != finish ] || return 0
	keyboard_stays || return
	[ "$plan" = resume ] || medium_allows || return
	room_for_system || return
	! bundle_is_whole || return 0
	clock_is_set && network_is_up && packages_are_there
}

# pci_id ADDRESS: vendor:device.
pci_id() {
	vendor=$(cat "$sys/bus/pci/devices/$1/vendor" 2> /dev/null) || return
	device_id=$(cat "$sys/bus/pci/devices/$1/device" 2> /dev/null) || return
	echo "${vendor#0x}:${device_id#0x}"
}

# passed_ids: vendor:device of all devices that vfio-pci binds by id.
passed_ids() {
	rows devices | awk -F "$tab" '$1 == "id" { print $2 }'
	sed -n 's/^options[[:blank:]]\{1,\}vfio[-_]pci[[:blank:]].*ids=\([^[:blank:]]*\).*/\1/p' "$root"/etc/modprobe.d/*.conf 2> /dev/null |
		tr ',' '\n' | cut -d : -f 1,2
}

# controller_stays: no guest gets the controller that the disk is connected to.
controller_stays() {
	addresses=$(rows devices | awk -F "$tab" '$1 == "address" { print $2 }')
	ids=$(passed_ids)
	[ -n "$addresses$ids" ] || return 0
	controllers=$(controllers_of "$disk")
	if [ -z "$controllers" ] && readlink -f "$sys/block/$disk" | grep -q /devices/virtual/; then
		refuse "cannot determine the controller of $disk, which might be one of the devices that the profile passes through"
		return
	fi
	for controller in $controllers; do
		id=$(pci_id "$controller") || { refuse "cannot read the id of $controller, the controller of $disk"; return; }
		if printf '%s\n' "$addresses" "$ids" | grep -Fqix -e "$controller" -e "$id"; then
			refuse "$disk is connected to $controller ($id), which the profile passes through"
			return
		fi
	done
}

# keyboard_stays: guests do not get every keyboard if the initramfs asks for a passphrase: it binds devices before it has
# found any keyboard. A serial console needs none.
keyboard_stays() {
	[ "$(setting install.conf PASSPHRASE)" != none ] && [ -n "$addresses$ids" ] && [ -e "$data/agent/pci.sh" ] || return 0
	! rows kernel-options | grep -qE '^console=(tty[^0-9]|[^t])' || return 0
	# shellcheck disable=SC1091
	. "$data/agent/pci.sh"
	passed=$(for device in "$sys"/bus/pci/devices/*; do
		printf '%s\n' "$addresses" "$ids" | grep . | grep -Fqix -e "${device##*/}" -e "$(id_of "${device##*/}")" && echo "${device##*/}"
	done | tr '\n' ' ')
	lost=$(carriers_of_keyboards "$passed" | cut -f 1 | sort -u | tr '\n' ' ')
	[ -z "$lost" ] || refuse "every keyboard is connected to a device that the profile passes through (${lost% }): no one could type the passphrase"
}

# loader_fits: decides on boot loader and partition table for the firmware.
loader_fits() {
	loader=$(setting install.conf INSTALL_LOADER)
	firmware=bios
	[ ! -d "$sys/firmware/efi" ] || firmware=uefi
	case "$firmware $loader" in
		'uefi auto' | 'uefi grub') loader=grub label=gpt ;;
		'bios auto' | 'bios extlinux') loader=extlinux label=dos ;;
		'bios grub') label=dos ;;
		*) refuse "the boot loader ${loader:-without a name} does not support $firmware"; return ;;
	esac
	# The limit of a dos partition table, in sectors: 2^32.
	block_bytes=$(number_in "$sys/block/$disk/queue/logical_block_size") ||
		{ refuse "cannot determine the block size of $disk"; return; }
	[ "$label" = gpt ] || [ $((bytes / block_bytes)) -lt 4294967296 ] || label=gpt
	[ "$firmware $loader $label" != 'bios grub gpt' ] ||
		refuse "$disk is too large for GRUB on BIOS; set boot.loader: extlinux"
}

room_for_system() {
	[ "$bytes" -ge 1073741824 ] || refuse "$disk has $bytes bytes, but a system needs at least 1 GiB"
}

# within SECONDS COMMAND...: whether it succeeds in that time; tried every five seconds.
within() {
	tries=$(($1 / 5))
	shift
	until "$@"; do
		tries=$((tries - 1))
		[ "$tries" -gt 0 ] || return 1
		sleep 5
	done
}

# The clock is after the day that the medium was made, and after the first release that this program knows.
clock_seems_set() {
	made=$(stat -c %Y "$root/bin/busybox" 2> /dev/null)
	[ "$(now)" -gt "${made:-0}" ] && [ "$(now)" -gt 1683590400 ] && [ "$(now)" -lt 4102444800 ]
}

clock_is_set() {
	within 120 clock_seems_set ||
		refuse "the clock is not set ($(date -u +%Y-%m-%d -d "@$(now)")): TLS certificates would be rejected"
}

# A default route: with a lease, or of a static address.
default_route() {
	awk '$2 == "00000000" && $8 == "00000000" { found = 1 } END { exit !found }' "$proc/net/route" 2> /dev/null && return
	awk '$1 ~ /^0+$/ && $2 == "00" && $NF != "lo" { found = 1 } END { exit !found }' "$proc/net/ipv6_route" 2> /dev/null
}

network_is_up() {
	within 120 default_route || refuse "there is no network: no DHCP lease or default route after two minutes${lacking:+; and the bundle on the medium does not have all packages: $lacking}"
}

# loader_packages: what setup-disk installs in addition to the kernel.
loader_packages() {
	case "$firmware $loader" in
		'uefi grub') echo grub grub-efi dosfstools ;;
		'bios grub') echo grub grub-bios ;;
		*) echo syslinux ;;
	esac
	[ "$(setting install.conf PASSPHRASE)" = none ] || echo cryptsetup blkid
}

# installer_packages: what is installed in addition to what the profile asks for. setup-disk wants acct up to Alpine 3.19
# (alpine-conf 3.17, setup-disk.in).
installer_packages() {
	echo "linux-$(setting install.conf INSTALL_KERNEL) alpine-base mkinitfs sfdisk e2fsprogs $(loader_packages)"
	case $(setting install.conf INSTALL_RELEASE) in 3.18 | 3.19) echo acct ;; esac
}

# packages_are_there: everything that the profile and setup-disk need can be installed from the profile's repositories.
packages_are_there() {
	wanted_packages="$(rows packages) $(installer_packages)"
	within 30 packages_resolve && return
	refuse "cannot install the packages: $(printf '%s\n' "$apk_says" | grep -v '^OK' | tr -s ' \n' ' ' | cut -c 1-400)"
}

packages_resolve() {
	# A conflict (!name) or a version (name~1) is for apk, not for the shell.
	set -f
	# shellcheck disable=SC2086
	apk_says=$(apk add --simulate --no-cache --quiet $apk_words $wanted_packages 2>&1 < /dev/null)
	resolved=$?
	set +f
	return "$resolved"
}
