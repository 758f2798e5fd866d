# shellcheck shell=dash disable=SC2154
# mkapkovl-host status: the records of all stages. Sourced, never run.

# The steps of the converge stage in the order in which they run.
in_order='bind overlays repositories packages modules functions mediated mounts files users libvirt libvirtd services pools networks volume seeds guests guest'

# causes_first: failed steps come first, and of these those that failed by themselves before those of which parts, or all,
# wait for others ("it waits for", converge/waits.sh). The others stay in the order of their times.
causes_first() {
	awk -F '\t' -v order="$in_order" '
		BEGIN { count = split(order, names, " "); for (i = 1; i <= count; i++) place[names[i]] = i }
		{
			rank = $2 == "failed" ? 0 : 3
			if (rank == 0) {
				parts = split($4, part, "; ")
				waiting = 0
				for (i = 1; i <= parts; i++) if (part[i] ~ /(^|: )it waits for /) waiting++
				if (waiting) rank = waiting == parts ? 2 : 1
			}
			name = $3
			if (!(name in place)) sub(/-.*/, "", name)
			at = rank < 3 && name in place ? place[name] : 0
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
		printf '%s\n' "$all" | awk -F '\t' 'NF { printf "%-8s %s%s\n", $2, $3, $4 == "" ? "" : ": " $4 }'
	fi
	[ -n "$all" ] && ! printf '%s\n' "$all" | cut -f 2 | grep -qvxE 'done|skipped'
}

# summary: what this machine is, how many steps are in which state, and what to do.
summary() {
	printf '%s: Alpine %s, build %s\n' "$(cat "$proc/sys/kernel/hostname" 2> /dev/null || echo unknown)" \
		"$(cat "$root/etc/alpine-release" 2> /dev/null || echo unknown)" "$(cat "$data/build-id" 2> /dev/null || echo unknown)"
	if [ -z "$all" ]; then
		echo 'No step is recorded: nothing of the profile has run on this machine yet.'
		return
	fi
	printf '%s\n' "$all" | awk -F '\t' '
		function steps(count) { return count == 1 ? "1 step" : count " steps" }
		$2 == "failed" { failed++; if (first == "") first = $3; next }
		$2 == "started" { started++; next }
		{ ended++ }
		END {
			if (failed) print steps(failed) " failed, " ended + 0 " done or not needed. Begin with " first ": what waits for it follows."
			else if (!started) print "All " steps(ended) " are done or were not needed."
			if (started) print steps(started) " began and did not end: running, or interrupted."
		}'
	[ ! -d "$state/network" ] || echo 'A new network is in use, and goes back to the old one unless you run: mkapkovl-host confirm'
	echo
}
