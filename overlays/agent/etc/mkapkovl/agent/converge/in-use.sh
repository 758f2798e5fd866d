# shellcheck shell=dash disable=SC2154
# Who uses a device now, and what the kernel says to a change of it. Sourced after pci.sh, never run.

# tell FILE VALUE: gives the kernel a value; `reason` says why it does not take it.
tell() {
	answer=$({ echo "$2" > "$1"; } 2>&1) || refuse "the kernel refuses to write $2 to ${1#"$sys"}${answer:+ (${answer##*: })}"
}

# user_of ADDRESS: who uses a PCI function, in words; nothing if no one does.
user_of() {
	used=$sys/bus/pci/devices/$1
	holder=$(holder_of "$used")
	if [ -n "$holder" ]; then
		echo "$holder has $1"
		return
	fi
	using=$(driver_of "$1")
	case $using in '' | vfio-pci | pci-stub) return 0 ;; esac
	# What another driver is used for can be seen of network cards only, and not of those of another network namespace.
	ports_seen=
	for port in "$used/net"/*; do
		[ -d "$port" ] || continue
		ports_seen=yes
		! is_port_used "${port##*/}" || {
			echo "the host uses $1 as ${port##*/}"
			return
		}
	done
	[ -n "$ports_seen" ] || echo "its driver $using has $1"
}

# is_port_used NAME: whether a network card is up, or something is made of it: a bridge, a bond, a VLAN, a macvtap.
is_port_used() {
	flags=$(cat "$sys/class/net/$1/flags" 2> /dev/null)
	[ "$((${flags:-1} & 1))" -eq 0 ] || return 0
	for above in "$sys/class/net/$1/master" "$sys/class/net/$1"/upper_*; do
		[ ! -e "$above" ] && [ ! -h "$above" ] || return 0
	done
	return 1
}

# holder_of PATH: the guest, or the process, that has a device of sysfs open through VFIO.
holder_of() {
	nodes=
	group=$(readlink "$1/iommu_group") && nodes=" /dev/vfio/${group##*/} "
	for own in "$1"/vfio-dev/*; do
		[ ! -e "$own" ] || nodes="$nodes /dev/vfio/devices/${own##*/} "
	done
	[ -z "$nodes" ] || opener_of_nodes "$nodes"
}

# opener_of_nodes NODES: the guest, or the process, that has one of these files open; each has a blank on both sides.
opener_of_nodes() {
	# Links have no blanks here. /proc itself is listed so that each folder has a heading.
	# shellcheck disable=SC2012
	process=$(ls -l "$proc" "$proc"/[0-9]*/fd 2> /dev/null | awk -v nodes="$1" '
		/\/fd:$/ { count = split($0, part, "/"); process = part[count - 1] }
		NF > 2 && process != "" && $(NF - 1) == "->" && index(nodes, " " $NF " ") { print process; exit }') ||
		process='that could not be looked for'
	[ -n "$process" ] || return 0
	# QEMU has `-name guest=NAME,…` (libvirt, qemu_command.c).
	name=$(tr '\000' '\n' < "$proc/$process/cmdline" 2> /dev/null | sed -n 's/^guest=\([^,]*\).*/\1/p' | head -n 1)
	if [ -n "$name" ]; then echo "the guest $name"; else echo "the process $process"; fi
}

# former_of FOLDER TABLE: the names in FOLDER, of what was made, that TABLE no longer has.
former_of() {
	for each_made in "$1"/*; do
		[ ! -e "$each_made" ] || [ -n "$(cell "$2" "${each_made##*/}" 1)" ] || echo "${each_made##*/}"
	done
}

# remove_former FOLDER TABLE WHAT COMMAND...: removes them by the command, which is given the name, too.
remove_former() {
	made_in=$1
	made_table=$2
	made_what=$3
	shift 3
	begin_step
	for former in $(former_of "$made_in" "$made_table"); do
		if "$@" "$former"; then
			rm -f "$made_in/$former"
			add_change "$made_what $former removed"
		else
			add_failure "$reason"
		fi
	done
	finish_step
}

# parent_there ADDRESS ID: whether the device that something is to be made of is the one that the profile means, and has
# a driver, which makes it.
parent_there() {
	[ -d "$sys/bus/pci/devices/$1" ] || refuse "there is no device $1" || return
	[ "$2" = - ] || [ "$2" = "$(id_of "$1")" ] || refuse "expected $2 at $1, found $(id_of "$1")" || return
	case $(driver_of "$1") in
		'') refuse "$1 has no driver, which would make them" ;;
		vfio-pci | pci-stub) refuse "$1 itself is set aside for a guest ($(driver_of "$1")), so the host can make nothing of it" ;;
	esac
}
