# shellcheck shell=dash disable=SC2154
# Which displays show something: what the drivers of graphics cards (DRM) say of their outputs.

# display_rows: of the functions in $displays. A display without a driver, and one of which the driver knows no output,
# may have a screen or not.
display_rows() {
	first=
	for card in "$sys"/class/drm/card*; do
		case ${card##*/} in *-*) continue ;; esac # an output: card0-HDMI-A-1
		cd -P "$card" 2> /dev/null || continue
		# What the firmware set up (simpledrm) shows a picture without a driver of the card, and knows no outputs.
		case $PWD in */devices/virtual/* | *-framebuffer.*) continue ;; esac
		pci_above "$PWD"
		case "$displays" in *" ${controller:-none} "*) ;; *) continue ;; esac
		screen_row "$controller"
		# Only the card that showed the boot messages has the file, since Linux 6.18 (drivers/gpu/drm/drm_sysfs.c).
		! first_line boot_display || [ "$line" != 1 ] || first=$controller
	done
	cd /
	[ -n "$first" ] || return 0
	for display in $displays; do
		if [ "$display" = "$first" ]; then row pci "$display" boot_display flag 1; else row pci "$display" boot_display flag 0; fi
	done
}

# screen_row ADDRESS: whether a screen is connected to the card whose folder is the working directory.
screen_row() {
	screen=
	for output in "${PWD##*/}"-*; do
		case $output in *-Writeback-* | *-Unknown-*) continue ;; esac # no outputs for a screen
		first_line "$output/status" || continue
		case $line in
			connected) screen=1 && break ;;
			disconnected) screen=${screen:-0} ;;
			*) screen=unknown ;;
		esac
	done
	case $screen in [01]) row pci "$1" screen flag "$screen" ;; esac
}
