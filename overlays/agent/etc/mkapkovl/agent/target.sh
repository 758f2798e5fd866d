# shellcheck shell=dash disable=SC2015,SC2034,SC2154
# Prepares the installed system before its first boot: setup-disk overwrites or leaves out all of this. What it wrote is
# added to, never replaced. `target` is where the system is mounted. Sourced after common.sh
# and kernel.sh.

# prepare_target: all steps, in an order in which each can be run again.
prepare_target() {
	kernel=$(setting install.conf INSTALL_KERNEL)
	disarm && put_back && add_features && add_boot_options && show_menu && add_rescue_entry && add_mounts && keep_devices &&
		inside_target accounts && inside_target build_boot_files && check_boot_files && keep_archive &&
		take_records
}

# disarm: removes the installer and the disk's passphrase from the installed system. Its file table then lists neither
# them nor the service of the medium's modules, which setup-disk removes.
disarm() {
	table=$target/etc/mkapkovl/files
	rm -f "$target"/etc/runlevels/*/mkapkovl-install "$target$secrets/luks-passphrase" && if [ -e "$table" ]; then
		awk -F "$tab" '$5 !~ "^etc/runlevels/[^/]*/(mkapkovl-install|modloop)$"' "$table" > "$table.new" &&
			mv "$table.new" "$table"
	fi || refuse "cannot remove the installer from the installed system"
}
secrets=/etc/mkapkovl/secrets

# inside_target COMMAND: runs it with /proc, /sys and /dev in the target, which boot loaders and mkinitfs read.
inside_target() {
	for folder in proc sys dev; do
		mkdir -p "$target/$folder"
		mount --bind "/$folder" "$target/$folder" || { refuse "cannot mount /$folder in the installed system"; return; }
	done
	"$@"
	inside=$?
	for folder in dev sys proc; do umount "$target/$folder"; done
	return "$inside"
}

# union SEPARATOR WORDS MORE: the words with those of MORE that are not among them.
union() {
	awk -v separator="$1" -v words="$2" -v more="$3" 'BEGIN {
		count = split(more, list, /[ \n]+/)
		for (i = 1; i <= count; i++)
			if (list[i] != "" && !index(separator words separator, separator list[i] separator))
				words = words (words == "" ? "" : separator) list[i]
		print words
	}'
}

# appended WORDS MORE: the words, then those of MORE that are not among them. Huge page options are taken from MORE alone
# and in order: hugepages= belongs to the hugepagesz= before it, and two sizes may have the same number.
appended() {
	awk -v words="$1" -v more="$2" 'BEGIN {
		count = split(words, list, /[ \n]+/)
		for (i = 1; i <= count; i++)
			if (list[i] != "" && list[i] !~ /^hugepages/) { there[list[i]]; text = text " " list[i] }
		count = split(more, list, /[ \n]+/)
		for (i = 1; i <= count; i++) if (list[i] != "" && !(list[i] in there)) text = text " " list[i]
		print substr(text, 2)
	}'
}

# without WORDS LESS: a comma-separated list without some of its words.
without() {
	printf '%s\n' "$1" | tr ',' '\n' | grep -Fvx "$(printf '%s\n' "$2" | grep . || echo ,)" | tr '\n' ',' | sed 's/,$//'
}

# value_in FILE KEY: the value of KEY=value or KEY="value".
value_in() {
	sed -n "s/^$2=//p" "$1" | tail -n 1 | sed 's/^"\(.*\)"$/\1/'
}

# change FILE KEY VALUE: sets the value of an existing KEY; the file keeps its mode.
change() {
	grep -q "^$2=" "$1" || { refuse "${1#"$target"} has no $2"; return; }
	awk -v key="$2" -v value="$3" 'index($0, key "=") == 1 { $0 = key "=" value } { print }' "$1" > "$1.new" &&
		cat "$1.new" > "$1" && rm "$1.new" || refuse "cannot write ${1#"$target"}"
}

# add_features: adds the profile's initramfs features to those of setup-disk.
add_features() {
	file=$target/etc/mkinitfs/mkinitfs.conf
	change "$file" features "\"$(union ' ' "$(value_in "$file" features)" "$(rows initramfs-features)")\""
}

