# shellcheck shell=dash disable=SC2154
# mkapkovl-host status: the records of all stages. Sourced, never run.

# status text|json
status() {
	all=$(cat "$state/steps"/*.json "$root/run/mkapkovl/steps"/*.json 2> /dev/null)
	if [ "$1" = json ]; then
		printf '{"result":{"build_id":%s,"steps":[%s]},"findings":[]}\n' \
			"$(quoted "$(cat "$data/build-id" 2> /dev/null)")" "$(printf '%s\n' "$all" | grep . | paste -s -d , -)"
	else
		printf '%s\n' "$all" | grep . | sed -n \
			's/^{"step":"\(.*\)","state":"\([a-z]*\)","reason":"\(.*\)","at":\([0-9]*\)}$/\4\t\2\t\1\t\3/p' |
			sort -n -s | sed 's/\\\(["\\]\)/\1/g' | awk -F '\t' '{ printf "%-8s %s%s\n", $2, $3, $4 == "" ? "" : ": " $4 }'
	fi
	case $all in
		*'"state":"failed"'* | *'"state":"started"'* | '') return 1 ;;
	esac
}
