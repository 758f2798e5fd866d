#!/bin/sh
# Gives a running guest its USB device again when that comes back, after a replug or because the kernel enumerated it
# again. libvirt knows the device of a running guest by its number on the bus, which is another one then; the entry with
# the old number stays in the guest (virhostdev.c, virHostdevFindUSBDevice).
#
# A rule for mdev would replace the package's /etc/mdev.conf, and a host with udev would not read it; Alpine's busybox has
# no uevent to wait for the kernel with. So this lists the devices every two seconds, and looks closer after a change.

# Parsed whole before it runs, so that `mkapkovl-host apply` may replace the file meanwhile.
# shellcheck disable=SC2034,SC2154
{
	LC_ALL=C
	LIBVIRT_DEFAULT_URI=${LIBVIRT_DEFAULT_URI:-qemu:///system}
	MKAPKOVL_HERE=yes
	export LC_ALL LIBVIRT_DEFAULT_URI
	umask 022
	# shellcheck source=/dev/null
	. "${MKAPKOVL_ROOT:-}/etc/mkapkovl/agent/common.sh"
	kept=$root/run/mkapkovl/replug

	follow_devices() {
		seen=
		left=
		while :; do
			# The number of a file in /sys is never that of an earlier one: a device that is back has another.
			there=$(ls -i "$data/libvirt/replug.table" "$sys/bus/usb/devices" 2> /dev/null)
			if [ "$there" != "$seen" ]; then
				# Devices come with their interfaces, and hubs with what is plugged in there: wait until nothing more comes.
				seen=$there
				left=1
				delay=1
				sleep "${MKAPKOVL_PAUSE:-1}"
				continue
			fi
			if [ -n "$left" ]; then
				left=$((left - 1))
				[ "$left" -gt 0 ] || look
			fi
			sleep "${MKAPKOVL_PAUSE:-2}"
		done
	}

	# look: at each device of the table. What is not settled is looked at again, after 2, 4, 8 … 32 seconds.
	look() {
		left=
		while IFS=$tab read -r guest vendor product <&3; do
			[ -z "$guest" ] || settled || left=$delay
		done 3<<- END
			$(rows libvirt/replug.table)
		END
		delay=$((delay < 16 ? delay * 2 : 16))
	}

	# settled: whether nothing is left to do for this device of $guest, which gets it if it runs and does not have it.
	settled() {
		id=$vendor:$product
		mark=$kept/$guest-$id
		found=$(plugged)
		if [ -z "$found" ]; then
			forget_failure
			return
		fi
		had=$(cat "$mark" 2> /dev/null)
		[ -z "$had" ] || ! printf '%s\n' "$found" | grep -qxF "$had" || return 0
		if ! is_running; then
			# libvirt looks for the device itself when the guest starts.
			rm -f "$mark"
			forget_failure
			return 1
		fi
		entries=$(virsh -q dumpxml "$guest" 2> /dev/null < /dev/null | entries_of_guest)
		present=$(printf '%s\n' "$found" | awk -v entries="$entries" '
			BEGIN { count = split(entries, all, "\n"); for (i = 1; i <= count; i++) has[all[i]] = 1 }
			$3 in has { print; exit }')
		if [ -z "$had" ] && [ -n "$present" ]; then
			echo "$present" | write_file "$mark"
			forget_failure
			return
		fi
		if [ "$(printf '%s\n' "$found" | wc -l)" -gt 1 ]; then
			failed "it is plugged in several times ($(printf '%s\n' "$found" | cut -d ' ' -f 2 | paste -s -d ' ' -)), and libvirt cannot tell them apart; unplug the others"
			return 0
		fi
		definition=$data/libvirt/replug/$guest/$vendor-$product.xml
		[ -z "$entries" ] || change detach-device || return
		change attach-device || return
		echo "$found" | write_file "$mark"
		rm -f "$mark.failed"
		record "replug-$guest-$vendor-$product" "done"
		report notice "the guest $guest has the USB device $id again"
	}

	# plugged: a line for each device with this id: its number in /sys, its port, and its address on the bus.
	plugged() {
		for device in "$sys/bus/usb/devices"/*; do
			{ read -r its_vendor < "$device/idVendor" && read -r its_product < "$device/idProduct"; } 2> /dev/null || continue
			[ "$its_vendor:$its_product" = "$id" ] || continue
			{ read -r bus < "$device/busnum" && read -r number < "$device/devnum"; } 2> /dev/null || continue
			echo "$(stat -c %i "$device") ${device##*/} $bus.$number"
		done
	}

	is_running() {
		case $(virsh -q domstate "$guest" 2> /dev/null < /dev/null | head -n 1) in
			running | paused | pmsuspended) ;;
			*) return 1 ;;
		esac
	}

	# entries_of_guest: the address of each entry with this id in the definition of a running guest, or - if it has none.
	entries_of_guest() {
		awk -F "'" -v wanted="0x$vendor:0x$product" '
			/<hostdev / { inside = 1; found = bus = number = "" }
			inside && /<vendor / { found = $2 }
			inside && /<product / { found = found ":" $2 }
			inside && /<address / {
				for (i = 1; i < NF; i += 2) {
					if ($i ~ / bus=$/) bus = $(i + 1)
					if ($i ~ / device=$/) number = $(i + 1)
				}
			}
			inside && /<\/source>/ {
				inside = 0
				if (found == wanted) print bus == "" ? "-" : bus "." number
			}'
	}

	# change attach-device|detach-device
	change() {
		output=$(virsh -q "$1" "$guest" "$definition" --live 2>&1 < /dev/null) && return
		failed "virsh $1: $(printf '%s\n' "$output" | grep . | tail -n 1 | printable)"
		return 1
	}

	# failed WHY: recorded, and reported once.
	failed() {
		record "replug-$guest-$vendor-$product" failed "$1"
		[ "$(cat "$mark.failed" 2> /dev/null)" != "$1" ] || return 0
		echo "$1" | write_file "$mark.failed"
		report warning "the guest $guest does not get the USB device $id: $1"
	}

	# forget_failure: there is nothing to give any more.
	forget_failure() {
		[ -e "$mark.failed" ] || return 0
		rm -f "$mark.failed"
		record "replug-$guest-$vendor-$product" skipped
	}

	# report LEVEL TEXT
	report() {
		bound_log
		say "$2"
		logger -t mkapkovl -p "daemon.$1" "$2"
	}

	mkdir -p "$kept" "$state/steps" "${log%/*}"
	# Not two at a time: a device would be taken away while it is being given.
	lock_file "$kept.lock"
	exec 9> "$kept.lock"
	flock 9
	follow_devices 9>&-
}