# add_boot_options: kernel options and the modules that the initramfs loads. The menu waits five seconds, so that the
# rescue entry can be chosen.
add_boot_options() {
	modules=$(rows initramfs-modules)
	options=$(rows kernel-options)
	if [ "$loader" = extlinux ]; then
		file=$target/etc/update-extlinux.conf
		change "$file" modules "$(union , "$(value_in "$file" modules)" "$modules")" &&
			change "$file" default_kernel_opts "\"$(appended "$(value_in "$file" default_kernel_opts)" "$options")\"" &&
			change "$file" timeout 5 || return
		! grep -q '^hidden=' "$file" || change "$file" hidden 0
		return
	fi
	file=$target/etc/default/grub
	words=$(value_in "$file" GRUB_CMDLINE_LINUX_DEFAULT)
	own=$(printf '%s\n' "$words" | tr ' ' '\n' | sed -n 's/^modules=//p')
	rest=$(printf '%s\n' "$words" | tr ' ' '\n' | grep -v '^modules=' | tr '\n' ' ' | sed 's/ *$//')
	change "$file" GRUB_CMDLINE_LINUX_DEFAULT "\"modules=$(union , "$own" "$modules") $(appended "$rest" "$options")\"" &&
		change "$file" GRUB_TIMEOUT 5
}

# serial_console: number and speed of the last serial port among the profile's consoles; firmware knows the first four.
# Without a speed, that of the login there.
serial_console() {
	rows kernel-options | sed -n 's/^console=ttyS\([0-3]\)$/\1 115200/p; s/^console=ttyS\([0-3]\),\([0-9]*\).*/\1 \2/p' | tail -n 1
}

# show_menu: shows the menu on the serial console too, because the machine may have no monitor. setup-disk finds a console
# only in KERNELOPTS and its own terminal, and before 3.24 not at all.
show_menu() {
	port=$(serial_console)
	[ -n "$port" ] || return 0
	if [ "$loader" = extlinux ]; then
		give "$file" serial_port "${port% *}" && give "$file" serial_baud "${port#* }"
	else
		give "$file" GRUB_SERIAL_COMMAND "\"serial --unit=${port% *} --speed=${port#* }\"" &&
			give "$file" GRUB_TERMINAL_INPUT '"console serial"' && give "$file" GRUB_TERMINAL_OUTPUT '"console serial"'
	fi
}

# give FILE KEY VALUE: like change, but adds a missing key.
give() {
	grep -q "^$2=" "$1" || echo "$2=" >> "$1"
	change "$@"
}

# add_rescue_entry: a second boot entry that passes nothing through. Both loaders' own tools add it again whenever a
# kernel is upgraded: update-extlinux appends the files of update-extlinux.d, grub-mkconfig runs those of grub.d.
add_rescue_entry() {
	if [ "$loader" = grub ]; then
		mkdir -p "$target/etc/grub.d" && cp "$root/etc/mkapkovl/agent/grub-rescue" "$target/etc/grub.d/41_mkapkovl" &&
			chmod 755 "$target/etc/grub.d/41_mkapkovl" || refuse "cannot write the rescue entry"
		return
	fi
	file=$target/etc/update-extlinux.conf
	mkdir -p "$target/etc/update-extlinux.d" && cat > "$target/etc/update-extlinux.d/mkapkovl-rescue" <<-END
		LABEL rescue
		  MENU LABEL Rescue: no device is passed through
		  LINUX vmlinuz-$kernel
		  INITRD initramfs-$kernel
		  APPEND root=$(value_in "$file" root) modules=$(without "$(value_in "$file" modules)" "$(rows initramfs-modules)") $(value_in "$file" default_kernel_opts) mkapkovl=rescue
	END
}

