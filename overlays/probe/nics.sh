# shellcheck shell=dash disable=SC2154
# Network cards that are hardware, and keyboards.

# default_ports: the cards that a default route goes through become $routed, with blanks around; fails if routes are
# unknown. A bridge, a bond or a VLAN has its cards as links lower_NAME.
default_ports() {
	[ -r "$proc/net/route" ] || return
	queue=$({
		awk '$2 == "00000000" && $8 == "00000000" { print $1 }' "$proc/net/route"
		# A route that rejects (0x200) has no destination.
		awk '$1 ~ /^0+$/ && $2 == "00" && $10 != "lo" && $9 !~ /[2367abef]..$/ { print $10 }' "$proc/net/ipv6_route"
	} 2> /dev/null)
	routed=' '
	while [ -n "$queue" ]; do
		next=
		for port in $queue; do
			case "$routed" in *" $port "*) continue ;; esac
			routed="$routed$port "
			for lower in "$sys/class/net/$port"/lower_*; do
				[ -e "$lower" ] && next="$next ${lower##*/lower_}"
			done
		done
		queue=$next
	done
}

# nic NAME: rows of a card.
nic() {
	# While it is part of a bond it has the address of the bond.
	first_line "$sys/class/net/$1/bonding_slave/perm_hwaddr" || first_line "$sys/class/net/$1/address"
	row nics "$1" mac text "$line"
	link_row nics "$1" driver "$sys/class/net/$1/device/driver"
	if first_line "$sys/class/net/$1/carrier"; then
		row nics "$1" carrier flag "$line"
	else
		note "whether a cable is in $1 is unknown: it is down" "ip link set $1 up, and probe again."
	fi
	cd -P "$sys/class/net/$1" && pci_above "$PWD"
	cd /
	row nics "$1" controller word "$controller"
	[ -n "$routed" ] || return 0
	case "$routed" in
		*" $1 "*) row nics "$1" default_route flag 1 ;;
		*) row nics "$1" default_route flag 0 ;;
	esac
}

nic_rows() {
	if [ ! -d "$sys/class/net" ]; then
		note 'network cards are unknown: this kernel has no /sys/class/net' 'Mount /sys.'
		return
	fi
	routed=
	default_ports || note "the default route is unknown: $proc/net/route cannot be read" 'Mount /proc.'
	row nics '' '' measured ''
	for card in "$sys"/class/net/*; do
		[ -e "$card/device" ] && nic "${card##*/}"
	done
	return 0
}

keyboard_rows() {
	if [ ! -d "$sys/class/input" ]; then
		note 'keyboards are unknown: this kernel has no /sys/class/input' 'modprobe usbhid, if the keyboard is a USB one.'
		return
	fi
	row keyboards '' '' measured ''
	for input in "$sys"/class/input/input*; do
		# A keyboard has all of the first 31 keys; udev uses the same rule (udev-builtin-input_id.c).
		first_line "$input/capabilities/key" || continue
		case $line in *[fF][fF][fF][fF][fF][fF][fF][eEfF]) ;; *) continue ;; esac
		cd -P "$input" || continue
		# Virtual and Bluetooth keyboards are not there when a machine boots.
		case $PWD in */devices/virtual/*) continue ;; esac
		pci_above "$PWD"
		text_row keyboards "${input##*/}" name "$PWD/name"
		row keyboards "${input##*/}" controllers list ''
		[ -z "$controller" ] || row keyboards "${input##*/}" controllers item "$controller"
	done
	cd /
}
