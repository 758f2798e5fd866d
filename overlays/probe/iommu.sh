# shellcheck shell=dash disable=SC2154
# Whether the IOMMU works, and if not, why: the firmware has no table for it, or the kernel options do not enable it.

# kernel_option NAME: sets $option to the value of the last NAME=… on the kernel's command line.
kernel_option() {
	option=
	set -f
	for word in $cmdline; do
		case $word in "$1"=*) option=${word#*=} ;; esac
	done
	set +f
}

# iommu_works: sets $groups to 1 if devices are in groups. Groups without an IOMMU unit are those of vfio's no-IOMMU mode,
# which protect nothing.
iommu_works() {
	groups=
	for folder in "$sys"/kernel/iommu_groups/[0-9]*; do
		[ -d "$folder" ] && groups=1
		break
	done
	units=
	for unit in "$sys"/class/iommu/*; do
		[ -e "$unit" ] && units=1
		break
	done
	[ -n "$units" ] || [ ! -d "$sys/class/iommu" ] || groups=
	[ -n "$groups" ]
}

# why_off: sets $why to the reason, $remedy to what to do, and $off_by to what disabled it; all empty if unknown.
why_off() {
	why=
	remedy=
	off_by=
	[ -d "$sys/firmware/acpi/tables" ] || return 0
	kernel_option iommu
	if [ "$option" = off ]; then
		why='the kernel was booted with iommu=off'
		off_by=options
		remedy='Boot without that word.'
	elif [ -e "$sys/firmware/acpi/tables/DMAR" ]; then
		kernel_option intel_iommu
		case ",$option," in
			*,on,*)
				why='the kernel has intel_iommu=on and found the DMAR table of the firmware, but uses no unit of it'
				remedy='dmesg | grep -i -e dmar -e iommu says why.'
				return
				;;
			*,off,*) why='the kernel was booted with intel_iommu=off' ;;
			*) why='the kernel was booted without intel_iommu=on' ;;
		esac
		off_by=options
		remedy='Add this to the kernel options at the boot prompt and probe again: intel_iommu=on iommu=pt'
	elif [ -e "$sys/firmware/acpi/tables/IVRS" ]; then
		kernel_option amd_iommu
		if [ "$option" = off ]; then
			why='the kernel was booted with amd_iommu=off'
			off_by=options
			remedy='Boot without that word: an AMD IOMMU is used by default.'
		else
			why='the firmware has an IVRS table, but the kernel uses no unit of it'
			remedy='An AMD IOMMU is used by default: dmesg | grep -i -e amd-vi -e iommu says why not here.'
		fi
	else
		off_by=firmware
		why='the firmware offers none (it has neither a DMAR nor an IVRS table)'
		remedy='Enable VT-d (Intel) or IOMMU (AMD; Auto is often off) in the firmware setup, if the machine has it.'
	fi
}

# Remapped interrupts go through a controller whose name begins with IR-.
remapping_row() {
	if grep -q -e 'IR-IO-APIC' -e 'IR-PCI-MSI' "$proc/interrupts" 2> /dev/null; then
		row iommu '' interrupt_remapping flag 1
	elif grep -q 'IO-APIC' "$proc/interrupts" 2> /dev/null; then
		row iommu '' interrupt_remapping flag 0
	else
		note "interrupt remapping is unknown: $proc/interrupts names no IO-APIC" 'Look for it with: dmesg | grep -i remapping'
	fi
}

iommu_rows() {
	cmdline=
	first_line "$proc/cmdline" && cmdline=$line
	remapping_row
	if iommu_works; then
		row iommu '' enabled flag 1
		return
	fi
	if [ ! -d "$sys/class/iommu" ] && [ ! -d "$sys/kernel/iommu_groups" ]; then
		note 'the IOMMU and its groups are unknown: this kernel has no /sys/class/iommu' \
			'Boot a kernel with an IOMMU driver: every Alpine lts has it.'
		return
	fi
	row iommu '' enabled flag 0
	why_off
	[ -z "$why" ] || row iommu '' reason text "$why"
	[ -z "$off_by" ] || row iommu '' off_by word "$off_by"
	note "no device is in an IOMMU group: ${why:-the IOMMU is off for an unknown reason}" \
		"${remedy:-Enable VT-d or AMD IOMMU in the firmware, and boot an Intel machine with intel_iommu=on iommu=pt.}"
}
