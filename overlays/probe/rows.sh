# shellcheck shell=dash disable=SC2154,SC2034
# The format between probing and JSON: rows of part TAB thing TAB key TAB type TAB value. A part is a section of the
# facts, a thing an element of it (empty if the section is not a list). Types: word (needs no quoting), text, number, flag
# (1 or 0), words (a list of words between blanks), item (an element of a list), list (may stay empty), measured (the
# part's list, which may stay empty).
#
# Hundreds of devices have thousands of attributes, so nothing here starts a program for each: `read`, `cd -P` and
# patterns are built into the shell.

# Sort and match bytes, so that every machine gives the same result.
export LC_ALL=C

# Device paths are compared with physical paths.
sys=$(cd -P "$sys" 2> /dev/null && pwd -P) || sys=${MKAPKOVL_SYS:-$root/sys}

# A write for each of the thirty rows of a thousand functions wakes up who reads them as often, which takes longer than to
# find them: while $gathers is set they wait in $gathered.
gathers=
row() {
	if [ -n "$gathers" ]; then
		gathered="$gathered$1	$2	$3	$4	$5
"
	else
		printf '%s\t%s\t%s\t%s\t%s\n' "$1" "$2" "$3" "$4" "$5"
	fi
}

# note WHAT REMEDY: reports what could not be measured, why, and what to do.
note() {
	printf 'probe: %s\n       %s\n' "$1" "$2" >&2
}

# first_line FILE: its first line becomes $line; fails if it cannot be read or is empty.
first_line() {
	line=
	[ -r "$1" ] || return 1
	{ IFS= read -r line < "$1" || [ -n "$line" ]; } 2> /dev/null
}

# text_row PART THING KEY FILE: the text of a file; an empty or missing file gives an empty text.
text_row() {
	if first_line "$4" || { [ ! -e "$4" ] && [ -d "${4%/*}" ]; } || { [ -r "$4" ] && [ ! -s "$4" ]; }; then
		row "$1" "$2" "$3" text "$line"
	fi
}

# link_row PART THING KEY LINK: the name of a link's target; empty if there is none. A driver may be unloaded meanwhile.
link_row() {
	before=$PWD
	if [ ! -e "$4" ]; then
		row "$1" "$2" "$3" word ''
	elif cd -P "$4" 2> /dev/null; then
		row "$1" "$2" "$3" word "${PWD##*/}"
		cd "$before" || return
	fi
}

# pci_above PATH: sets $way to the PCI addresses above a physical path in /sys, nearest last, and $controller to the
# nearest one.
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
