# shellcheck shell=dash disable=SC2154
# mkapkovl-host lend and return: devices that the host has while no guest uses them (passthrough.devices with on_loan).
# Whatever speaks against it is looked for before the first driver is unbound. Sourced, never run.

# The driver that each device had before it was lent.
lent_from=$root/run/mkapkovl/lent-from

MKAPKOVL_HERE=yes
export MKAPKOVL_HERE

# lend: gives the devices of $guest from the host's drivers to vfio-pci, so that the guest can start.
lend() {
	begin_loan
	for address in $loaned; do
		may_lend "$address" || refused loan-refused "$address stays with the host: $reason." "$remedy"
	done
	complete_all
	taken=
	# The functions of a card in reverse: that of sound uses that of the display (kernel, sound/hda/hdac_component.c).
	for address in $(printf '%s\n' "$loaned" | sort -r); do
		# A guest may have it already, for which vfio-pci would wait without end.
		[ "$(driver_of "$address")" != vfio-pci ] || continue
		taken="$address $taken"
		take "$address" || refuse_rest "$address cannot be lent to $guest: $reason."
	done
	report_loan lent
}

# refuse_rest WHY: gives back what this run has taken.
refuse_rest() {
	left=
	for each in $taken; do
		put_back "$each" || left="$left $each cannot be given back: $reason."
	done
	[ -z "$left" ] || refused loan-failed "$1$left" 'Restart this machine.'
	refused loan-failed "$1 Everything is back with the host." \
		'Look into the kernel log (dmesg), and restart this machine if a device does not work.'
}

# complete_all: a terminal that is closed leaves no part of the devices behind.
complete_all() {
	trap '' HUP INT TERM
}

# give_back: gives them back to the host's drivers.
give_back() {
	begin_loan
	for address in $loaned; do
		holder=$(holder_of "$sys/bus/pci/devices/$address")
		[ -z "$holder" ] || refused loan-in-use "$holder has $address." "Shut it down, and run this again: virsh shutdown $guest"
	done
	complete_all
	for address in $(printf '%s\n' "$loaned" | sort); do
		put_back "$address" || refused loan-failed "$address cannot be given back: $reason." 'Restart this machine.'
	done
	report_loan returned
}

# begin_loan: sets $loaned to the addresses of the guest's devices on loan.
begin_loan() {
	[ "$(id -u)" = 0 ] || refused loan-not-root 'Only root can lend devices.' 'Run it as root, for example with doas.'
	[ -n "$(cell libvirt/guests.table "$guest" 1)" ] ||
		refused loan-guest-unknown "The profile has no guest $guest." "Its guests: $(rows libvirt/guests.table | cut -f 1 | paste -s -d ' ' -)"
	loaned=$(devices_of "$guest" | tr ' ' '\n' | while read -r address; do cell loans "$address" 1; done)
	[ -n "$loaned" ] || refused loan-nothing "$guest has no device that is on loan." \
		'Give it one in the profile: passthrough.devices with on_loan: true, and hostdevs of the guest.'
	! is_rescue || refused loan-rescue 'The rescue entry gives no device to guests.' 'Restart this machine with the first entry.'
	lock_file "$root/run/mkapkovl/converge.lock"
	exec 9> "$root/run/mkapkovl/converge.lock"
	flock 9 || refused loan-failed 'Cannot wait for other changes of devices: flock failed.' 'Run mkapkovl-host verify.'
	carried=$(
		carriers_of_mounts /
		carriers_of_ports
		carriers_of_keyboards "$(printf '%s\n' "$loaned" | tr '\n' ' ')"
	)
}

# may_lend ADDRESS: `reason` says why not, `remedy` what to do.
may_lend() {
	remedy='Correct the profile, or give the guest another device.'
	at=$sys/bus/pci/devices/$1
	[ -d "$at" ] || refuse "there is no device $1" || return
	expected=$(cell loans "$1" 2)
	[ "$expected" = - ] || [ "$expected" = "$(id_of "$1")" ] || refuse "expected $expected, found $(id_of "$1")" || return
	[ "$(driver_of "$1")" != vfio-pci ] || return 0
	case $(class_of "$1" 2> /dev/null) in
		'') refuse 'its class cannot be read' || return ;;
		01* | 0c04*) refuse 'the driver of a disk controller does not let go safely' || return ;;
		02*) refuse 'the driver of a network card does not let go safely' || return ;;
		# It made a kernel fault when the machine was switched off.
		0c03*) refuse 'the driver of a USB controller does not let go safely' || return ;;
		06*) refuse 'it is a PCI bridge' || return ;;
	esac
	needed=$(printf '%s\n' "$carried" | awk -F '\t' -v address="$1" '$1 == address { print $2; exit }')
	[ -n "$needed" ] || needed=$(kept "$1")
	[ -z "$needed" ] || refuse "the host needs it for $needed" || return
	[ -d "$at/iommu_group" ] || refuse 'it has no IOMMU group: the IOMMU is off' || return
	[ -d "$sys/bus/pci/drivers/vfio-pci" ] || refuse 'vfio-pci is not loaded, which happens only when this machine starts' || return
	! has_console "$at" || refuse 'the host shows its console on it' || return
	remedy='End what uses it, and run this again.'
	made=$(made_of "$1")
	[ -z "$made" ] || refuse "$made was made of it" || return
	opened=$(opener_of "$at")
	[ -z "$opened" ] || refuse "$opened has it open"
}

