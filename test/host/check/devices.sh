# shellcheck shell=sh disable=SC2154
# Modules, and devices that are kept for guests.

loaded() {
	name=$(echo "$1" | tr - _)
	[ -e "/sys/module/$name" ] || grep -q "^$name " /proc/modules ||
		tr - _ < "/lib/modules/$(uname -r)/modules.builtin" | grep -q "/$name\.ko"
}

check_modules() {
	sed 's/#.*//' /etc/modules > "$work/modules"
	while read -r module _; do [ -z "$module" ] || check "module $module is loaded" loaded "$module"; done < "$work/modules"
	[ -e /etc/modprobe.d/vfio.conf ] || return
	unsafe=/sys/module/vfio_iommu_type1/parameters/allow_unsafe_interrupts
	if grep -q 'allow_unsafe_interrupts=1' /etc/modprobe.d/vfio.conf; then
		equal "allow_unsafe_interrupts" "$(cat $unsafe)" Y
	else
		equal "allow_unsafe_interrupts" "$(cat $unsafe)" N
	fi
	while read -r pattern; do
		check "an initramfs can have $pattern" sh -c "ls /lib/modules/$(uname -r)/$pattern"
	done < /etc/mkinitfs/features.d/vfio.modules
}

installed() { ! grep -q '^tmpfs / ' /proc/mounts; }

# check_device ADDRESS ID: one that is kept for guests
check_device() {
	driver=$(readlink "/sys/bus/pci/devices/$1/driver")
	driver=${driver##*/}
	group=$(readlink "/sys/bus/pci/devices/$1/iommu_group")
	told="device $1 ($2) in IOMMU group ${group##*/}"
	if [ "$driver" = vfio-pci ]; then
		ok "$told is vfio-pci's"
	elif installed; then
		fail "$told is ${driver:-nobody}'s, not vfio-pci's"
	else
		note "$told is ${driver:-nobody}'s: what the medium's initramfs has a driver for is taken before"
	fi
}

check_devices() {
	[ -e /etc/mkapkovl/devices ] || return
	while read -r by value id _; do
		met=
		for device in /sys/bus/pci/devices/*; do
			found=$(cut -c 3- "$device/vendor"):$(cut -c 3- "$device/device")
			if [ "$by" = address ]; then [ "${device##*/}" = "$value" ]; else [ "$found" = "$id" ]; fi || continue
			met=1
			check_device "${device##*/}" "$found"
		done
		[ -n "$met" ] || fail "there is no device $value"
	done < /etc/mkapkovl/devices
}
