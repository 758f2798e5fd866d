#!/bin/sh
# Writes down what the probe looks at of a machine, as the text that test/support/machines/tree.ts reads: run it as root
# on the machine, sh record.sh > tree.txt, and look for serial numbers and addresses that should not be known.
# A slow program for few uses; busybox has all that it takes.

root=${MKAPKOVL_ROOT:-}
LC_ALL=C
export LC_ALL

# folders: every directory that has something to say.
folders() {
	for folder in "$root"/sys/bus/pci/devices/* "$root"/sys/bus/usb/devices/* "$root"/sys/class/net/* "$root"/sys/class/input/input*; do
		readlink -f "$folder"
	done
	for folder in "$root"/sys/class/drm/card* "$root"/sys/bus/pci/devices/*/mdev_supported_types/* "$root"/sys/bus/mdev/devices/*; do
		[ ! -d "$folder" ] || readlink -f "$folder"
	done
	for folder in "$root"/sys/class/input/input*; do
		echo "$(readlink -f "$folder")/capabilities"
	done
	for folder in "$root"/sys/block/*; do
		block=$(readlink -f "$folder")
		printf '%s\n' "$block" "$block/dm" "$block/slaves" "$(readlink -f "$block/device")"
		for partition in "$block"/*/partition; do
			[ ! -e "$partition" ] || printf '%s\n' "${partition%/partition}" "${partition%/partition}/slaves"
		done
	done
	for folder in class/dmi/id firmware/acpi/tables firmware/efi devices/system/cpu class/iommu kernel/iommu_groups \
		bus/pci/devices bus/usb/devices bus/mdev/devices block class/net class/input class/drm; do
		echo "$root/sys/$folder"
	done
	for folder in "$root"/sys/kernel/iommu_groups/*; do
		echo "$folder/devices"
	done
	printf '%s\n' "$root/sys/devices/system/node" "$root"/sys/devices/system/node/node[0-9]*
	for folder in "$root"/sys/fs/btrfs/*/devices "$root"/proc/spl/kstat/zfs/*; do
		echo "$folder"
	done
	printf '%s\n' "$root/proc" "$root/proc/self" "$root/proc/net" "$root/proc/sys/kernel" "$root/etc"
	echo "$root/lib/modules/$(cat "$root/proc/sys/kernel/osrelease")"
}

# Attributes that the probe reads, or that tell a device apart; the rest would make the text long.
wanted() {
	case $1 in
		vendor | device | class | subsystem_vendor | subsystem_device | modalias | numa_node | reset_method | reset | boot_vga) ;;
		rom | label | config | driver | iommu_group | physfn | mdev_type | boot_display | status) ;;
		current_link_* | max_link_* | resource[0-5]_resize | sriov_totalvfs | sriov_offset | sriov_stride | available_instances) ;;
		idVendor | idProduct | bDeviceClass | bInterfaceClass | product | serial) ;;
		dev | size | removable | hidden | partition | state | model | name | transport | vpd_pg80 | wwid) ;;
		address | carrier | lower_* | perm_hwaddr | key) ;;
		sys_vendor | product_name | board_name | product_serial | product_uuid | fw_platform_size | present) ;;
		cmdline | cpuinfo | meminfo | interrupts | swaps | mountinfo | route | ipv6_route | hostname | osrelease) ;;
		os-release | modules.alias | arch | cpulist) ;;
		*) return 1 ;;
	esac
}

# What lists other things keeps all its links; of tables only the names are kept.
lister() {
	case $1 in
		*/bus/pci/devices | */bus/usb/devices | */bus/mdev/devices | */sys/block | */class/net | */class/input | */class/drm | */class/iommu | */devices | */slaves) ;;
		*) return 1 ;;
	esac
}

# content FILE: its bytes as the text has them. Links and unreadable files are the caller's.
content() {
	od -A n -v -t u1 "$1" 2> /dev/null | awk '
		function flush() {
			if (count == 0) return
			text = byte == 10 ? "\\n" : byte == 9 ? "\\t" : byte == 92 ? "\\\\" : byte >= 32 && byte < 127 ? sprintf("%c", byte) : sprintf("\\x%02x", byte)
			if (byte >= 32 && byte < 127 && byte != 92) while (count-- > 0) printf "%s", text
			else printf "%s%s", text, (count > 1 ? "*" count ";" : "")
			count = 0
		}
		{ for (field = 1; field <= NF; field++) { if ($field != byte || count == 0) { flush(); byte = $field } count++ } }
		END { flush() }'
}

folders | sort -u | while IFS= read -r folder; do
	[ -d "$folder" ] || continue
	printf '%s\n' "${folder#"$root"}"
	for member in "$folder"/*; do
		name=${member##*/}
		case $folder in */acpi/tables) [ ! -f "$member" ] || printf '%s\t%s\n' "$name" "$name" && continue ;; esac
		lister "$folder" || wanted "$name" || [ "$folder/$name" = "$folder/device" ] || continue
		if [ -L "$member" ]; then
			printf '%s -> %s\n' "$name" "$(readlink "$member")"
		elif [ "$name" = rom ] || [ "$name" = reset ]; then
			# That they are there is all that they tell.
			[ ! -e "$member" ] || printf '%s\t\n' "$name"
		elif [ -f "$member" ] && [ -r "$member" ]; then
			# What cannot be read now, such as the carrier of a card that is down, is left out.
			cat "$member" > /dev/null 2>&1 && printf '%s\t%s\n' "$name" "$(content "$member")"
		fi
	done
done
