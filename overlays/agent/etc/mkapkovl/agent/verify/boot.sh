# shellcheck shell=dash disable=SC2154
# mkapkovl-host verify: the kernel, its modules, the initramfs, and what waits for a restart. Sourced, never run.

verify_kernel() {
	line=" $(cat "$proc/cmdline") "
	is_rescue && finding warning rescue 'This machine was started from the rescue entry: no device is bound, and no guest with devices runs.' "$reboot"
	for each in $(rows kernel-options); do
		case $line in *" $each "*) continue ;; esac
		if a_menu_is_hidden; then
			:
		elif in_boot_menu "$each"; then
			is_rescue || finding warning reboot-pending "The kernel was started without the option $each, which is in the boot menu." "$reboot"
		else
			finding error option-missing "Neither the running kernel nor the boot menu has the option $each." \
				"$(option_remedy)" /boot/options
		fi
	done
	running=$(cat "$proc/sys/kernel/osrelease" 2> /dev/null)
	# Those that are built in have a folder in /sys/module only if they have parameters.
	for each in $({ rows initramfs-modules; grep -v '^#' "$root/etc/modules"; } 2> /dev/null | sort -u); do
		[ -d "$sys/module/$(printf '%s' "$each" | tr - _)" ] || is_built_in "$root" "$running" "$each" || is_rescue ||
			finding error module-missing "The kernel module $each is not loaded." "Run: modprobe $each" /boot/modules
	done
	[ -z "$running" ] || [ -n "$(modules_folder "$root" "$running")" ] ||
		finding warning reboot-pending "The running kernel $running has no modules any more: another kernel was installed." "$reboot"
}

# boot_menus: those of the installed system. A diskless system boots from the menu of its medium.
boot_menus() {
	on_tmpfs && return
	for menu in "$root/boot/extlinux.conf" "$root/boot/extlinux/extlinux.conf" "$root/boot/grub/grub.cfg"; do
		[ ! -f "$menu" ] || echo "$menu"
	done
}

a_menu_is_hidden() {
	for menu in $(boot_menus); do
		! is_hidden "$menu" || return 0
	done
	return 1
}

# in_boot_menu OPTION: whether an entry has it; the rescue entry has all of them, too.
in_boot_menu() {
	for menu in $(boot_menus); do
		awk -v option="$1" '$1 == "APPEND" || $1 == "linux" {
			for (field = 2; field <= NF; field++) if ($field == option) found = 1
		} END { exit !found }' "$menu" && return
	done
	return 1
}

option_remedy() {
	if on_tmpfs; then
		echo "Add it to the boot menu of the medium (boot/syslinux/syslinux.cfg, boot/grub/grub.cfg), and restart this machine."
	elif [ -e "$root/etc/update-extlinux.conf" ]; then
		echo 'Add it to default_kernel_opts in /etc/update-extlinux.conf, run update-extlinux, and restart this machine.'
	else
		echo 'Add it to GRUB_CMDLINE_LINUX_DEFAULT in /etc/default/grub, run grub-mkconfig -o /boot/grub/grub.cfg, and restart this machine.'
	fi
}

# verify_initramfs: whether it is newer than its inputs and older than this boot. The clock of a machine may have been
# wrong while it was installed, and vfat rounds to two seconds.
verify_initramfs() {
	on_tmpfs && return
	features=" $(sed -n 's/^features="\(.*\)"/\1/p' "$root/etc/mkinitfs/mkinitfs.conf" 2> /dev/null) "
	for each in $(rows initramfs-features); do
		case $features in
			*" $each "*) ;;
			*) finding error feature-missing "The initramfs is made without the feature $each." \
				"Add it to features in /etc/mkinitfs/mkinitfs.conf, run mkinitfs, and restart this machine." '' etc/mkinitfs/mkinitfs.conf ;;
		esac
	done
	for image in "$root/boot"/initramfs-*; do
		[ -f "$image" ] || continue
		made=$(stat -c %Y "$image")
		for input in "$root/etc/mkinitfs/mkinitfs.conf" "$root/etc/mkinitfs/features.d"/* "$root/etc/modprobe.d"/*.conf \
			$(sed "s:^:$root:" "$root/etc/mkinitfs/features.d/vfio.files" 2> /dev/null); do
			changed_at=$(stat -c %Y "$input" 2> /dev/null) || continue
			[ "$changed_at" -gt "$((made + 2))" ] || continue
			finding warning initramfs-outdated "${image#"$root"} was made before ${input#"$root"} was changed." \
				'Run mkinitfs, and restart this machine.' '' "${image#"$root/"}"
			made=
			break
		done
		started=$(sed -n 's/^btime //p' "$proc/stat" 2> /dev/null)
		[ -z "$made" ] || [ -z "$started" ] || [ "$made" -le "$((started + 2))" ] ||
			finding warning reboot-pending "${image#"$root"} was made after this system started." "$reboot" '' "${image#"$root/"}"
	done
}
