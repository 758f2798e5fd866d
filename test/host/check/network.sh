# shellcheck shell=sh disable=SC2154
# Interfaces as /etc/network/interfaces says, cards as /etc/mactab says, and name servers.

has_address() { [ -n "$(ip -o -"$2" addr show dev "$1" 2> /dev/null | awk -v wanted="$3" '!wanted || index($4, wanted) == 1')" ]; }

# check_option INTERFACE KEY VALUE: one line of a stanza of /etc/network/interfaces
check_option() {
	net=/sys/class/net/$1
	case $2 in
	method)
		check "$1 is up" test $(($(cat "$net/flags" 2> /dev/null || echo 0) & 1)) = 1
		[ "$3" = dhcp ] && [ -z "$NO_DHCP" ] && check "$1 has an address by DHCP" within 30 has_address "$1" 4
		;;
	bridge-ports)
		check "$1 is a bridge" test -d "$net/bridge"
		for port in $3; do [ "$port" = none ] || check "$port is a port of $1" test -e "$net/brif/$port"; done
		;;
	bridge-stp) equal "spanning tree of $1" "$(cat "$net/bridge/stp_state")" "$3" ;;
	bridge-fd) equal "forward delay of $1" "$(cat "$net/bridge/forward_delay")" "${3}" ;;
	bond-members)
		for port in $3; do check "$port is a port of $1" in_words "$port" "$(cat "$net/bonding/slaves")"; done
		;;
	bond-mode) equal "mode of $1" "$(cut -d ' ' -f 1 "$net/bonding/mode")" "$3" ;;
	bond-miimon) equal "link check interval of $1" "$(cat "$net/bonding/miimon")" "$3" ;;
	vlan-raw-device) check "$1 is a VLAN of $3" grep -q "^Device: $3\$" "/proc/net/vlan/$1" ;;
	vlan-id) check "$1 has the VLAN id $3" grep -q "VID: $3[^0-9]" "/proc/net/vlan/$1" ;;
	address)
		case $3 in *:*) family=6 ;; *) family=4 ;; esac
		check "$1 has the address $3" has_address "$1" "$family" "$3"
		;;
	gateway)
		case $3 in *:*) family=6 ;; *) family=4 ;; esac
		ip -"$family" route show default > "$work/routes"
		check "the default route by $3 is on $1" grep -q "via $3 .*dev $1" "$work/routes"
		;;
	mtu) equal "MTU of $1" "$(cat "$net/mtu")" "$3" ;;
	post-up)
		case $3 in *disable_ipv6) equal "$1 without IPv6" "$(cat "/proc/sys/net/ipv6/conf/$1/disable_ipv6")" 1 ;; esac
		;;
	esac
}

check_network() {
	awk '/^iface/ { name = $2; print name, "method", $4 }
		/^[ \t]/ && name { key = $1; $1 = ""; sub(/^ */, ""); print name, key, $0 }' /etc/network/interfaces > "$work/options"
	while read -r name key value; do check_option "$name" "$key" "$value"; done < "$work/options"
	if [ -e /etc/mactab ]; then
		while read -r name mac; do
			case $name in '' | '#'*) continue ;; esac
			# The port of a bond has the bond's address; the kernel keeps its own one aside.
			own=$(awk -v name="$name" '/^Slave Interface:/ { this = $3 } /^Permanent HW addr:/ && this == name { print $4 }' /proc/net/bonding/* 2> /dev/null)
			equal "address of card $name" "${own:-$(cat "/sys/class/net/$name/address" 2> /dev/null)}" "$mac"
		done < /etc/mactab
	fi
	# A server that gives no route gives no name server either.
	if ip route show default | grep -q via; then
		check "/etc/resolv.conf names a server" within 30 grep -qs '^nameserver' /etc/resolv.conf
		search=$(sed -n "s/^search='\(.*\)'/\1/p" /etc/udhcpc/udhcpc.conf 2> /dev/null)
		[ -z "$search" ] || check "$search is searched" has_line "search $search" /etc/resolv.conf
	else
		note "no default route"
	fi
}
