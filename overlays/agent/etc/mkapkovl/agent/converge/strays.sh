# shellcheck shell=dash disable=SC2034,SC2154
# Looks for other overlays than the one that this system started with. Sourced, never run, after strays.sh and attached.sh.

# overlays: the step; another overlay is no failure of this system, but it may be what the next start uses.
overlays() {
	release_medium
	[ -s "$overlay_used" ] || said_by_init | write_file "$overlay_used"
	{
		mounted_overlays
		on_each_medium attached_overlays
	} | sort -u | write_file "$overlays_seen" || return
	stray_overlays=$(strays < "$overlays_seen")
	[ -n "$stray_overlays" ] || return 0
	reason="this start used $(used_here); the next one may use $(printf '%s\n' "$stray_overlays" | while read -r each; do
		named "$each"
	done | tr '\n' ',' | sed 's/,$//; s/,/ or /g') instead: see mkapkovl-host verify"
	say "more than one overlay is attached: $reason"
}

# said_by_init: the overlay that Alpine's init unpacked (mkinitfs, initramfs-init.in: ebegin writes it to /dev/kmsg).
said_by_init() {
	dmesg 2> /dev/null | sed -n 's:.*Loading user settings from /media/\(.*\)\.\.\.$:\1:p' | tail -n 1
}

# attached_overlays: those of the medium that on_each_medium has mounted. It goes on with the next one.
attached_overlays() {
	overlays_in "$root$own_mount" "$medium"
	return 1
}
