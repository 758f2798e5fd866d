# shellcheck shell=dash disable=SC2015,SC2030,SC2031,SC2154
# The overlay's files, as listed in /etc/mkapkovl/files. setup-alpine and setup-disk overwrite some of them: hosts,
# interfaces, repositories, keys; setup-timezone replaces the link /etc/localtime. Sourced after common.sh and medium.sh.

digest_of() {
	sha256sum "$1" 2> /dev/null | cut -d ' ' -f 1
}

# brought: type, digest or target, and path of the files and links that neither setup-disk nor apk change on purpose, and
# that the installed system has.
brought() {
	rows files | awk -F "$tab" -v OFS="$tab" '
		$5 ~ "^etc/(fstab|apk/world|mkinitfs/mkinitfs.conf|update-extlinux.conf|default/grub|.default_boot_services)$" { next }
		$5 ~ "^etc/runlevels/[^/]*/(mkapkovl-install|modloop)$" { next }
		$1 == "link" || $1 == "file" && $4 != "-" { print $1, $4, $5 }'
}

# as_brought PATH: whether the file or link of the current row is there, unchanged.
as_brought() {
	case $type in
		link) [ "$(readlink "$1")" = "$substance" ] ;;
		file) [ ! -h "$1" ] && [ "$(digest_of "$1")" = "$substance" ] ;;
	esac
}

# keep_overlay: copies the files and links that are still unchanged to memory.
keep_overlay() {
	brought | while IFS=$tab read -r type substance name; do
		as_brought "$root/$name" || continue
		replace "$root/$name" "$run/overlay/$name" || exit
	done || refuse "cannot copy the files of the overlay to memory"
}

# put_back: restores the same files and links in the target. What has no copy stays as it is, and so does a folder in
# their place; mkapkovl-host verify reports both.
put_back() {
	brought | while IFS=$tab read -r type substance name; do
		! as_brought "$target/$name" && as_brought "$run/overlay/$name" || continue
		[ -h "$target/$name" ] || [ ! -d "$target/$name" ] || continue
		replace "$run/overlay/$name" "$target/$name" || exit
	done && rows files | while IFS=$tab read -r type mode owner _ name; do
		[ "$type" != link ] && [ -e "$target/$name" ] || continue
		chmod "$mode" "$target/$name" && chroot "$target" chown "$owner" "/$name" || exit
	done || refuse "cannot put back the files of the overlay"
}

# replace FROM TO: the file or link of the current row. A link in its place may lead to a folder: nothing is put in there.
replace() {
	[ ! -h "$2" ] || rm "$2" || return
	case $type in
		link) mkdir -p "${2%/*}" && ln -sfn "$substance" "$2" ;;
		file) write_file "$2" < "$1" ;;
	esac
}

# The installer's note on a medium.
note=mkapkovl-installed.txt

# medium_allows: a medium installs once, whatever happens to the disk's mark.
medium_allows() {
	[ -s "$data/build-id" ] || { refuse "the overlay has no build id, so whether it was installed cannot be determined"; return; }
	for folder in $(media); do
		grep -Fqs "$(cat "$data/build-id")" "$root$folder/$note" || continue
		refuse "this overlay has already been installed; to install it again, delete $note on its medium"
		return
	done
}

# disarm_medium: leaves a note next to the overlay, if the medium is writable. The mark on the disk is enough without it.
disarm_medium() {
	for folder in $(media); do
		if mount -o remount,rw "$root$folder" 2> /dev/null && noted "$root$folder/$note" 2> /dev/null; then
			say "the medium at $folder will not install again"
		else
			say "cannot write to the medium at $folder; remove it"
		fi
		sync
		mount -o remount,ro "$root$folder" 2> /dev/null
	done
	return 0
}

# noted FILE: adds this installation to the note. A medium can be for several hosts, and each has its own build.
noted() {
	{
		[ ! -e "$1" ] || cat "$1" || return
		cat <<-END
			The overlay on this medium has been installed on the disk $disk (serial $(serial_of "$disk")).
			While this file is here it is not installed again.
			$(cat "$data/build-id")
		END
	} > "$run/note" && write_file "$1" < "$run/note"
}
