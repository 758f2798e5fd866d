# shellcheck shell=dash disable=SC2154
# The archive of the overlay, as it lies on its medium. The installed system keeps it as its current one (apply/kept.sh), so
# that mkapkovl-host rollback can go back to it after the first apply. Sourced after common.sh and medium.sh.

# More than that is not kept: it lies on the disk of the host.
most_kept=67108864

# keep_archive: an installation that cannot keep it goes on. Never the passphrase of a disk.
keep_archive() (
	umask 077
	kept=$target/var/lib/mkapkovl/kept
	mkdir -p "$kept/current" && chmod 700 "$kept" || return 0
	archive=$(find_archive)
	if rows files | awk -F "$tab" '$5 == "etc/mkapkovl/secrets/luks-passphrase" { found = 1 } END { exit !found }'; then
		echo 'it has the passphrase of the disk' | write_file "$kept/current/reason"
	elif [ -z "$archive" ]; then
		echo 'the installer did not find it on its medium, or it is encrypted there' | write_file "$kept/current/reason"
	elif [ "$(stat -c %s "$archive")" -gt "$most_kept" ]; then
		echo 'it is larger than 64 MiB' | write_file "$kept/current/reason"
	else
		write_file "$kept/current/overlay.apkovl.tar.gz" < "$archive" &&
			digest "$archive" | write_file "$kept/current/sha256"
		signature=${archive%.apkovl.tar.gz}.sig
		[ ! -f "$signature" ] || head -c 65536 "$signature" | write_file "$kept/current/overlay.sig"
	fi
	rm -rf "$run/archive"
	return 0
)

# find_archive: prints the file that holds this build: at the top of a medium, or taken out of its initramfs to memory.
find_archive() {
	media | while read -r folder; do
		for file in "$root$folder"/*.apkovl.tar.gz; do
			! holds_this_build "$file" || { echo "$file"; break 2; }
		done
		[ -f "$root$folder/boot/mkapkovl.gz" ] || continue
		mkdir -p "$run/archive"
		(cd "$run/archive" && gunzip -c "$root$folder/boot/mkapkovl.gz" | cpio -i -d 'mkapkovl/overlays/*.apkovl.tar.gz') 2> /dev/null
		for file in "$run/archive/mkapkovl/overlays"/*.apkovl.tar.gz; do
			! holds_this_build "$file" || { echo "$file"; break 2; }
		done
	done
}

holds_this_build() {
	[ "$(tar -xzOf "$1" etc/mkapkovl/build-id 2> /dev/null)" = "$(cat "$data/build-id")" ]
}
