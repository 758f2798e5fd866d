# shellcheck shell=dash disable=SC2154
# Identifies disks by what the kernel reports; needs no udev. Reads only. Sourced after common.sh.

# trimmed: standard input without surrounding blanks and control characters. Inner blanks become underscores, as in udev's
# serial numbers: a profile's serial has no blanks.
trimmed() {
	tr -cd '\040-\176' | sed 's/^ *//; s/ *$//; s/  */_/g'
}

# serial_of NAME: the serial number of a disk, trimmed; nothing if it has none. Works without udev.
serial_of() {
	for serial_file in "$sys/block/$1/serial" "$sys/block/$1/device/serial"; do # virtio; NVMe and MMC
		found=$(trimmed 2> /dev/null < "$serial_file") && [ -n "$found" ] && echo "$found" && return
	done 2> /dev/null
	# SCSI and SATA: vital product data page 0x80, behind four bytes of header.
	if [ -r "$sys/block/$1/device/vpd_pg80" ]; then
		tail -c +5 "$sys/block/$1/device/vpd_pg80" | trimmed
		return
	fi
	usb_device=$(readlink -f "$sys/block/$1/device")
	while [ "${usb_device##*/}" != devices ] && [ -n "$usb_device" ]; do
		if [ -r "$usb_device/serial" ] && [ -r "$usb_device/idVendor" ]; then
			trimmed < "$usb_device/serial"
			return
		fi
		usb_device=${usb_device%/*}
	done
}

# wwn_of NAME: the world wide name as the kernel has it (naa., eui., t10. …), trimmed; nothing if it has none.
wwn_of() {
	for wwn_file in "$sys/block/$1/wwid" "$sys/block/$1/device/wwid"; do
		[ -r "$wwn_file" ] && trimmed < "$wwn_file" && return
	done
	return 0
}

# plain_wwn: a world wide name without the prefixes that tools disagree about.
plain_wwn() {
	tr '[:upper:]' '[:lower:]' | sed -E 's/^(0x|naa\.|eui\.|uuid\.)//'
}

# disks: the names of all disks that are hardware of their own.
disks() {
	for block in "$sys"/block/*; do
		[ -e "$block/device" ] || continue
		[ "$(cat "$block/hidden" 2> /dev/null)" != 1 ] || continue # a path of a multipath NVMe
		case ${block##*/} in
			mmcblk*boot* | mmcblk*rpmb* | mtdblock* | sr[0-9]* | fd[0-9]*) continue ;;
		esac
		echo "${block##*/}"
	done
}

# number_in FILE: a whole number that a file of /sys holds; fails if it does not.
number_in() {
	number=$(cat "$1" 2> /dev/null)
	case "$number" in '' | *[!0-9]*) return 1 ;; esac
	echo "$number"
}

# bytes_of NAME: the size of a disk.
bytes_of() {
	sectors=$(number_in "$sys/block/$1/size") && [ "$sectors" -gt 0 ] && echo $((sectors * 512))
}

# partitions_of NAME: the partitions that the kernel knows.
partitions_of() {
	for partition in "$sys/block/$1"/*/partition; do
		[ -e "$partition" ] || continue
		partition=${partition%/partition}
		echo "${partition##*/}"
	done
}

# controllers_of NAME: the PCI addresses above a disk. The disk of a multipath NVMe is virtual; its device has links to
# the controllers.
controllers_of() {
	for device in "$sys/block/$1" "$sys/block/$1/device"/nvme[0-9]*; do
		[ -e "$device" ] && readlink -f "$device"
	done | tr / '\n' | grep -E '^[0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]$' | sort -u
}

# node_matches NAME FOLDER: whether /dev/NAME is the device that a folder of /sys describes.
node_matches() {
	numbers=$(cat "$2/dev" 2> /dev/null)
	case "$numbers" in *[!0-9:]* | '' | *:*:* | *: | :*) return 1 ;; esac
	expected=$(printf 'block special file %x:%x' "${numbers%:*}" "${numbers#*:}")
	[ "$(stat -L -c '%F %t:%T' "$dev/$1" 2> /dev/null)" = "$expected" ]
}

# identity_of NAME: the kernel's numbers of a disk and what distinguishes it from another disk that gets the same name
# later. Since 5.15 every device, and every medium in it, has its own sequence number.
identity_of() {
	echo "$(cat "$sys/block/$1/dev") $(cat "$sys/block/$1/diskseq" 2> /dev/null) $(bytes_of "$1") $(serial_of "$1") $(wwn_of "$1")"
}
