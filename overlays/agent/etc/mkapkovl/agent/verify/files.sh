# shellcheck shell=dash disable=SC2034,SC2154
# mkapkovl-host verify: the overlay's files. Sourced, never run.

# verify_files: rows of type, mode, owner, sha256 or target, path. Alpine writes to some of the files itself; other checks
# look for what the profile needs in them.
verify_files() {
	! is_hidden "$data/files" || return 0
	if [ ! -s "$data/files" ] || [ ! -s "$data/build-id" ]; then
		finding warning overlay-unknown 'It is unknown which overlay this machine has: its file table is missing.' \
			'Apply the overlay again.'
		return
	fi
	while IFS=$tab read -r type mode owner substance name <&3; do
		case $name in
			# Alpine's initramfs deletes it when it has done what it asks for (mkinitfs, initramfs-init.in).
			etc/.default_boot_services) continue ;;
			# verify_packages, verify_mounts
			etc/apk/world | etc/fstab) continue ;;
			# verify_initramfs, verify_kernel: setup-disk writes these three.
			etc/mkinitfs/mkinitfs.conf | etc/update-extlinux.conf | etc/default/grub) ! is_installed || continue ;;
			# verify_passphrase: it must not be here.
			etc/mkapkovl/secrets/luks-passphrase) ! is_installed || continue ;;
		esac
		case $type in
			directory) verify_folder "$name" "$mode" ;;
			link)
				[ "$(readlink "$root/$name")" = "$substance" ] || is_hidden "$root/$name" ||
					finding warning link-changed "/$name is not the link to $substance that the overlay made." \
						'Put the change into the profile, or apply the overlay again.' '' "$name"
				;;
			file) verify_file "$name" "$mode" "$owner" "$substance" ;;
		esac
	done 3< "$data/files"
	verify_composed
	verify_passphrase
}

# verify_composed: files with secrets, which the machine puts together from their pieces.
verify_composed() {
	while IFS=$tab read -r path mode owner pieces <&3; do
		[ -n "$path" ] || continue
		! is_hidden "$root/$path" || continue
		for piece in $(pieces_of_row); do
			! is_hidden "$data/$piece" || continue 2
		done
		if [ ! -f "$root/$path" ] || [ -h "$root/$path" ]; then
			finding error file-missing "The file /$path is missing, or its file system is not mounted." "$again" "$(pointer files "/$path")" "$path"
		elif ! joined | cmp -s - "$root/$path"; then
			finding warning file-changed "/$path differs from what the overlay's pieces give." "$again" "$(pointer files "/$path")" "$path"
		elif ! is_composed; then
			finding warning file-mode "The mode or owner of /$path differs from the overlay." "$again" "$(pointer files "/$path")" "$path"
		fi
	done 3<<- END
		$(rows composed)
	END
}

# is_installed: whether the installer made this system.
is_installed() {
	[ "$(setting install.conf INSTALL_MODE)" = sys ] && ! on_tmpfs
}

verify_passphrase() {
	[ -e "$data/secrets/luks-passphrase" ] && is_installed && finding error passphrase-left \
		'The passphrase of this disk is stored on the disk itself.' 'Delete it, and change the passphrase: cryptsetup luksChangeKey.' \
		/install/encrypt/passphrase etc/mkapkovl/secrets/luks-passphrase
}

# verify_folder NAME MODE: finds a mode that is wider than the overlay's. Packages may narrow it; a mount has its own.
verify_folder() {
	if [ ! -d "$root/$1" ]; then
		is_hidden "$root/$1" || finding error folder-missing "The folder /$1 is missing." "$again" '' "$1"
	elif ! is_mounted "/$1" && [ $((0$(stat -c %a "$root/$1") & 022 & ~$2)) -ne 0 ]; then
		finding error folder-open "The folder /$1 is writable by more users than in the overlay." "Run: chmod $2 /$1" '' "$1"
	fi
}

# verify_file NAME MODE OWNER DIGEST: a secret has no digest.
verify_file() {
	! is_hidden "$root/$1" || return 0
	if [ ! -f "$root/$1" ] || [ -h "$root/$1" ]; then
		finding error file-missing "The file /$1 is missing." 'Apply the overlay again.' '' "$1"
	elif [ "$4" != - ] && [ "$(brought_digest "$1")" != "$4" ]; then
		finding warning file-changed "/$1 differs from the overlay's version." \
			'Put the change into the profile, or apply the overlay again.' '' "$1"
	elif [ "$(stat -c '%a %u:%g' "$root/$1")" != "${2#0} $3" ]; then
		finding warning file-mode "The mode or owner of /$1 differs from the overlay." \
			"Run: chmod $2 /$1; chown $3 /$1" '' "$1"
	fi
}

# brought_digest NAME: the digest without the line that the converge stage adds.
brought_digest() {
	case $1 in
		etc/conf.d/libvirtd) grep -vxF "$unlimited" "$root/$1" | sha256sum | cut -d ' ' -f 1 ;;
		*) digest "$root/$1" ;;
	esac
}
