# shellcheck shell=sh disable=SC2154
# Kernel options, memory, consoles, clock and keyboard.

check_boot() {
	lines_of /etc/mkapkovl/kernel-options > "$work/options"
	while read -r option; do
		if in_words "$option" "$(cat /proc/cmdline)"; then
			ok "kernel option $option"
		elif installed; then
			fail "kernel option $option is not set"
		else
			note "kernel option $option is not set: a running medium keeps its own command line"
		fi
	done < "$work/options"
	sed -n "s/^HUGEPAGE_MOUNTS='\(.*\)'/\1/p" /etc/conf.d/mkapkovl-hugepages 2> /dev/null | tr ' ' '\n' > "$work/hugepages"
	while IFS=: read -r folder size; do
		check "pages of $size at $folder" grep -q "^[^ ]* $folder hugetlbfs .*pagesize=$size" /proc/mounts
	done < "$work/hugepages"
	sed -n 's/^\([a-zA-Z0-9]*\)::respawn:.*getty.*/\1/p' /etc/inittab > "$work/terminals"
	while read -r terminal; do
		if [ ! -c "/dev/$terminal" ]; then
			note "console $terminal is not there"
		else
			check "somebody asks for a login on $terminal" sh -c "ls -l /proc/[0-9]*/fd/0 | grep -q ' /dev/$terminal\$'"
		fi
	done < "$work/terminals"
	[ -L /etc/localtime ] && check "time zone $(readlink /etc/localtime) exists" test -s /etc/localtime
	keymap=$(sed -n "s/^KEYMAP='*\([^']*\)'*/\1/p" /etc/conf.d/loadkmap 2> /dev/null)
	[ -n "$keymap" ] && check "keymap $keymap exists" test -s "$keymap"
	[ -e /etc/mkapkovl/build-id ] && note "build $(cat /etc/mkapkovl/build-id)"
}
