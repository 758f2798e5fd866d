# shellcheck shell=dash disable=SC2034,SC2154
# Other overlays than the one that a diskless host started with. Alpine's init mounts disk after disk, and takes the first
# file *.apkovl.tar.gz* that it finds at the top of one, unless apkovl= names one (mkinitfs: scandev in nlplug-findfs.c,
# ovl= in initramfs-init.in). Here each is DEVICE/FILE, as it is below /media in the initramfs. Sourced after common.sh.

# What the converge stage found, also on media that it mounted for that; and what Alpine's init said that it took, which
# the log of the kernel forgets.
overlays_seen=$root/run/mkapkovl/overlays
overlay_used=$root/run/mkapkovl/overlay-used

# is_searched: whether the overlay of this system was searched for.
is_searched() {
	on_tmpfs || return
	case " $(cat "$proc/cmdline" 2> /dev/null) " in *' apkovl='*) return 1 ;; esac
}

# mounted_disks: name and mount point of each mounted file system of a disk.
mounted_disks() {
	awk '$4 == "/" {
		field = 7
		while (field < NF && $field != "-") field++
		if ($(field + 2) ~ "^/dev/") print $3, $(field + 2), $5
	}' "$proc/self/mountinfo" 2> /dev/null | while read -r number source folder; do
		disk_block=$(grep -lxF "$number" "$sys/class/block"/*/dev 2> /dev/null)
		disk_block=${disk_block%/dev}
		# btrfs has a number of its own.
		[ -n "$disk_block" ] || disk_block=$source
		echo "${disk_block##*/} $folder"
	done
}

# overlays_in FOLDER DEVICE: those at the top of a disk. macOS leaves one whose name begins with a dot, and Alpine's init
# takes that, too.
overlays_in() {
	for archive in "$1"/*.apkovl.tar.gz* "$1"/.*.apkovl.tar.gz*; do
		[ ! -f "$archive" ] || printf '%s/%s\n' "$2" "$(printf '%s' "${archive##*/}" | tr '\000-\037\177' '?')"
	done
}

mounted_overlays() {
	mounted_disks | while read -r disk_name folder; do
		overlays_in "$root$(printf '%b' "$folder")" "$disk_name"
	done
}

# overlays_now: those that can be seen without mounting anything, and those that converge saw on media that are attached
# still, and not mounted.
overlays_now() {
	{
		mounted_overlays
		mounted_names=" $(mounted_disks | cut -d ' ' -f 1 | tr '\n' ' ') "
		while read -r each; do
			case $mounted_names in *" ${each%%/*} "*) continue ;; esac
			[ ! -e "$sys/class/block/${each%%/*}" ] || printf '%s\n' "$each"
		done < "$overlays_seen"
	} 2> /dev/null | sort -u
}

# strays: of the overlays on standard input, those that this start did not use. Where the used one is not there any more,
# because its medium was unplugged or lbu has replaced it by an encrypted one, another of the same host stands for it.
strays() {
	used=$(cat "$overlay_used" 2> /dev/null) awk '
		function host(overlay) { sub(".*/", "", overlay); sub("[.]apkovl[.]tar[.]gz.*", "", overlay); return overlay }
		BEGIN { used = ENVIRON["used"] }
		{ row[NR] = $0 }
		$0 == used { own = NR }
		host($0) == host(used) { of_host++; alike = NR }
		END {
			if (!own && of_host == 1) own = alike
			if (used == "" && NR == 1) own = 1
			for (each = 1; each <= NR; each++) if (each != own) print row[each]
		}'
}

# named OVERLAY: for people.
named() {
	printf '%s of /dev/%s\n' "${1#*/}" "${1%%/*}"
}

# used_here: the overlay that this start used, for people.
used_here() {
	[ -s "$overlay_used" ] && named "$(cat "$overlay_used")" || echo 'one that the log of the kernel does not name any more'
}
