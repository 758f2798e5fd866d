# shellcheck shell=dash disable=SC2154
# Disks, identified by the same code as in the installer (serial_of, wwn_of …).

# transport_of NAME: sets $transport to how a disk is connected; empty if unknown.
transport_of() {
	cd -P "$sys/block/$1/device" || return
	transport=
	case $PWD in
		*/usb[0-9]*/*) transport=usb ;;
		*/nvme*)
			transport=nvme
			first_line transport && [ "$line" != pcie ] && transport=nvme-$line
			;;
		*/mmc_host/*) transport=mmc ;;
		*/end_device-*) transport=sas ;;
		*/rport-*) transport='fc' ;;
		*/session[0-9]*) transport=iscsi ;;
		*/ata[0-9]*)
			pci_above "$PWD"
			transport=sata
			first_line "$sys/bus/pci/devices/$controller/class" && case $line in 0x0101*) transport=ata ;; esac
			;;
		*/host[0-9]*/target*) transport=scsi ;;
		*/virtio[0-9]*) transport=virtio ;;
		*/vbd-*) transport=xen ;;
	esac
	cd /
}

# disk_controllers NAME: the PCI function above a disk. A multipath NVMe disk is below none, but has links to all.
disk_controllers() {
	seen=' '
	row disks "$1" controllers list ''
	for device in "$sys/block/$1" "$sys/block/$1/device"/nvme[0-9]*; do
		cd -P "$device" 2> /dev/null || continue
		pci_above "$PWD"
		case "$seen" in *" $controller "*) continue ;; esac
		[ -z "$controller" ] || row disks "$1" controllers item "$controller"
		seen="$seen$controller "
	done
	cd /
}

# signature_rows NAME: what blkid found on a disk and its partitions, as udev keeps it. Without udev it is unknown.
signature_rows() {
	first_line "$sys/block/$1/dev" && [ -r "$root/run/udev/data/b$line" ] || return 0
	row disks "$1" signatures list ''
	for part in "$sys/block/$1" "$sys/block/$1/$1"*; do
		first_line "$part/dev" || continue
		[ -r "$root/run/udev/data/b$line" ] || continue
		while IFS= read -r property; do
			case $property in E:ID_FS_TYPE=?*) row disks "$1" signatures item "${property#*=}" ;; esac
		done < "$root/run/udev/data/b$line"
	done
}

disk_row() {
	serial=$(serial_of "$1")
	if [ -n "$serial" ] || [ -e "$sys/block/$1/serial" ] || [ -e "$sys/block/$1/device/serial" ]; then
		row disks "$1" serial text "$serial"
	else
		note "$1 has no serial number" 'An installation can name it by its wwn instead, if it has one.'
	fi
	row disks "$1" wwn text "$(wwn_of "$1")"
	first_line "$sys/block/$1/size" && row disks "$1" size number $((line * 512))
	model=$sys/block/$1/device/model
	[ -e "$model" ] || model=$sys/block/$1/device/name
	text_row disks "$1" model "$model"
	transport_of "$1"
	[ -z "$transport" ] || row disks "$1" transport text "$transport"
	first_line "$sys/block/$1/removable" && row disks "$1" removable flag "$line"
	signature_rows "$1"
	disk_controllers "$1"
}

disk_rows() {
	if [ ! -d "$sys/block" ]; then
		note 'disks are unknown: this kernel has no /sys/block' 'Mount /sys.'
		return
	fi
	row disks '' '' measured ''
	for disk in $(disks); do
		disk_row "$disk"
	done
	mount_rows
}
