# shellcheck shell=dash disable=SC2154,SC2034
# What the steps of the converge stage share. Sourced, never run.

# begin_step: forgets the changes and failures of an earlier step.
begin_step() {
	changes=
	failures=
}

# add_change WHAT: notes what the step changed.
add_change() {
	changes="${changes:+$changes, }$1"
}

# add_failure WHY: notes a part of the step that failed; the other parts are still tried.
add_failure() {
	failures="${failures:+$failures; }$1"
}

# finish_step: ends a step: failed if any part failed, not needed if nothing was changed.
finish_step() {
	if [ -n "$failures" ]; then
		refuse "$failures"
	elif [ -z "$changes" ]; then
		skip ''
	else
		reason=$changes
	fi
}

# attempt COMMAND...: its output goes to the log; if it fails, the last line of it is the reason. A file takes the output,
# because a daemon that the command starts would keep a pipe open; it is in memory, because /var may be full.
attempt() {
	output=$root/run/mkapkovl/output
	mkdir -p "${output%/*}"
	"$@" > "$output" 2>&1 < /dev/null
	attempt_status=$?
	cat "$output" >> "$log" 2> /dev/null
	attempt_last=$(grep . "$output" | tail -n 1)
	rm -f "$output"
	[ "$attempt_status" -eq 0 ] || refuse "$1 ended with $attempt_status${attempt_last:+: $attempt_last}"
}

# pause SECONDS: tests do not wait.
pause() {
	sleep "${MKAPKOVL_PAUSE:-$1}"
}

# cell TABLE NAME NUMBER: field NUMBER of the row that begins with NAME.
cell() {
	rows "$1" | awk -F '\t' -v name="$2" -v number="$3" '$1 == name { print $number; exit }'
}

# digest_of_filled FILE
digest_of_filled() {
	filled "$1" | sha256sum | cut -d ' ' -f 1
}

# filled FILE: a definition with the passwords that it names filled in. libvirt has no other way to set a screen's
# password; it is never an argument of a program.
filled() {
	awk -v folder="$data/secrets/" '
		{
			line = $0
			text = ""
			while (match(line, /passwd=\047secret:[A-Za-z0-9_.+-]+\047/)) {
				file = folder substr(line, RSTART + 15, RLENGTH - 16)
				value = ""
				getline value < file
				close(file)
				if (value == "") exit 1
				gsub(/&/, "\\&amp;", value)
				gsub(/</, "\\&lt;", value)
				gsub(/>/, "\\&gt;", value)
				gsub(/"/, "\\&quot;", value)
				gsub(/\047/, "\\&apos;", value)
				text = text substr(line, 1, RSTART + 7) value "\047"
				line = substr(line, RSTART + RLENGTH)
			}
			print text line
		}' "$1"
}

# give_definition COMMAND: passes $definition to virsh; one with a password through a temporary file that only root can
# read.
give_definition() {
	if filled "$definition" | cmp -s - "$definition"; then
		attempt virsh -q "$1" "$definition"
		return
	fi
	complete=$root/run/mkapkovl/definition.xml
	rm -f "$complete"
	mkdir -p "${complete%/*}"
	(umask 077 && filled "$definition" > "$complete") && attempt virsh -q "$1" "$complete"
	given=$?
	rm -f "$complete"
	return "$given"
}

# define KIND ASK COMMAND NAME: gives libvirt our definition unless it has the same one already. An object of that name is
# ours if it has our uuid, which is derived from the host's name and its own.
define() {
	defined_now=
	definition=$data/libvirt/$1/$4.xml
	defined=$state/defined/$1/$4
	uuid=$(sed -n 's:.*<uuid>\(.*\)</uuid>.*:\1:p' "$definition" | head -n 1)
	filled "$definition" > /dev/null || {
		add_failure "$4: the overlay contains no password for its screen"
		return 1
	}
	wanted="$(digest_of_filled "$definition") $uuid"
	there=$(virsh -q "$2" "$4" 2> /dev/null | head -n 1)
	if [ -n "$there" ] && [ "$there" != "$uuid" ]; then
		add_failure "libvirt already has another $4 (uuid $there), which is left alone: rename one of the two"
		return 1
	fi
	[ -n "$there" ] && [ "$(cat "$defined" 2> /dev/null)" = "$wanted" ] && return 0
	if ! give_definition "$3"; then
		add_failure "$4: $reason"
		return 1
	fi
	# Only root may read the digest of a definition with a password: others could guess the password from it.
	echo "$wanted" | (umask 077 && write_file "$defined")
	defined_now=yes
	add_change "$4 defined"
}

# removed_names KIND: what we defined once and the profile no longer has.
removed_names() {
	for each in "$state/defined/$1"/*; do
		[ -f "$each" ] || continue
		[ -f "$data/libvirt/$1/${each##*/}.xml" ] || echo "${each##*/}"
	done
}

# undefine KIND ASK NAME COMMAND...: removes a definition that is still ours, and forgets it.
undefine() {
	defined=$state/defined/$1/$3
	there=$(virsh -q "$2" "$3" 2> /dev/null | head -n 1)
	undefined=$3
	shift 3
	if [ -n "$there" ] && [ "$there" = "$(cut -d ' ' -f 2 "$defined")" ]; then
		if ! attempt "$@"; then
			add_failure "cannot remove $undefined, which is no longer in the profile: $reason"
			return 1
		fi
		add_change "$undefined undefined"
	fi
	rm -f "$defined"
}
