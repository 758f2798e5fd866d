# shellcheck shell=dash disable=SC2030,SC2031,SC2154
# The archive of the overlay, as it lies on its medium. The installed system keeps it as its current one (apply/kept.sh), so
# that mkapkovl-host rollback can go back to it after the first apply. Sourced after common.sh and medium.sh.

# More than that is not kept: it lies on the disk of the host.
most_kept=67108864

# keep_archive: an installation that cannot keep it goes on, and the reason is kept.
keep_archive() (
	kept=$target/var/lib/mkapkovl/kept
	mkdir -p "${kept%/*}"
	umask 077
	mkdir -p "$kept/current" && chmod 700 "$kept" || return 0
	why=$(copy_archive) || echo "$why" | write_file "$kept/current/reason"
	rm -rf "$run/archive"
	return 0
)

# copy_archive: copies it with its signature, or says why not. Never the passphrase of a disk, and nothing that rollback
# would refuse anyway.
copy_archive() {
	archive=$(find_archive)
	signature=${archive%.apkovl.tar.gz}.sig
	copy=$kept/current/overlay.apkovl.tar.gz
	if rows files | awk -F "$tab" '$5 == "etc/mkapkovl/secrets/luks-passphrase" { found = 1 } END { exit !found }'; then
		echo 'it has the passphrase of the disk'
	elif [ -z "$archive" ]; then
		echo 'the installer did not find it whole on its medium, or it is encrypted there'
	elif [ "$(stat -c %s "$archive")" -gt "$most_kept" ]; then
		echo 'it is larger than 64 MiB'
	elif [ -e "$data/allowed_signers" ] && [ ! -f "$signature" ]; then
		echo 'it has no signature on its medium, and this machine accepts signed overlays only'
	elif write_file "$copy" < "$archive" 2> /dev/null && [ "$(digest "$copy")" = "$(digest "$archive")" ] &&
		digest "$copy" | write_file "$kept/current/sha256" 2> /dev/null; then
		[ ! -f "$signature" ] || head -c 65536 "$signature" | write_file "$kept/current/overlay.sig"
		return 0
	else
		rm -f "$copy" "$copy.new" "$kept/current"/sha256*
		echo 'it could not be copied: the disk may be full'
	fi
	return 1
}

# find_archive: prints the file that holds this build: at the top of a medium, or taken out of its initramfs to memory.
find_archive() {
	own=mkapkovl/overlays/$(cat "$root/etc/hostname").apkovl.tar.gz
	media | while read -r folder; do
		for file in "$root$folder"/*.apkovl.tar.gz; do
			! holds_this_build "$file" || { echo "$file"; break 2; }
		done
		[ -f "$root$folder/boot/mkapkovl.gz" ] || continue
		mkdir -p "$run/archive"
		(cd "$run/archive" && gunzip -c "$root$folder/boot/mkapkovl.gz" | cpio -i -d "$own") 2> /dev/null
		! holds_this_build "$run/archive/$own" || { echo "$run/archive/$own"; break; }
	done
}

# holds_this_build FILE: whether it is this overlay, and whole.
holds_this_build() {
	[ "$(tar -xzOf "$1" etc/mkapkovl/build-id 2> /dev/null)" = "$(cat "$data/build-id")" ] && gunzip -t "$1" 2> /dev/null
}