# add_mounts: adds the profile's entries, which replace setup-disk's for drives and /tmp; those of the system itself stay.
add_mounts() {
	table=$target/etc/fstab
	rows fstab | while IFS="$tab" read -r device folder rest; do
		case "$folder" in / | /boot | /boot/efi) continue ;; esac
		awk -v device="$device" -v folder="$folder" '/^#/ || !($2 == folder && (folder ~ "^/" || $1 == device))' \
			"$table" > "$table.new" && printf '%s\t%s\t%s\n' "$device" "$folder" "$rest" >> "$table.new" &&
			cat "$table.new" > "$table" && rm "$table.new" || exit
		case "$folder" in /*) mkdir -p "$target$folder" || exit ;; esac
	done || refuse "cannot write /etc/fstab of the installed system"
}

# keep_devices: the devices that the initramfs must not give to guests, determined while the target's disk and the network
# ports have their drivers.
keep_devices() {
	[ -e "$target/etc/mkapkovl/agent/bind.sh" ] || return 0
	table=$(sh "$root/etc/mkapkovl/agent/bind.sh" keep "${target#"$root"}")
	controllers=$(controllers_of "$disk")
	if [ -n "$controllers" ] && ! printf '%s\n' "$table" | grep -Fq "$controllers"; then
		refuse "the controller of $disk is not among the devices that the initramfs keeps"
		return
	fi
	printf '%s\n' "$table" | grep . | write_file "$target/etc/mkapkovl/keep" || refuse "cannot write /etc/mkapkovl/keep"
}

# build_boot_files: the initramfs for the target's kernel, not the running one, and the loader's menu.
build_boot_files() {
	version=$(cat "$target/usr/share/kernel/$kernel/kernel.release") || { refuse "the installed system has no kernel $kernel"; return; }
	chroot "$target" mkinitfs -o "/boot/initramfs-$kernel" "$version" || { refuse "mkinitfs failed"; return; }
	if [ "$loader" = grub ]; then
		chroot "$target" grub-mkconfig -o /boot/grub/grub.cfg || refuse "grub-mkconfig failed"
	else
		chroot "$target" update-extlinux || refuse "update-extlinux failed"
	fi
}

# check_boot_files: mkinitfs ignores unknown features and globs without a match, so check the result.
check_boot_files() {
	if rows initramfs-features | grep -qx vfio; then
		initramfs_files "$target" "/boot/initramfs-$kernel" "$version" > "$run/initramfs-files"
		initramfs_binds "$target" "$version" "$run/initramfs-files" || { refuse "the initramfs has no vfio-pci"; return; }
		for table in $(cd "$target" && grep -l vfio etc/modprobe.d/*.conf); do
			grep -qx "$table" "$run/initramfs-files" || { refuse "the initramfs has no $table"; return; }
		done
		[ ! -e "$target/etc/mkapkovl/agent/bind.sh" ] || for part in agent/common.sh agent/pci.sh agent/bind.sh devices keep; do
			grep -qx "etc/mkapkovl/$part" "$run/initramfs-files" || { refuse "the initramfs has no $part"; return; }
		done
	fi
	menu=$target/boot/extlinux.conf
	[ "$loader" = extlinux ] || menu=$target/boot/grub/grub.cfg
	opened=''
	if [ -n "$passphrase" ]; then
		# setup-disk adds both if it detects that the root is encrypted.
		opened=cryptdm=root
		value_in "$target/etc/mkinitfs/mkinitfs.conf" features | grep -qw cryptsetup ||
			{ refuse "the initramfs does not open the encrypted disk"; return; }
	fi
	for option in $(rows kernel-options) $opened mkapkovl=rescue; do
		grep -Fqw -- "$option" "$menu" || { refuse "the boot menu has no $option"; return; }
	done
}

# take_records: copies the records so far to the installed system, for mkapkovl-host to show.
take_records() {
	mkdir -p "$target/var/lib/mkapkovl" "$target/var/log" &&
		cp -R "$state/steps" "$target/var/lib/mkapkovl/" && cp "$log"* "$target/var/log/" ||
		{ refuse "cannot copy the records to the installed system"; return; }
	# They are read in the installed system, which boots only after these two steps are done.
	(
		state=$target/var/lib/mkapkovl
		record install-target "done"
		record install-finish "done"
	)
}
