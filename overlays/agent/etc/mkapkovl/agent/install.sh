#!/bin/sh
# shellcheck shell=dash disable=SC1090,SC1091,SC2015,SC2034,SC2154
# The installer: runs once, in the live system of a medium. install.sh --dry-run only prints what it would do.

umask 022
for part in common release accounts medium overlay archive disk mark choose preflight bundle passphrase setup-alpine write kernel target; do
	. "${MKAPKOVL_ROOT:-}/etc/mkapkovl/agent/$part.sh"
done
run=$root/run/mkapkovl
target=$root/mnt

main() {
	[ "$(setting install.conf INSTALL_MODE)" = sys ] && on_tmpfs || return 0
	if [ "${1:-}" = --dry-run ]; then
		dry_run
		return
	fi
	mkdir -p "$run" && chmod 700 "$run" || return
	if [ -s "$run/installer" ] && [ -d "$proc/$(cat "$run/installer")" ]; then
		say "the installer is already running"
		return 1
	fi
	echo $$ > "$run/installer"
	trap leave EXIT
	trap 'exit 1' HUP INT TERM
	install_machine
}

# leave: whatever happens, nothing stays mounted or open.
leave() {
	[ -z "${session:-}" ] || end_session "$session"
	[ ! -r "$dev/console" ] || stty echo < "$dev/console" 2> /dev/null
	release
	rm -f "$run/installer"
}

install_machine() {
	close_accounts
	release
	step install-check "Checking the machine and its disk" preflight || return
	[ -n "$plan" ] || return 0
	if [ "$plan" != finish ]; then
		say "installing to $disk ($plan)"
		step install-secrets "Getting passphrase and passwords" get_secrets &&
			step install-alpine "Setting up the live system" set_up_alpine &&
			step install-disk "Writing the disk" write_disk &&
			step install-system "Installing Alpine" install_system &&
			step install-target "Preparing the installed system" prepare_and_mark || return
	fi
	step install-finish "Making the disk bootable" make_startable || return
	disarm_medium
	say "installed; starting from $disk"
	reboot
}

# dry_run: prints why it would refuse, or what it would write. Writes neither log nor records.
dry_run() {
	say() {
		printf '%s\n' "$1"
	}
	reason=
	preflight
	case $? in
		0) say "would write $disk ($plan): $firmware, $loader, $label, $(passphrase_text)" ;;
		10) say "nothing to do: $reason" ;;
		*)
			say "refused: $reason"
			return 1
			;;
	esac
}

passphrase_text() {
	case "$(setting install.conf PASSPHRASE)" in
		none) echo "not encrypted" ;;
		*) echo "encrypted" ;;
	esac
}

get_secrets() {
	get_passphrase && get_passwords
}

# set_up_alpine: setup-alpine with the answers and no prompt. It must not start services, because it runs in one, nor wait
# forever for a time server (3.24 does, whatever the answer; 3.23 for its own ntpd); with SSH_CONNECTION it does not
# restart the network.
set_up_alpine() {
	mkdir -p "$run/bin" && keep_overlay || return
	cat > "$run/bin/openrc" <<-'END'
		#!/bin/sh
		case "$*" in *--sys*) exec /sbin/openrc "$@" ;; esac
	END
	cat > "$run/bin/busybox" <<-'END'
		#!/bin/sh
		[ "$1" != ntpd ] || exec /bin/busybox timeout 30 /bin/busybox "$@"
		exec /bin/busybox "$@"
	END
	cat > "$run/bin/ntpd" <<-'END'
		#!/bin/sh
		exec /bin/busybox timeout 30 /bin/busybox ntpd "$@"
	END
	chmod 755 "$run/bin/openrc" "$run/bin/busybox" "$run/bin/ntpd" || return
	use_bundle && run_setup_alpine || return
	# setup-alpine unlocks the users that it makes by removing their password.
	close_accounts
	# shellcheck disable=SC2046
	apk add --quiet sfdisk e2fsprogs $(loader_packages) < /dev/null >> "$log" 2>&1 || refuse "cannot install sfdisk, e2fsprogs and the boot loader; see $log"
}

