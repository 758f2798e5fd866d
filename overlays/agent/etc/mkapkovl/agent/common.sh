# shellcheck shell=dash disable=SC2034,SC2094
# Shared by every stage of the agent: paths, messages, records, tables. Sourced, never run.
#
# MKAPKOVL_ROOT is put in front of every path, for tests and for work in a mounted target.

root=${MKAPKOVL_ROOT:-}
data=$root/etc/mkapkovl
state=$root/var/lib/mkapkovl
log=$root/var/log/mkapkovl.log
sys=${MKAPKOVL_SYS:-$root/sys}
dev=${MKAPKOVL_DEV:-$root/dev}
proc=${MKAPKOVL_PROC:-$root/proc}
tab=$(printf '\t')

# Seconds since 1970; tests hold the clock still.
now() {
	echo "${MKAPKOVL_NOW:-$(date +%s)}"
}

# say TEXT: one line for people, on the console and in the log, which gives up the older half of itself for it if /var is
# full. Never a secret. With MKAPKOVL_HERE it goes to standard error instead of the console.
say() {
	mkdir -p "${log%/*}"
	log_line "$1" 2> /dev/null || { rm -f "$log.old" && log_line "$1"; }
	# A console that the kernel names may still not open, such as a serial port that is not there.
	if [ -n "${MKAPKOVL_HERE:-}" ] || ! [ -w "$dev/console" ] ||
		! { printf 'mkapkovl: %s\n' "$1" > "$dev/console"; } 2> /dev/null; then
		printf 'mkapkovl: %s\n' "$1" >&2
	fi
	return 0
}

log_line() {
	printf '%s %s\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ -d "@$(now)")" "$1" >> "$log"
}

# lock_file FILE: makes a file that only root can open: a user who can open one can lock it, and hold up the agent.
lock_file() {
	mkdir -p "${1%/*}"
	(umask 077 && : >> "$1") && chmod 600 "$1"
}

# bound_log: moves a log of more than 1 MiB to $log.old, in the place of an earlier one. Another stage may be writing: what
# is written meanwhile goes to the moved file. While somebody has it locked, such as another stage that moves it, it stays:
# all users can open it.
bound_log() {
	! is_long_log || (
		flock -n 3 || exit 0
		! is_long_log || { mv -f "$log" "$log.old" && { true >> "$log" || mv "$log.old" "$log"; }; }
	) 3< "$log"
}

is_long_log() {
	[ "$(stat -c %s "$log" 2> /dev/null || echo 0)" -gt 1048576 ]
}

# quoted TEXT: TEXT as a JSON string. Control characters become blanks.
quoted() {
	case $1 in
		*[!A-Za-z0-9\ .,:\;/_=+@-]*) printf '"%s"' "$(printf '%s' "$1" | tr '\000-\037\177' ' ' | sed 's/[\\"]/\\&/g')" ;;
		*) printf '"%s"' "$1" ;;
	esac
}

# printable: standard input without the characters that control a terminal.
printable() {
	tr -d '\000-\010\013-\037\177'
}

# digest FILE: its sha256.
digest() {
	sha256sum < "$1" | cut -d ' ' -f 1
}

# write_file FILE: standard input becomes FILE, completely or not at all.
write_file() {
	mkdir -p "${1%/*}"
	cat > "$1.new" || return
	sync "$1.new" 2> /dev/null
	mv "$1.new" "$1"
}

# record STEP STATE [REASON]: the outcome of a step; STATE is started, done, failed or skipped.
record() {
	printf '{"step":%s,"state":%s,"reason":%s,"at":%s}\n' \
		"$(quoted "$1")" "$(quoted "$2")" "$(quoted "${3:-}")" "$(now)" | write_file "$state/steps/$1.json"
}

# recorded STEP: the state of a step, or nothing.
recorded() {
	sed -n 's/.*"state":"\([a-z]*\)".*/\1/p' "$state/steps/$1.json" 2> /dev/null
}

# list_records: at TAB state TAB step TAB reason of every step. Those of the boot stage are in /run, until the converge
# stage copies them to the others.
list_records() {
	here=$root/run/mkapkovl/steps
	for each in "$here"/*.json "$state/steps"/*.json; do
		[ -f "$each" ] || continue
		case $each in
			"$here"/*) ;;
			*/bind*) [ ! -e "$here/bind.json" ] || continue ;;
		esac
		sed -n 's/^{"step":"\(.*\)","state":"\([a-z]*\)","reason":"\(.*\)","at":\([0-9]*\)}$/\4\t\2\t\1\t\3/p' "$each" |
			sed 's/\\\(["\\]\)/\1/g'
	done | sort -n -s
}

# refuse REASON: why something cannot be done; the step fails.
refuse() {
	reason=$1
	return 1
}

# skip REASON: there is nothing to do; the step is skipped.
skip() {
	reason=$1
	return 10
}

# step NAME TEXT COMMAND...: runs one idempotent step and reports its outcome. The command sets `reason` by refuse
# or skip. Returns 0 if the step is done or was not needed.
step() {
	step_name=$1
	step_text=$2
	shift 2
	reason=
	bound_log
	record "$step_name" started
	"$@"
	case $? in
		0)
			record "$step_name" "done" "$reason"
			say "$step_text: done"
			;;
		10)
			record "$step_name" skipped "$reason"
			say "$step_text: not needed${reason:+ ($reason)}"
			;;
		*)
			reason=${reason:-it failed; see $log}
			record "$step_name" failed "$reason"
			say "$step_text: FAILED: $reason"
			return 1
			;;
	esac
}

# setting FILE NAME: the value of NAME='value' in a file of the agent's data. Never run as a script: it is data.
setting() {
	[ -r "$data/$1" ] || return 1
	value_of "$2" < "$data/$1"
}

# value_of NAME: the value of the last NAME='value' on standard input, quoted as the build does it.
value_of() {
	sed -n "s/^$1='\(.*\)'\$/\1/p" | sed -e '$!d' -e "s/'\\\\''/'/g"
}

# rows TABLE: the lines of a table of the agent's data, if there is one.
rows() {
	[ -r "$data/$1" ] && cat "$data/$1"
	return 0
}

# on_tmpfs: whether the root file system is in memory: that of a live or diskless system, not one installed on a disk.
on_tmpfs() {
	[ "$(awk '$2 == "/" { type = $3 } END { print type }' "$proc/mounts")" = tmpfs ]
}