# made_of ADDRESS: a virtual function or mediated device that exists through it. Its driver removes them before it lets go,
# and waits without end for a guest that has one.
made_of() {
	for link in "$sys/bus/pci/devices/$1"/virtfn*; do
		[ -h "$link" ] || continue
		place=$(readlink "$link")
		echo "the virtual function ${place##*/}"
		return
	done
	for link in "$sys/bus/mdev/devices"/*; do
		! readlink -f "$link" | grep -qF "/$1/" || {
			echo "the mediated device ${link##*/}"
			return
		}
	done
}

# has_console PATH: whether the display of the text console is this device: the first framebuffer, or the one that the
# firmware used, if no other is there.
has_console() {
	case $(cat "$1/class") in 0x03*) ;; *) return 1 ;; esac
	for frames in "$1"/graphics/fb0 "$1"/drm/*/graphics/fb0; do
		[ ! -e "$frames" ] || return 0
	done
	for frames in "$sys"/class/graphics/fb*; do
		[ ! -e "$frames" ] || return 1
	done
	[ "$(cat "$1/boot_vga" 2> /dev/null)" = 1 ]
}

# opener_of PATH: the guest or process that has a file in /dev open which belongs to this device. A process that reads the
# buttons of one, as acpid does, only gets an error that they are gone (kernel, evdev_disconnect).
opener_of() {
	names=$(find "$1/" -name uevent -exec sed -n '/^DEVNAME=input[/]/!s:^DEVNAME=:/dev/:p' {} + 2> /dev/null | tr '\n' ' ')
	[ -z "$names" ] || opener_of_nodes " $names "
}

# take ADDRESS: from its driver to vfio-pci. The override comes first, so that no other driver takes it in between.
take() {
	at=$sys/bus/pci/devices/$1
	mkdir -p "$lent_from" && driver_of "$1" > "$lent_from/$1" || refuse "cannot write $lent_from" || return
	tell "$at/driver_override" vfio-pci || return
	[ ! -e "$at/driver" ] || tell "$at/driver/unbind" "$1" || return
	tell "$sys/bus/pci/drivers_probe" "$1" || return
	[ "$(driver_of "$1")" = vfio-pci ] || refuse 'vfio-pci did not bind to it'
}

# put_back ADDRESS: from vfio-pci to the driver that had it before, or to whatever driver of the host takes it.
put_back() {
	at=$sys/bus/pci/devices/$1
	tell "$at/driver_override" '' || return
	[ "$(driver_of "$1")" != vfio-pci ] || tell "$at/driver/unbind" "$1" || return
	[ -e "$at/driver" ] || tell "$sys/bus/pci/drivers_probe" "$1" || return
	[ -e "$at/driver" ] || find_driver "$1" || return
	has=$(driver_of "$1")
	[ "$has" != vfio-pci ] || refuse 'vfio-pci took it again' || return
	had=$(cat "$lent_from/$1" 2> /dev/null)
	[ "${had:-$has}" = "$has" ] || refuse "it had the driver $had before, and has ${has:-none} now" || return
	rm -f "$lent_from/$1"
}

# find_driver ADDRESS: loads the module of its driver, which may be gone since.
find_driver() {
	[ -r "$at/modalias" ] && modprobe -q "$(cat "$at/modalias")" || return 0
	[ -e "$at/driver" ] || tell "$sys/bus/pci/drivers_probe" "$1"
}

# report_loan WHAT
report_loan() {
	for address in $loaned; do
		has=$(driver_of "$address")
		say "$address $1: it has ${has:+the driver }${has:-no driver}"
	done 2> "$root/run/mkapkovl/loan"
	if [ "$format" = json ]; then
		printf '{"result":{"outcome":"%s","devices":["%s"]},"findings":[]}\n' "$1" "$(echo "$loaned" | paste -s -d , - | sed 's/,/","/g')"
	else
		sed 's/^mkapkovl: //' "$root/run/mkapkovl/loan"
	fi
	rm -f "$root/run/mkapkovl/loan"
}
