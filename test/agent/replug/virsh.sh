# shellcheck shell=sh disable=SC2015
# virsh, for tests: guests of a fake root, which get USB devices as libvirt gives them (virhostdev.c: found by vendor and
# product, kept by their number on the bus). fake/guests/NAME/state is a guest's state, entries has a line for each of its
# devices: id and address, or - if it started without. fake/refused refuses what changes something, with that text.
fake=${MKAPKOVL_ROOT:-}/fake
echo "virsh $*" | sed "s:${MKAPKOVL_ROOT:-^}::" >> "$fake/calls"
[ ! -e "$fake/silent" ] || {
	echo 'error: failed to connect to the hypervisor' >&2
	exit 1
}
[ "$1" != -q ] || shift
guest=$fake/guests/$2
[ -e "$guest/state" ] || exit 1

fail() {
	echo "error: Failed to ${1%-*} device from $3" >&2
	echo "error: $2" >&2
	exit 1
}

print_guest() {
	echo '<domain><devices>'
	while read -r id address; do
		echo "<hostdev mode='subsystem' type='usb' managed='yes'>"
		[ "$address" = - ] && echo "<source startupPolicy='optional' missing='yes'>" || echo '<source>'
		printf "<vendor id='0x%s'/>\n<product id='0x%s'/>\n" "${id%:*}" "${id#*:}"
		[ "$address" = - ] || echo "<address bus='${address%.*}' device='${address#*.}'/>"
		printf "</source>\n<address type='usb' bus='0' port='1'/>\n</hostdev>\n"
	done < "$guest/entries"
	echo '</devices></domain>'
}

plugged() {
	for each in "${MKAPKOVL_ROOT:-}"/sys/bus/usb/devices/*; do
		[ "$(cat "$each/idVendor"):$(cat "$each/idProduct")" != "$id" ] || echo "$(cat "$each/busnum").$(cat "$each/devnum")"
	done 2> /dev/null
}

case $1 in
	domstate) cat "$guest/state" ;;
	dumpxml) print_guest ;;
	*-device)
		[ "$4" = --live ] && [ "$(cat "$guest/state")" = running ] || fail "$1" 'domain is not running' "$2"
		[ ! -e "$fake/refused" ] || fail "$1" "$(cat "$fake/refused")" "$2"
		id=$(sed -n "s/.* id='0x\(....\)'.*/\1/p" "$3" | paste -s -d : -)
		case $1 in
			detach-device)
				grep -q "^$id " "$guest/entries" || fail "$1" "device not found: host usb device $id not found" "$2"
				awk -v id="$id" '$1 == id && !gone { gone = 1; next } { print }' "$guest/entries" > "$fake/rest"
				mv "$fake/rest" "$guest/entries"
				;;
			attach-device)
				found=$(plugged)
				case $(echo "$found" | wc -w) in
					0) fail "$1" "Did not find USB device $id" "$2" ;;
					1) echo "$id $found" >> "$guest/entries" ;;
					*) fail "$1" "Multiple USB devices for $id, use <address> to specify one" "$2" ;;
				esac
				;;
		esac
		;;
	*) exit 1 ;;
esac
