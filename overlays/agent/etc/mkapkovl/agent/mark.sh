# shellcheck shell=dash disable=SC2034,SC2154
# The mark: one sector that says whose disk this is and how far its installation went. It is in the gap before the first
# partition (which begins at 1 MiB), where no partition table, boot loader or file system of ours writes, so it can be
# read without unlocking anything. Sourced after common.sh.

mark_sector=2040

# read_mark DEVICE: sets mark_host, mark_generation, mark_build and mark_state. Returns 1 if there is no mark, and 2 if
# there is something that may be one but cannot be understood, or if the sector cannot be read.
read_mark() {
	mark_host='' mark_generation='' mark_build='' mark_state=''
	[ "$(mark_bytes "$1" | wc -c)" -eq 512 ] || return 2
	# NULs are padding; anything after the first line makes the mark unknown.
	mark_text=$(mark_bytes "$1" | tr '\000' '\n' | sed '/^$/d' | tr '\n' '|')
	case "$mark_text" in MKAPKOVL*) ;; *) return 1 ;; esac
	mark_pattern='^MKAPKOVL1 [A-Za-z0-9.-]{1,253} [0-9]{1,9} [0-9a-f]{64} (started|installed|finished)[|]$'
	printf '%s\n' "$mark_text" | grep -Eq "$mark_pattern" || return 2
	read -r _ mark_host mark_generation mark_build mark_state <<-END
		${mark_text%|}
	END
}

mark_bytes() {
	dd if="$1" bs=512 skip="$mark_sector" count=1 2> /dev/null
}

# write_mark DEVICE HOST GENERATION BUILD STATE: writes the mark and reads it back.
write_mark() {
	printf 'MKAPKOVL1 %s %s %s %s\n' "$2" "$3" "$4" "$5" |
		dd of="$1" bs=512 seek="$mark_sector" count=1 conv=notrunc,sync,fsync 2> /dev/null || return 1
	read_mark "$1" && [ "$mark_host $mark_generation $mark_build $mark_state" = "$2 $3 $4 $5" ]
}
