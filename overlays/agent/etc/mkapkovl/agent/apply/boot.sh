# shellcheck shell=dash disable=SC2015,SC2034,SC2154
# Makes the initramfs and the boot menu again after a change of their inputs. Below /var/lib/mkapkovl/boot are the
# options that the boot loader and mkinitfs got last, and the digest of all inputs of the initramfs. Sourced, never run.

given=$state/boot
lists='kernel-options initramfs-features initramfs-modules'

# boot_inputs: the digest of everything that the boot files are made of.
boot_inputs() {
	{
		for list in $lists; do
			echo "$list"
			rows "$list"
		done
		cat "$root"/etc/modprobe.d/*.conf 2> /dev/null
		for feature in $(rows initramfs-features); do
			cat "$root/etc/mkinitfs/features.d/$feature.modules" "$root/etc/mkinitfs/features.d/$feature.files" 2> /dev/null
			while read -r name; do
				case $name in /etc/*) cat "$root$name" ;; esac
			done < "$root/etc/mkinitfs/features.d/$feature.files"
		done 2> /dev/null
	} | sha256sum | cut -d ' ' -f 1
}

# boot_is_made: whether the boot files are made of the current inputs. Without the file `made` nothing was applied yet:
# the installer made them.
boot_is_made() {
	[ ! -e "$given/made" ] || [ "$(cat "$given/made")" = "$(boot_inputs)" ]
}

# remember_boot: records before the first change what the boot files are made of, and every option they may have got.
remember_boot() {
	[ -e "$given/made" ] || boot_inputs | write_file "$given/made" || return
	for list in $lists; do
		cat "$given/$list" "$data/$list" 2> /dev/null | awk 'NF && !seen[$0]++' > "$run/given"
		cmp -s "$run/given" "$given/$list" || write_file "$given/$list" < "$run/given" || return
	done
}

# boot_files: the step. A system that runs from memory has its boot files on its medium, which is not made here.
boot_files() {
	if on_tmpfs; then
		skip 'they are on the boot medium'
		return
	fi
	keep_devices_of_host || return
	boot_is_made && [ -e "$given/made" ] && { skip ''; return; }
	kernel=$(setting install.conf INSTALL_KERNEL)
	find_loader && set_features && set_options && set_menu || return
	if rows initramfs-modules | grep -q . || [ -e "$root/etc/grub.d/41_mkapkovl" ] ||
		[ -e "$root/etc/update-extlinux.d/mkapkovl-rescue" ]; then
		add_rescue_entry || return
	fi
	make_initramfs || return
	if [ "$loader" = grub ]; then
		attempt chroot "$target/" grub-mkconfig -o /boot/grub/grub.cfg || return
	else
		attempt chroot "$target/" update-extlinux || return
	fi
	menu_has_options || return
	changed_words | write_file "$run/reboot"
	for list in $lists; do
		rows "$list" | write_file "$given/$list" || return
	done
	boot_inputs | write_file "$given/made" || return
	reason="restart this machine: $(cat "$run/reboot")"
}

# changed_words: why the machine has to be restarted.
changed_words() {
	for list in $lists; do
		rows "$list" | awk -v list="$list" '
			$0 == "" { next }
			FILENAME != "-" { old[$0]; was[++olds] = $0; next }
			{ new[$0]; if (!($0 in old)) text = text " +" $0 }
			END {
				for (i = 1; i <= olds; i++) if (!(was[i] in new)) text = text " -" was[i]
				if (text != "") print "; " list text
			}' "$given/$list" -
	done | tr -d '\n' | sed 's/^; //' | grep . || echo 'the files of the initramfs changed'
}

# keep_devices_of_host: writes the table of devices that the initramfs must not bind to vfio-pci.
keep_devices_of_host() {
	[ -e "$data/devices" ] && [ -e "$data/agent/bind.sh" ] || return 0
	sh "$data/agent/bind.sh" keep > "$run/keep" 2>> "$log" && [ -s "$run/keep" ] ||
		{ refuse "cannot determine which disk the root file system is on; see $log"; return; }
	cmp -s "$run/keep" "$data/keep" || write_file "$data/keep" < "$run/keep"
}

# find_loader: the profile's boot loader, or the one whose settings exist. GRUB comes last: where it is used, extlinux has
# none.
find_loader() {
	loader=$(setting install.conf INSTALL_LOADER)
	case $loader in extlinux | grub) return ;; esac
	loader=
	[ ! -e "$root/etc/update-extlinux.conf" ] || loader=extlinux
	[ ! -e "$root/etc/default/grub" ] || loader=grub
	[ -n "$loader" ] || refuse 'neither extlinux nor GRUB is installed: add the options in /etc/mkapkovl/kernel-options to your boot loader by hand'
}

# renewed SEPARATOR WORDS LIST: the words without those that were given before, and with those of the profile at the end.
renewed() {
	awk -v separator="$1" -v words="$2" '
		FILENAME != "-" { old[$0]; next }
		$0 != "" { old[$0]; new[++news] = $0 }
		END {
			count = split(words, list, separator)
			for (i = 1; i <= count; i++) if (list[i] != "" && !(list[i] in old)) text = text separator list[i]
			for (i = 1; i <= news; i++) text = text separator new[i]
			print substr(text, 2)
		}' "$given/$3" - << END
$(rows "$3")
END
}

# set_value FILE KEY VALUE: backs up the file if the value changes.
set_value() {
	[ "$(value_in "$1" "$2")" = "$(printf '%s' "$3" | sed 's/^"\(.*\)"$/\1/')" ] && return
	keep "${1#"$root/"}" && change "$1" "$2" "$3"
}

set_features() {
	file=$root/etc/mkinitfs/mkinitfs.conf
	[ -e "$file" ] || { refuse 'there is no /etc/mkinitfs/mkinitfs.conf'; return; }
	set_value "$file" features "\"$(renewed ' ' "$(value_in "$file" features)" initramfs-features)\""
}

# set_options: commas separate the modules; those of GRUB are one of its options.
set_options() {
	if [ "$loader" = extlinux ]; then
		file=$root/etc/update-extlinux.conf
		[ -e "$file" ] || { refuse 'there is no /etc/update-extlinux.conf'; return; }
		set_value "$file" modules "$(renewed , "$(value_in "$file" modules)" initramfs-modules)" &&
			set_value "$file" default_kernel_opts "\"$(renewed ' ' "$(value_in "$file" default_kernel_opts)" kernel-options)\""
		return
	fi
	file=$root/etc/default/grub
	[ -e "$file" ] || { refuse 'there is no /etc/default/grub'; return; }
	words=$(value_in "$file" GRUB_CMDLINE_LINUX_DEFAULT)
	own=$(printf '%s\n' "$words" | tr ' ' '\n' | sed -n 's/^modules=//p')
	rest=$(printf '%s\n' "$words" | tr ' ' '\n' | grep -v '^modules=' | tr '\n' ' ')
	own=$(renewed , "$own" initramfs-modules)
	set_value "$file" GRUB_CMDLINE_LINUX_DEFAULT "\"${own:+modules=$own }$(renewed ' ' "$rest" kernel-options)\""
}

# set_menu: shows the menu on the serial console too, if the profile has one; otherwise changes nothing.
set_menu() {
	[ -z "$(serial_console)" ] || { keep "${file#"$root/"}" && show_menu; }
}

# make_initramfs: under another name first, so that a power cut leaves the one that works.
make_initramfs() {
	version=$(cat "$root/usr/share/kernel/$kernel/kernel.release") || { refuse "the kernel $kernel is not installed"; return; }
	made=$root/boot/initramfs-$kernel
	attempt chroot "$target/" mkinitfs -o "/boot/initramfs-$kernel.mkapkovl" "$version" ||
		{ rm -f "$made.mkapkovl"; return 1; }
	if rows initramfs-features | grep -qx vfio; then
		initramfs_files "$root" "/boot/initramfs-$kernel.mkapkovl" "$version" > "$run/initramfs-files"
		initramfs_binds "$root" "$version" "$run/initramfs-files" ||
			{ rm -f "$made.mkapkovl"; refuse 'the initramfs has no vfio-pci'; return; }
	fi
	sync "$made.mkapkovl" && mv "$made.mkapkovl" "$made" || refuse "cannot write /boot/initramfs-$kernel"
}

menu_has_options() {
	menu=$root/boot/extlinux.conf
	[ "$loader" = extlinux ] || menu=$root/boot/grub/grub.cfg
	for option in $(rows kernel-options); do
		grep -Fqw -- "$option" "$menu" || { refuse "the boot menu has no $option"; return; }
	done
}
