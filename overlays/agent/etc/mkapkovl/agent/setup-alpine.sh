# shellcheck shell=dash disable=SC2154
# setup-alpine with the answers and no prompt, with a limit on its time and output. A part that asks in spite of that, as
# setup-keymap does for an unknown keymap, ignores the end of its input and would ask forever, into a log in memory.
# Sourced after common.sh.

setup_seconds=${MKAPKOVL_SETUP_SECONDS:-900}
processes=${MKAPKOVL_PROCESSES:-$proc}

# run_setup_alpine: in a session of its own, so that all of its processes can be killed.
run_setup_alpine() {
	pipe=$run/setup-alpine.pipe
	rm -f "$pipe"
	mkfifo "$pipe" || { refuse "cannot create a pipe in $run"; return; }
	bounded_log &
	# Held open, so that the reader ends only after the last line.
	exec 5> "$pipe"
	PATH="$run/bin:$PATH" SSH_CONNECTION=mkapkovl \
		setsid timeout "$setup_seconds" setup-alpine -e -f "$data/answers" < /dev/null >&5 2>&1 5>&- &
	session=$!
	wait "$session"
	setup_status=$?
	case $setup_status in
		# busybox' timeout runs as the program itself and dies by its signal; coreutils' has its own status.
		124 | 137 | 143)
			part=$(part_of_session "$session")
			end_session "$session"
			refuse "setup-alpine did not finish within $setup_seconds seconds and was stopped${part:+ in $part}"
			;;
		0) ;;
		*) refuse "setup-alpine failed: $(last_line)" ;;
	esac
	session=
	exec 5>&-
	rm -f "$pipe"
	[ "$setup_status" -eq 0 ]
}

# bounded_log: logs the first 4 MiB of the pipe and discards the rest: a daemon that setup-alpine has started may hold the
# pipe for as long as it runs.
bounded_log() {
	exec < "$pipe" > /dev/null 2>&1
	dd bs=64 count=65536 >> "$log"
	exec cat
}

# last_line: of the log, once it has all output of setup-alpine.
last_line() {
	end="(setup-alpine ended with status $setup_status)"
	echo "$end" >&5
	# shellcheck disable=SC2016
	timeout 10 sh -c 'until tail -n 1 "$1" | grep -qxF "$2"; do sleep 1; done' sh "$log" "$end" 2> /dev/null
	grep -v -xF "$end" "$log" | grep . | tail -n 1
}

# members_of SESSION: its processes, newest last. After the name in parentheses, which may have any characters, come
# state, parent, group and session.
members_of() {
	for process in "$processes"/[0-9]*; do
		sed -n 's/^\([0-9]*\) (.*) [A-Za-z] [0-9]* [0-9]* \([0-9]*\) .*/\2 \1/p' "$process/stat" 2> /dev/null
	done | awk -v session="$1" '$1 == session { print $2 }' | sort -n
}

# part_of_session SESSION: the setup- program that is still running, with its arguments. They hold no secrets: passwords
# and passphrases do not go through setup-alpine.
part_of_session() {
	for process in $(members_of "$1"); do
		tr '\000' ' ' < "$processes/$process/cmdline" 2> /dev/null
		echo
	done | sed -n 's:^\([^ ]*sh \)*[^ ]*/\(setup-[^ ]*.*\):\2:p' | grep -v '^setup-alpine ' | sed 's/ *$//' | tail -n 1
}

# end_session SESSION: kills all of its processes. Repeats, because one may just have started another.
end_session() {
	tries=20
	while [ "$tries" -gt 0 ]; do
		left=$(members_of "$1")
		[ -n "$left" ] || return 0
		# shellcheck disable=SC2086
		kill -KILL $left 2> /dev/null
		tries=$((tries - 1))
	done
}
