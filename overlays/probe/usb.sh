# shellcheck shell=dash disable=SC2154
# USB devices, including root hubs, and the PCI function above each.

# usb_interfaces NAME: the interfaces of the device in the working directory, and their drivers.
usb_interfaces() {
	drivers=
	first_class=
	here=$PWD
	case $1 in usb*) set -- "${1#usb}-0" ;; esac # the interface of the root hub usb3 is 3-0:1.0
	for interface in "$1":*; do
		[ -d "$interface" ] || continue
		[ -n "$first_class" ] || { first_line "$interface/bInterfaceClass" && first_class=$line; }
		cd -P "$interface/driver" 2> /dev/null || continue
		case " $drivers " in *" ${PWD##*/} "*) ;; *) drivers="$drivers ${PWD##*/}" ;; esac
		cd "$here" || return
	done
}

# usb_device NAME: rows of the device whose folder is the working directory.
usb_device() {
	pci_above "$PWD"
	if [ -z "$controller" ]; then
		note "the USB device $1 is left out: it is on no PCI bus" 'It cannot be passed through by its controller.'
		return
	fi
	first_line idVendor && id=$line && first_line idProduct && first_bus "$1" || return 0
	row usb "$1" id word "$id:$line"
	row usb "$1" controller word "$controller"
	row usb "$1" bus number "$bus"
	case $1 in usb*) row usb "$1" port word '' ;; *) row usb "$1" port word "$1" ;; esac
	text_row usb "$1" product ./product
	text_row usb "$1" serial ./serial
	usb_interfaces "$1"
	row usb "$1" driver text "${drivers# }"
	# Class 00 means that each interface has its own.
	first_line bDeviceClass || return 0
	[ "$line" != 00 ] || line=${first_class:-00}
	row usb "$1" class word "$line"
}

# first_bus NAME: a name begins with the number of the bus: usb3, 3-1.4.
first_bus() {
	bus=${1#usb}
	bus=${bus%%-*}
	case $bus in '' | *[!0-9]*) return 1 ;; esac
}

usb_rows() {
	if [ ! -d "$sys/bus/usb/devices" ]; then
		note 'USB devices are unknown: this kernel has no /sys/bus/usb' 'modprobe usbcore, and the drivers of the controllers.'
		return
	fi
	row usb '' '' measured ''
	for link in "$sys"/bus/usb/devices/*; do
		case $link in *:* | *'*') continue ;; esac
		cd -P "$link" 2> /dev/null && usb_device "${link##*/}"
	done
	cd /
}
