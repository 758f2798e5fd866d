# shellcheck shell=dash disable=SC2154
# The machine as a whole: its vendor, firmware, processors, memory, and the running system.

system_rows() {
	if [ -d "$sys/class/dmi/id" ]; then
		text_row system '' vendor "$sys/class/dmi/id/sys_vendor"
		text_row system '' product "$sys/class/dmi/id/product_name"
		text_row system '' board "$sys/class/dmi/id/board_name"
		# Only root can read these two.
		text_row system '' serial "$sys/class/dmi/id/product_serial"
		text_row system '' uuid "$sys/class/dmi/id/product_uuid"
	else
		note 'maker and model are unknown: this kernel has no /sys/class/dmi/id' 'Only media for several hosts need its serial number or UUID.'
	fi
	for key in hostname osrelease; do
		first_line "$proc/sys/kernel/$key" || continue
		[ "$key" = hostname ] && row system '' hostname text "$line" && continue
		row system '' kernel text "$line"
	done
	first_line "$proc/cmdline" && row system '' cmdline text "$line"
	arch_row
	for file in "$root/etc/os-release" "$root/usr/lib/os-release"; do
		[ -r "$file" ] || continue
		while IFS= read -r line; do
			case $line in
				PRETTY_NAME=*)
					line=${line#PRETTY_NAME=}
					line=${line#[\"\']}
					row system '' release text "${line%[\"\']}"
					;;
			esac
		done < "$file"
		break
	done
}

# The file exists since Linux 6.1; uname knows only the machine that runs this.
arch_row() {
	if first_line "$proc/sys/kernel/arch" || { [ -z "$root" ] && line=$(uname -m); }; then
		row system '' arch text "$line"
	fi
}

# A kernel that was booted by UEFI shows it, unless booted with noefi. Anything else with ACPI is a BIOS.
firmware_rows() {
	first_line "$proc/cmdline"
	if [ -d "$sys/firmware/efi" ]; then
		row '' '' firmware text uefi
	elif [ -d "$sys/firmware/acpi/tables" ] && case " $line " in *' noefi '*) false ;; esac then
		row '' '' firmware text bios
	else
		note 'UEFI or BIOS is unknown: /sys/firmware does not show it' 'Set boot.loader in the profile.'
	fi
}

cpu_rows() {
	# The first processor is like the others; printing the whole list of many takes long.
	if [ -r "$proc/cpuinfo" ]; then
		while IFS=: read -r key value; do
			value=${value# }
			case $key in
				vendor_id*)
					case $value in
						GenuineIntel) row cpu '' vendor text intel ;;
						AuthenticAMD) row cpu '' vendor text amd ;;
					esac
					;;
				'model name'*) row cpu '' model text "$value" ;;
				flags*)
					case " $value " in
						*' vmx '*) row cpu '' virtualization text vmx ;;
						*' svm '*) row cpu '' virtualization text svm ;;
						*)
							row cpu '' virtualization text ''
							note 'the processor offers no virtualization (neither vmx nor svm)' \
								'Enable VT-x or SVM in the firmware setup, if the processor has it.'
							;;
					esac
					;;
				'') break ;;
			esac
		done < "$proc/cpuinfo"
	else
		note "the processor is unknown: $proc/cpuinfo cannot be read" 'Mount /proc.'
	fi
	first_line "$sys/devices/system/cpu/present" && row cpu '' processors text "$line"
	[ -r "$proc/meminfo" ] || return 0
	while read -r key value unit; do
		[ "$key $unit" = 'MemTotal: kB' ] || continue
		row '' '' memory number $((value * 1024))
		break
	done < "$proc/meminfo"
}

# A kernel without NUMA has no such folder. A node with memory alone has no processors. cpulist is a binary attribute
# (Linux, drivers/base/node.c): `read` of a shell, which asks for one byte at a time, gets none of it.
node_rows() {
	[ -d "$sys/devices/system/node" ] || return 0
	row numa '' '' measured ''
	for folder in "$sys"/devices/system/node/node[0-9]*; do
		[ -d "$folder" ] || continue
		row numa "${folder##*/node}" node number "${folder##*/node}"
		if line=$(cat "$folder/cpulist" 2> /dev/null); then
			row numa "${folder##*/node}" processors text "$line"
		fi
	done
}
