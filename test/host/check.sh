#!/bin/sh
# Proves on a booted host what its overlay promises. Needs nothing but busybox, and root.
#
#   node test/host/expectations.js out/kvm1.manifest.json > kvm1-check.sh   # on the build machine: this file with the
#   ssh root@kvm1 sh < kvm1-check.sh                                        # expectations of that build in front
#
# Without expectations (sh check.sh) only what the host's own files promise is looked at: that the services of the
# runlevels are started, the interfaces are as /etc/network/interfaces says, and so on.
#
# It prints a line for each thing: "ok", "FAIL", or "note" for what nobody promised but somebody may want to know. The
# exit status is 1 after any FAIL.
#
#   --files      only compare files, links, modes and owners; with ROOT=DIR those below a folder
#   NO_DHCP=1    there is no DHCP server: interfaces with dhcp need no address

ROOT=${ROOT:-}
tab=$(printf '\t')
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
: > "$work/failed"

ok() { echo "ok    $*"; }
note() { echo "note  $*"; }
fail() {
	echo "FAIL  $*"
	echo "$*" >> "$work/failed"
}

# check "what is promised" command…: what the command prints is shown when it fails.
check() {
	promise=$1
	shift
	if "$@" > "$work/output" 2>&1; then ok "$promise"; else fail "$promise: $(head -c 300 "$work/output" | tr '\n' ' ')"; fi
}

# equal "what" FOUND EXPECTED
equal() { if [ "$2" = "$3" ]; then ok "$1 is $3"; else fail "$1 is ${2:-missing}, not $3"; fi; }

# within SECONDS command…: tries until it succeeds.
within() {
	left=$1
	shift
	until "$@"; do
		left=$((left - 1))
		[ "$left" -gt 0 ] || return 1
		sleep 1
	done
}

# has_line TEXT FILE: the words of TEXT are a line of the file, whatever the blanks between them.
has_line() { awk '{ $1 = $1; if ($0 == want) found = 1 } END { exit !found }' want="$1" "$2"; }

lines_of() { if [ -e "$1" ]; then cat "$1"; fi; }

in_words() { case " $2 " in *" $1 "*) return 0 ;; esac; return 1; }

# ---- what the build says: rows of kind, mode, owner, digest or target, path

check_file() {
	kind=$1 mode=$2 owner=$3 substance=$4 path=$ROOT/$5
	if [ "$kind" = link ]; then
		equal "$path" "$(readlink "$path")" "$substance"
		return
	fi
	if [ "$kind" = directory ]; then [ -d "$path" ]; else [ -f "$path" ]; fi || { fail "$path is missing"; return; }
	if grep -q " $path " /proc/mounts; then
		note "$path has something mounted on it"
		return
	fi
	found=$(stat -c '%a %u:%g' "$path")
	if [ "$found" != "$mode $owner" ]; then
		fail "$path is $found, not $mode $owner"
	elif [ "$kind" = file ] && [ "$(sha256sum < "$path" | cut -d ' ' -f 1)" != "$substance" ]; then
		fail "$path is not what was built"
	else
		ok "$path $mode $owner"
	fi
}

check_build() {
	if ! command -v expectations > /dev/null; then
		note "no expectations given: files are taken as they are"
		return
	fi
	expectations > "$work/expectations"
	while IFS="$tab" read -r kind mode owner substance path; do
		case $kind in
		file | link | directory | secret) check_file "$kind" "$mode" "$owner" "$substance" "$path" ;;
		# apk sorts and rewrites the file, and an installer adds to it.
		world) check "/etc/apk/world names $path" grep -qxF "$path" "$ROOT/etc/apk/world" ;;
		esac
	done < "$work/expectations"
}

# ---- what follows from the files

check_name() {
	equal "host name" "$(hostname)" "$(cat /etc/hostname)"
	check "/etc/hosts knows the host's own name" grep -qwF "$(hostname)" /etc/hosts
}

check_packages() {
	tr ' ' '\n' < /etc/apk/world > "$work/world"
	while read -r wanted; do
		name=$(echo "$wanted" | sed 's/^!//; s/[<>=~@].*//')
		case $wanted in
		'') ;;
		!*) if apk info -e "$name" > /dev/null; then fail "package $name is there"; else ok "package $name is absent"; fi ;;
		*) check "package $name is installed" apk info -e "$name" ;;
		esac
	done < "$work/world"
	lines_of /etc/mkapkovl/packages > "$work/packages"
	while read -r name; do
		apk info -e "$name" > /dev/null || note "package $name waits for the repositories"
	done < "$work/packages"
	while read -r address; do
		case $address in
		'#'* | '') ;;
		*) check "repository $address has an address or a folder" test "${address#*://}" != "$address" -o -d "$address" ;;
		esac
	done < /etc/apk/repositories
}