# install_system: runs setup-disk into the mounted target, so that the target stays mounted.
install_system() {
	encrypted=''
	[ -z "$passphrase" ] || encrypted=-e
	setup_loader=grub
	[ "$loader" != extlinux ] || setup_loader=syslinux
	# shellcheck disable=SC2086
	BOOTLOADER=$setup_loader DISKLABEL=$label setup-disk -m sys -k "$(setting install.conf INSTALL_KERNEL)" -s 0 $encrypted "$target" \
		< /dev/null >> "$log" 2>&1 || { refuse "setup-disk failed: $(tail -n 1 "$log")"; return; }
	hide_loader && add_listed
}

# hide_loader: from here on the disk does not boot until everything is done: the firmware looks for this one file, or for
# the boot code. While setup-disk ran, a disk with GRUB could boot: on UEFI it writes this file before the packages, on
# BIOS the boot code with 3.18 and 3.24. extlinux has no boot code before the last step. setup-disk does not fail if it
# could not install a boot loader.
hide_loader() {
	case "$firmware $loader" in
		uefi*)
			hidden=no
			for file in "$boot_folder"/EFI/[Bb][Oo][Oo][Tt]/[Bb][Oo][Oo][Tt]*.[Ee][Ff][Ii]; do
				[ -e "$file" ] || continue
				mv "$file" "$file.off" || { refuse "cannot keep the boot loader back until the installation is complete"; return; }
				hidden=yes
			done
			[ "$hidden" = yes ] || refuse "setup-disk installed no boot loader"
			;;
		*extlinux)
			[ -e "$target/boot/ldlinux.sys" ] || { refuse "setup-disk installed no boot loader"; return; }
			code=mbr
			[ "$label" = dos ] || code=gptmbr
			cp "$root/usr/share/syslinux/$code.bin" "$target/boot/$boot_code" ||
				refuse "cannot put the boot code into the boot partition"
			;;
		*)
			same_disk && still_permitted "installing GRUB" && our_table "$disk" || { refuse "${reason:-mkapkovl did not write the first sector of $disk}"; return; }
			grub-install --target=i386-pc --boot-directory="$target/boot" "$dev/$disk" < /dev/null >> "$log" 2>&1 ||
				{ refuse "grub-install failed: $(tail -n 1 "$log")"; return; }
			dd if="$dev/$disk" of="$target/boot/$boot_code" bs=440 count=1 2> /dev/null &&
				dd if=/dev/zero of="$dev/$disk" bs=440 count=1 conv=notrunc,fsync 2> /dev/null ||
				refuse "cannot keep the boot code back until the installation is complete"
			;;
	esac
}
boot_code=mkapkovl-boot.img

prepare_and_mark() {
	prepare_target >> "$log" 2>&1 || return
	sync
	release || { refuse "cannot unmount the installed system"; return; }
	set_mark installed
}

# make_startable: only what an interrupted run can repeat without harm to an installed system. It needs no package, for the
# live system may have no network when the installation goes on.
make_startable() {
	show_loader && set_mark finished
}

# write_boot_code FILE: only over a first sector that is ours, armed or not.
write_boot_code() {
	look_again "writing the boot code" || return
	our_table "$disk" && [ "$table" != none ] || { refuse "before writing the boot code: $disk has ${found:-no partition table}"; return; }
	dd if="$1" of="$dev/$disk" bs=440 count=1 conv=notrunc,fsync 2> /dev/null ||
		refuse "cannot write the boot code to $disk"
}

show_loader() {
	case "$disk" in *[0-9]) boot_part=${disk}p1 ;; *) boot_part=${disk}1 ;; esac
	boot_kind=ext4
	[ "$firmware" != uefi ] || boot_kind=vfat
	look_again "making it bootable" || return
	mkdir -p "$target" && echo "$disk" > "$run/target" && mount -t "$boot_kind" "$dev/$boot_part" "$target" ||
		{ refuse "cannot mount the boot partition of $disk"; return; }
	if [ "$firmware" = uefi ]; then
		for file in "$target"/EFI/[Bb][Oo][Oo][Tt]/*.off; do
			[ ! -e "$file" ] || mv "$file" "${file%.off}" || { refuse "cannot put the boot loader in place"; return; }
		done
		release
		return
	fi
	cp "$target/$boot_code" "$run/$boot_code" || { refuse "the boot code is not in the boot partition of $disk"; return; }
	release && write_boot_code "$run/$boot_code"
}

main "$@"
