# shellcheck shell=dash disable=SC2154
# mkapkovl-host status: the records of all stages. Sourced, never run.

# The steps in the order in which they run. What has no place comes last: a device that was plugged in again, for example,
# fails because of something else.
in_order='fill install apply-files apply-packages apply-services release bind overlays repositories packages modules functions
mediated mounts files users libvirt libvirtd services pools networks volume seeds guests guest apply-boot apply-network'

# For awk. causes(REASON): what a step waits for ("it waits for", converge/waits.sh), if nothing of it failed by itself.
# shellcheck disable=SC2016
causes_in='
	function causes(reason, part, count, i, all) {
		count = split(reason, part, "; ")
		split("", known)
		for (i = 1; i <= count; i++) {
			if (part[i] !~ /(^|: )it waits for /) return ""
			sub(/^(.*: )?it waits for /, "", part[i])
			if (!(part[i] in known)) all = all (all == "" ? "" : " and ") part[i]
			known[part[i]] = 1
		}
		return all
	}'

# causes_first: failed steps come first, and of these those that failed by themselves before those of which parts, or all,
# wait for others. The others stay in the order of their times.
causes_first() {
	awk -F '\t' -v order="$in_order" "$causes_in"'
		BEGIN { count = split(order, names, " "); for (i = 1; i <= count; i++) place[names[i]] = i }
		{
			rank = $2 == "failed" ? 0 : 3
			if (rank == 0 && $4 ~ /(^|: )it waits for /) rank = causes($4) == "" ? 1 : 2
			name = $3
			if (!(name in place)) sub(/-.*/, "", name)
			at = rank < 3 ? (name in place ? place[name] : count + 1) : 0
			printf "%d\t%d\t%s\n", rank, at, $0
		}' | sort -s -t "$tab" -k 1,1n -k 2,2n | cut -f 3-
}

# status text|json
status() {
	all=$(list_records | causes_first)
	if [ "$1" = json ]; then
		printf '{"result":{"build_id":%s,"steps":[' "$(quoted "$(cat "$data/build-id" 2> /dev/null)")"
		comma=
		while IFS=$tab read -r at how name why; do
			[ -n "$name" ] || continue
			printf '%s{"step":%s,"state":%s,"reason":%s,"at":%s}' "$comma" "$(quoted "$name")" "$(quoted "$how")" "$(quoted "$why")" "$at"
			comma=,
		done <<- END
			$all
		END
		printf ']},"findings":[]}\n'
	else
		summary
		printf '%s\n' "$all" | status_lines
	fi
	[ -n "$all" ] && ! printf '%s\n' "$all" | cut -f 2 | grep -qvxE 'done|skipped'
}

# status_lines: the steps for people. Those that wait for the same are one line, and so are those with nothing to say.
status_lines() {
	awk -F '\t' "$causes_in"'
		function add(list, name) { return list == "" ? name : list ", " name }
		function line(state, text) { printf "%-8s %s\n", state, text }
		!NF { next }
		$2 == "failed" {
			cause = causes($4)
			if (cause == "") { line("failed", $3 ($4 == "" ? "" : ": " $4)); next }
			if (!(cause in waiting)) order[++kinds] = cause
			waiting[cause] = add(waiting[cause], $3)
			next
		}
		$2 == "started" { began = add(began, $3); next }
		$4 != "" { said[++lines] = sprintf("%-8s %s: %s", $2, $3, $4); next }
		$2 == "done" { ended = add(ended, $3); next }
		{ unneeded = add(unneeded, $3) }
		END {
			for (i = 1; i <= kinds; i++) line("waiting", "for " order[i] ": " waiting[order[i]])
			if (began != "") line("started", began)
			for (i = 1; i <= lines; i++) print said[i]
			if (ended != "") line("done", ended)
			if (unneeded != "") line("skipped", unneeded)
		}'
}

# summary: what this machine is, how many steps are in which state, and what to do.
summary() {
	printf '%s: Alpine %s, build %s\n' "$(cat "$proc/sys/kernel/hostname" 2> /dev/null || echo unknown)" \
		"$(cat "$root/etc/alpine-release" 2> /dev/null || echo unknown)" "$(cat "$data/build-id" 2> /dev/null || echo unknown)"
	if [ -z "$all" ]; then
		echo 'No step is recorded: nothing of the profile has run on this machine yet.'
		return
	fi
	last=$(printf '%s\n' "$all" | cut -f 1 | sort -n | tail -n 1)
	printf 'Last change %s UTC.\n' "$(date -u '+%Y-%m-%d %H:%M' -d "@$last")"
	running=
	is_running && running=yes
	printf '%s\n' "$all" | awk -F '\t' -v running="$running" "$causes_in"'
		function steps(count) { return count == 1 ? "1 step" : count " steps" }
		$2 == "failed" { if (causes($4) == "") failed++; else waiting++; if (first == "") first = $3; next }
		$2 == "started" { started++; next }
		{ ended++ }
		END {
			if (failed) printf "%s failed, %s%d done or not needed. Begin with %s.\n", steps(failed),
				waiting ? waiting (waiting == 1 ? " waits" : " wait") " for others, " : "", ended, first
			else if (waiting) printf "%s cannot run, because something is missing; %d done or not needed.\n", steps(waiting), ended
			else if (!started) print "All " steps(ended) " are done or were not needed."
			if (started) print steps(started) (running ? " running now." : " began and did not end: running, or interrupted.")
			if (!(failed + waiting) || running) exit
			if (first ~ /^install/) again = "start this machine from the medium again: the installation goes on"
			else if (first ~ /^apply/) again = "apply the overlay again: the same command completes what it began"
			else if (first ~ /^bind/) again = "restart this machine: devices are bound only then"
			else if (first ~ /^fill/) again = "restart this machine: file systems are filled only then"
			else again = "run: rc-service mkapkovl-converge restart"
			print "When that is mended, " again "."
			print "Each step and its time is in /var/log/mkapkovl.log."
		}'
	[ ! -d "$state/network" ] || echo 'A new network is in use, and goes back to the old one unless you run: mkapkovl-host confirm'
	echo
}

# is_running: whether the steps of converge or apply run now. Only root can see that.
is_running() {
	[ -r "$root/run/mkapkovl/converge.lock" ] && ! flock -n "$root/run/mkapkovl/converge.lock" true 2> /dev/null
}
