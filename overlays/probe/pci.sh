# shellcheck shell=dash disable=SC2154,SC2034
# PCI functions, as sysfs describes them.

# pci_function ADDRESS: rows of the function whose folder is the working directory.
pci_function() {
	id=
	first_line vendor && id=${line#0x} && first_line device && id=$id:${line#0x} && first_line class || id=
	if [ -z "$id" ]; then
		note "$1 is left out: its ids and class cannot be read" 'Look at it with lspci -nn.'
		return
	fi
	class=${line#0x}
	row pci "$1" id word "$id"
	row pci "$1" class word "$class"
	if first_line subsystem_vendor && id=${line#0x} && first_line subsystem_device; then
		id=$id:${line#0x}
		[ "$id" != 0000:0000 ] || id=
		row pci "$1" subsystem word "$id"
	fi
	pci_above "$PWD"
	row pci "$1" bridges words "${way% "$1"}"
	[ -z "$groups" ] || { [ -e iommu_group ] && group_row "$1"; }
	link_row pci "$1" driver driver
	# The file exists since Linux 5.15; before, only the file reset showed that a function can be reset.
	if [ -e reset_method ] || [ ! -e reset ]; then
		first_line reset_method
		row pci "$1" resets words "$line"
		case " $line " in
			*' flr '* | *' af_flr '*) row pci "$1" flr flag 1 ;;
			*) row pci "$1" flr flag 0 ;;
		esac
	fi
	pcie_link_row "$1" link current
	pcie_link_row "$1" link_limit max
	# The files exist since Linux 5.19, so that none are there says nothing.
	for bar in resource[0-5]_resize; do
		[ ! -e "$bar" ] || { row pci "$1" resizable_bar flag 1 && break; }
	done
	case $class in
		03*) displays="$displays$1 " ;;
		0604*) bridges_found="$bridges_found$1 " ;;
	esac
	if first_line boot_vga; then
		row pci "$1" boot_vga flag "$line"
	elif [ "$class" = "${class#0300}" ]; then
		row pci "$1" boot_vga flag 0
	fi
	if [ -e rom ]; then row pci "$1" rom flag 1; else row pci "$1" rom flag 0; fi
	# Only a device behind a port that the firmware marks as external has the file (drivers/pci/probe.c, pci_set_removable).
	first_line removable && case $line in
		removable) row pci "$1" removable flag 1 ;;
		fixed) row pci "$1" removable flag 0 ;;
	esac
	first_line numa_node && [ "$line" != -1 ] && row pci "$1" numa_node number "$line"
	link_row pci "$1" physical_function physfn
	for key in sriov_totalvfs sriov_offset sriov_stride; do
		first_line "$key" && row pci "$1" "$key" number "$line"
	done
	if [ -d mdev_supported_types ]; then
		row pci "$1" mdev_types list ''
		for type in mdev_supported_types/*; do
			[ ! -d "$type" ] || row pci "$1" mdev_types item "${type##*/}"
		done
	fi
	text_row pci "$1" name ./label
	! first_line modalias || modaliases="${modaliases}function $1 $line
"
}

# pcie_link_row ADDRESS KEY WHICH: speed and width of the PCI Express link as lspci prints them, 8GT/s x4. A function
# within the processor has none: an unknown speed, or 255 lanes.
pcie_link_row() {
	first_line "$3_link_width" && width=$line && first_line "$3_link_speed" || return 0
	case "$width $line" in 255\ * | *[Uu]nknown*) return ;; esac
	line=${line%% *}
	row pci "$1" "$2" word "${line%.0}GT/s x$width"
}

# group_row ADDRESS: the IOMMU group.
group_row() {
	before=$PWD
	cd -P iommu_group 2> /dev/null && row pci "$1" iommu_group number "${PWD##*/}"
	cd "$before" || return
}

# module_rows: the modules for the functions in $modaliases. Kernels list them as
# alias pci:v00008086d000015F3sv*sd*bc*sc*i* MODULE.
module_rows() {
	aliases=$root/lib/modules/$(cat "$proc/sys/kernel/osrelease" 2> /dev/null)/modules.alias
	if [ ! -r "$aliases" ]; then
		note "the kernel modules for each device are unknown: $aliases cannot be read" \
			'A medium has them in its modloop; nothing else depends on them.'
		return
	fi
	{
		printf %s "$modaliases"
		grep '^alias pci:' "$aliases"
	} | awk '
		function fits(wanted, found) { return wanted == "*" || wanted == found }
		function take_apart(pattern, part, at, plain) {
			if ((pattern, 8) in part_of) return
			# Every pattern ends in a star, which after a programming interface matches nothing.
			plain = pattern
			sub(/[0-9A-F][0-9A-F]\*$/, "&!", plain)
			sub(/\*!$/, "", plain)
			split(substr(plain, 5), part, /[a-z]+/)
			for (at = 4; at <= 8; at++) part_of[pattern, at] = part[at]
		}
		# found: the modules for a modalias, each with a blank behind it.
		function found(modalias, own, offer, pair, seen, count, number, at, modules) {
			split(substr(modalias, 5), own, /[a-z]+/)
			count = split(table[own[2] " " own[3]] table[own[2] " *"] table["* *"], offer, "\n")
			for (number = 1; number < count; number++) {
				split(offer[number], pair, " ")
				take_apart(pair[1])
				for (at = 4; at <= 8; at++) if (!fits(part_of[pair[1], at], own[at])) break
				if (at > 8 && !(pair[2] in seen)) modules = modules pair[2] " "
				if (at > 8) seen[pair[2]] = 1
			}
			return modules
		}
		$1 == "function" {
			address_of[++functions] = $2
			modalias_of[functions] = $3
			split(substr($3, 5), own, /[a-z]+/)
			wanted[own[2] " " own[3]] = wanted[own[2] " *"] = wanted["* *"] = 1
			next
		}
		{
			# v, then eight digits or a star; d likewise. Of tens of thousands of lines few are taken apart further.
			vendor = substr($2, 6, 1) == "*" ? "*" : substr($2, 6, 8)
			device = substr($2, 7 + length(vendor), 1) == "*" ? "*" : substr($2, 7 + length(vendor), 8)
			ids = vendor " " device
			if (ids in wanted) table[ids] = table[ids] $2 " " $3 "\n"
		}
		END {
			for (one = 1; one <= functions; one++) {
				modalias = modalias_of[one]
				if (!(modalias in answers)) answers[modalias] = found(modalias)
				print "pci\t" address_of[one] "\tmodules\twords\t" answers[modalias]
			}
		}'
}

pci_rows() {
	if [ ! -d "$sys/bus/pci/devices" ]; then
		note 'PCI devices are unknown: this kernel has no /sys/bus/pci' 'Mount /sys.'
		return
	fi
	row pci '' '' measured ''
	iommu_works
	displays=' '
	bridges_found=
	modaliases=
	gathers=1
	for link in "$sys"/bus/pci/devices/*; do
		gathered=
		cd -P "$link" 2> /dev/null && pci_function "${link##*/}"
		printf %s "$gathered"
	done
	gathers=
	cd /
	module_rows
	display_rows
	acs_rows
	mediated_rows
}

# mediated_rows: the mediated devices that are there (Documentation/driver-api/vfio-mediated-device.rst).
mediated_rows() {
	row mediated_devices '' '' measured ''
	for link in "$sys"/bus/mdev/devices/*; do
		cd -P "$link" 2> /dev/null || continue
		pci_above "$PWD"
		row mediated_devices "${link##*/}" parent word "$controller"
		link_row mediated_devices "${link##*/}" type mdev_type
	done
	cd /
}
