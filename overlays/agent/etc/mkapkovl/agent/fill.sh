#!/bin/sh
# shellcheck shell=dash disable=SC2015,SC2154
# System folders that get their own file system, such as /var: what packages have put there is copied into it once, before
# anything runs that writes there, and only then is it added to /etc/fstab. An empty /var would keep sshd from starting,
# which needs /var/empty. A file system with other contents is left alone.
#
# On the file system, .mkapkovl-filling means that it holds nothing but our copy, .mkapkovl-filled that the copy is
# complete.

# shellcheck source=/dev/null
. "${MKAPKOVL_ROOT:-}/etc/mkapkovl/agent/common.sh"
# The records of the boot stage: this runs before /var is mounted.
state=$root/run/mkapkovl
place=$state/fill
fstab=$root/etc/fstab

fill() {
	# The overlay is in the installer's live system, too, whose contents belong on no disk.
	! on_tmpfs || { skip 'this system runs from memory'; return; }
	failures=
	for folder in $(rows filled | awk '{ print $2 }' | sort); do
		fill_folder || failures="${failures:+$failures; }$folder stays where it is: $reason"
	done
	reason=
	[ -z "$failures" ] || refuse "$failures"
}

# fill_folder: $folder, and its file system mounted there.
fill_folder() {
	row=$(rows filled | awk -v folder="$folder" '$2 == folder { print; exit }')
	# Fields of the table have no blanks.
	# shellcheck disable=SC2086
	set -- $row
	mounted=$(awk -v folder="$folder" '$2 == folder || index($2, folder "/") == 1 { print $2 }' "$proc/mounts" | head -n 1)
	[ "$mounted" != "$folder" ] || return 0
	[ -z "$mounted" ] || { refuse "something is mounted at $mounted"; return; }
	other=$(awk -v folder="$folder" -v device="$1" '!/^#/ && $2 == folder && $1 != device { print $1; exit }' "$fstab")
	[ -z "$other" ] || { refuse "/etc/fstab has another line for it, with $other"; return; }
	umount "$place" 2> /dev/null
	mkdir -p "$place" && mount -t "$3" -o "$4" "$1" "$place" >> "$log" 2>&1 || { refuse "cannot mount $1"; return; }
	prepare
	prepared=$?
	umount "$place" || { refuse "cannot unmount $1"; return; }
	if [ "$prepared" -ne 0 ]; then
		without_line | write_file "$fstab"
		return 1
	fi
	grep -qxF "$row" "$fstab" || { without_line; echo "$row"; } | write_file "$fstab"
	mount "$folder" >> "$log" 2>&1 || refuse "cannot mount $1 there"
}

# without_line: /etc/fstab without the line of $folder.
without_line() {
	awk -v folder="$folder" '/^#/ || $2 != folder' "$fstab"
}

# prepare: copies $folder to the file system at $place, unless that holds it already.
prepare() {
	[ ! -e "$place/.mkapkovl-filled" ] || return 0
	there=$(find "$place/" -mindepth 1 -maxdepth 1 ! -name lost+found | head -n 1)
	[ -n "$there" ] && [ ! -e "$place/.mkapkovl-filling" ] || { copy; return; }
	for each in "$root$folder"/*; do
		[ -e "$place/${each##*/}" ] || [ -h "$place/${each##*/}" ] || {
			refuse "its file system is not empty, but has no ${each##*/}: copy $folder into it yourself, or use a blank one"
			return
		}
	done
}

# copy: starts over after an interruption. $folder itself is not changed.
copy() {
	say "Copying $folder to its own file system"
	: > "$place/.mkapkovl-filling" && sync &&
		cp -af "$root$folder/." "$place/" >> "$log" 2>&1 || { refuse "cannot copy it; see $log"; return; }
	chown "$(stat -c %u:%g "$root$folder")" "$place/." && chmod "$(stat -c %a "$root$folder")" "$place/." || return
	listing "$place" > "$state/fill.copied"
	missing=$(listing "$root$folder" | grep -vxFf "$state/fill.copied" | head -n 1)
	rm -f "$state/fill.copied"
	[ -z "$missing" ] || { refuse "${missing#./} was not copied"; return; }
	sync
	mv "$place/.mkapkovl-filling" "$place/.mkapkovl-filled" && sync
}

# listing FOLDER: what is in it, with the kind, owner and mode of each.
listing() {
	(cd "$1/" && find . ! -name . -exec stat -c '%A %u:%g %n' {} +)
}

mkdir -p "$state"
step fill 'Folders on their own file systems' fill
