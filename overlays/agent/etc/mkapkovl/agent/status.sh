# shellcheck shell=dash disable=SC2154
# mkapkovl-host status: the records of all stages. Sourced, never run.

# status text|json
status() {
	all=$(told_records)
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
		printf '%s\n' "$all" | awk -F '\t' 'NF { printf "%-8s %s%s\n", $2, $3, $4 == "" ? "" : ": " $4 }'
	fi
	[ -n "$all" ] && ! printf '%s\n' "$all" | cut -f 2 | grep -qvxE 'done|skipped'
}