check_services() {
	for link in /etc/runlevels/sysinit/* /etc/runlevels/boot/* /etc/runlevels/default/*; do
		[ -L "$link" ] || continue
		service=${link##*/} runlevel=${link%/*}
		if [ ! -e "$link" ]; then
			note "service $service (${runlevel##*/}): its package is not installed yet"
		else
			check "service $service (${runlevel##*/}) is started" within 20 rc-service "$service" status
		fi
	done
	for script in /etc/local.d/*.start; do
		[ -e "$script" ] || continue
		check "$script can be run" test -x "$script"
		check "service local runs $script" test -e /etc/runlevels/default/local
	done
}

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

check_ssh() {
	check "sshd is running" within 30 pidof sshd
	check "sshd listens on port 22" within 30 sh -c 'netstat -ltn | grep -q ":22 "'
	check "sshd accepts its configuration" sshd -t
	sshd -T > "$work/sshd" 2> /dev/null
	# Alpine 3.18 has no folder for a file of ours, and there the whole of sshd_config is ours.
	ours=/etc/ssh/sshd_config.d/mkapkovl.conf
	[ -e "$ours" ] || ours=/etc/ssh/sshd_config
	grep -v '^#' "$ours" | grep . > "$work/wanted"
	while read -r keyword value; do
		# sshd -T writes prohibit-password in its older spelling.
		case $value in prohibit-password) value=without-password ;; esac
		check "sshd: $keyword $value" has_line "$(echo "$keyword" | tr '[:upper:]' '[:lower:]') $value" "$work/sshd"
	done < "$work/wanted"
	for file in /root/.ssh/authorized_keys /etc/mkapkovl/authorized_keys/*; do
		[ -e "$file" ] || continue
		check "$file holds public keys" ssh-keygen -l -f "$file"
	done
	awk -F : '$2 == "" { print $1 }' /etc/shadow > "$work/open"
	while read -r name; do note "$name has an empty password: whoever sits at the console may log in"; done < "$work/open"
}

loaded() {
	name=$(echo "$1" | tr - _)
	[ -e "/sys/module/$name" ] || grep -q "^$name " /proc/modules ||
		tr - _ < "/lib/modules/$(uname -r)/modules.builtin" | grep -q "/$name\.ko"
}

check_modules() {
	sed 's/#.*//' /etc/modules > "$work/modules"
	while read -r module _; do [ -z "$module" ] || check "module $module is loaded" loaded "$module"; done < "$work/modules"
	[ -e /etc/modprobe.d/vfio.conf ] || return
	dmesg > "$work/dmesg"
	for id in $(sed -n 's/^options vfio-pci ids=//p' /etc/modprobe.d/vfio.conf | tr , ' '); do
		check "vfio-pci takes the id $id" grep -q "vfio_pci: add \[$id\[" "$work/dmesg"
	done
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

check_devices() {
	[ -e /etc/mkapkovl/devices ] || return
	while read -r by value id; do
		for device in /sys/bus/pci/devices/*; do
			found=$(cut -c 3- "$device/vendor"):$(cut -c 3- "$device/device")
			if [ "$by" = address ]; then [ "${device##*/}" = "$value" ]; else [ "$found" = "$id" ]; fi || continue
			driver=$(readlink "$device/driver")
			note "passed through: ${device##*/} ($found), driver ${driver##*/}, IOMMU group $(basename "$(readlink "$device/iommu_group")")"
		done
	done < /etc/mkapkovl/devices
}

check_boot() {
	lines_of /etc/mkapkovl/kernel-options > "$work/options"
	while read -r option; do
		if in_words "$option" "$(cat /proc/cmdline)"; then
			ok "kernel option $option"
		elif grep -q '^tmpfs / ' /proc/mounts; then
			note "kernel option $option is not set: a running medium keeps its own command line"
		else
			fail "kernel option $option is not set"
		fi
	done < "$work/options"
	sed -n "s/^HUGEPAGE_MOUNTS='\(.*\)'/\1/p" /etc/conf.d/mkapkovl-hugepages 2> /dev/null | tr ' ' '\n' > "$work/hugepages"
	while IFS=: read -r folder size; do
		check "pages of $size at $folder" grep -q "^[^ ]* $folder hugetlbfs .*pagesize=$size" /proc/mounts
	done < "$work/hugepages"
	sed -n 's/^\([a-zA-Z0-9]*\)::respawn:.*getty.*/\1/p' /etc/inittab > "$work/terminals"
	while read -r terminal; do
		if [ ! -c "/dev/$terminal" ]; then
			note "console $terminal is not there"
		else
			check "somebody asks for a login on $terminal" sh -c "ls -l /proc/[0-9]*/fd/0 | grep -q ' /dev/$terminal\$'"
		fi
	done < "$work/terminals"
	[ -L /etc/localtime ] && check "time zone $(readlink /etc/localtime) exists" test -s /etc/localtime
	keymap=$(sed -n "s/^KEYMAP='*\([^']*\)'*/\1/p" /etc/conf.d/loadkmap 2> /dev/null)
	[ -n "$keymap" ] && check "keymap $keymap exists" test -s "$keymap"
	[ -e /etc/mkapkovl/build-id ] && note "build $(cat /etc/mkapkovl/build-id)"
}

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
failed=$(wc -l < "$work/failed")
echo "$failed failed"
[ "$failed" -eq 0 ]
