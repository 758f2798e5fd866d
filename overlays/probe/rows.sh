# shellcheck shell=dash disable=SC2154,SC2034
# Facts on their way to JSON: rows of part TAB thing TAB key TAB type TAB value. A part is a section of the facts, a thing
# one of its list (empty for a section that is none). Types: word (needs no quoting), text, number, flag (1 or 0), item
# (one more of a list), list (which may stay empty), measured (the part's list, which may stay empty).
#
# Hundreds of devices have thousands of attributes, so nothing here starts a program for each: `read`, `cd -P` and
# patterns are the shell's own.

# What is sorted and matched are bytes, on every machine alike.
export LC_ALL=C

# Paths that devices are told apart by are compared with physical ones.
sys=$(cd -P "$sys" 2> /dev/null && pwd -P) || sys=${MKAPKOVL_SYS:-$root/sys}

row() {
	printf '%s\t%s\t%s\t%s\t%s\n' "$1" "$2" "$3" "$4" "$5"
}

# note WHAT REMEDY: what could not be measured and why, and what to do, for people.
note() {
	printf 'probe: %s\n       %s\n' "$1" "$2" >&2
}

# first_line FILE: its first line becomes $line; fails if it cannot be read or is empty.
first_line() {
	line=
	[ -r "$1" ] || return 1
	{ IFS= read -r line < "$1" || [ -n "$line" ]; } 2> /dev/null
}

# text_row PART THING KEY FILE: what a file says; nothing in it, or no such file, is an empty text.
text_row() {
	if first_line "$4" || { [ ! -e "$4" ] && [ -d "${4%/*}" ]; } || { [ -r "$4" ] && [ ! -s "$4" ]; }; then
		row "$1" "$2" "$3" text "$line"
	fi
}

# link_row PART THING KEY LINK: the name of what a link leads to; empty if there is none. A driver may go away meanwhile.
link_row() {
	before=$PWD
	if [ ! -e "$4" ]; then
		row "$1" "$2" "$3" word ''
	elif cd -P "$4" 2> /dev/null; then
		row "$1" "$2" "$3" word "${PWD##*/}"
		cd "$before" || return
	fi
}

# pci_above PATH: the PCI addresses on the way to a physical path below /sys become $way, nearest last, and the nearest
# one $controller.
pci_above() {
	way=
	controller=
	fields=$IFS
	IFS=/
	set -f
	for step in ${1#"$sys"}; do
		case $step in
			*[!0-9a-f:.]*) ;;
			????:??:??.[0-7] | ?????:??:??.[0-7] | ??????:??:??.[0-7] | ????????:??:??.[0-7])
				way="$way $step"
				controller=$step
				;;
		esac
	done
	set +f
	IFS=$fields
}
