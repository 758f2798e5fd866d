# shellcheck shell=dash disable=SC2034,SC2094,SC2154
# What apply tells: the plan with its differences, findings, the outcome. Sourced, never run.

# note CODE MESSAGE REMEDY [TARGET]: a warning in the form of those of `mkapkovl check`; JSON waits for the end.
note() {
	if [ "$form" = text ]; then
		[ -z "${shown:-}" ] || return 0
		printf 'warning: %s [%s]\n' "$2" "$1"
		[ -z "${4:-}" ] || printf '  on the target: /%s\n' "$4"
		printf '  %s\n\n' "$3"
		return
	fi
	{
		[ ! -s "$run/findings" ] || printf ','
		printf '{"code":%s,"severity":"warning","message":%s,"remedy":%s,"file":"","line":1,"column":1,"path":""' \
			"$(quoted "$1")" "$(quoted "$2")" "$(quoted "$3")"
		[ -z "${4:-}" ] || printf ',"target":%s' "$(quoted "$4")"
		printf '}'
	} >> "$run/findings"
}

# findings_of_plan: whatever is more than the overlay's own files getting newer.
findings_of_plan() {
	while IFS=$tab read -r what group type mode_of owner substance name <&3; do
		case $what in
			edited) note apply-edited "/$name was changed on this machine; the overlay's takes its place." \
				'Take the change over into the profile; the file that was there is kept.' "$name" ;;
			theirs) note apply-replaces "/$name is here already; the overlay's takes its place." \
				'Look at the difference; the file that was there is kept.' "$name" ;;
			stay) note apply-stays "/$name is no longer in the overlay, but was changed on this machine, and stays." \
				"Remove it if it is not wanted: rm /$name" "$name" ;;
			remove) case $name in
				etc/runlevels/*) note apply-service-runs "The service ${name##*/} no longer starts with this machine." \
					"It goes on until then; to end it now, run: rc-service ${name##*/} stop" "$name" ;;
				esac ;;
		esac
	done 3< "$run/plan"
	for name in passwd shadow group; do
		[ ! -e "$staged/etc/$name" ] || note apply-accounts "The overlay's /etc/$name is not laid down." \
			'Accounts belong to this machine: name users in the profile.' "etc/$name"
	done
	{ rows packages | sed 's/[<>=~@].*//'; } | while read -r name; do
		{ staged_text etc/mkapkovl/packages; staged_text etc/apk/world; } | sed 's/[<>=~@].*//' | grep -Fqx -- "$name" || echo "$name"
	done > "$run/unasked"
	while read -r name; do
		note apply-package-stays "The package $name is no longer asked for, and stays." "Run: apk del $name"
	done < "$run/unasked"
	! on_tmpfs || note apply-in-memory 'This system runs from memory: what is applied is gone when it is restarted.' \
		'Put the overlay on the medium that it starts from, too; or run: lbu commit'
}

print_plan() {
	[ "$form" = text ] && [ -z "${shown:-}" ] || return 0
	while IFS=$tab read -r what group type mode_of owner substance name <&3; do
		case $what in
			add) printf '+ /%s%s\n' "$name" "$([ "$type" != link ] || echo " -> $substance")" ;;
			remove | rmdir) printf -- '- /%s\n' "$name" ;;
			mode) printf '~ /%s: mode %s, owner %s\n' "$name" "$mode_of" "$owner" ;;
			change | edited | theirs)
				printf '~ /%s%s\n' "$name" "$([ "$type" != link ] || echo " -> $substance")"
				[ "$type" != file ] || difference
				;;
		esac
	done 3< "$run/plan"
	[ -z "$(world_missing)" ] || printf '+ packages: %s\n' "$(world_missing | paste -s -d ' ' -)"
}

# difference: of the file that was read last, if everybody may read both sides, and they are short text.
difference() {
	case $substance,$name,$mode_of in
		-,* | *,etc/mkapkovl/secrets/* | *[0-3])
			echo '  (not shown: not everybody may read it)'
			return
			;;
	esac
	[ -h "$root/$name" ] && return
	case $(stat -c %a "$root/$name") in *[0-3])
		echo '  (not shown: not everybody may read it)'
		return
		;;
	esac
	for side in "$root/$name" "$staged/$name"; do
		if [ "$(wc -c < "$side")" -gt 65536 ] || [ "$(tr -d '\000' < "$side" | wc -c)" != "$(wc -c < "$side")" ]; then
			echo '  (not shown: it is no short text)'
			return
		fi
	done
	diff -u -L "/$name, here" -L "/$name, of the overlay" "$root/$name" "$staged/$name" | tr -d '\001-\010\013-\037\177' |
		awk 'NR > 200 { print "  …"; exit } { print "  " $0 }'
}

# report_result RESULT: the last lines, or the one JSON value.
report_result() {
	reboot_reason=
	[ ! -e "$run/reboot" ] || reboot_reason=$(cat "$run/reboot")
	waits=
	[ ! -d "$pending" ] || waits=yes
	if [ "$form" = json ]; then
		printf '{"result":{"outcome":%s,"build_id":%s,"backup":%s,"reboot":%s,"confirm_within":%s,"changes":[%s]},"findings":[%s]}\n' \
			"$(quoted "$1")" "$(quoted "$(cat "$data/build-id" 2> /dev/null)")" \
			"$([ -n "$backup" ] && quoted "${backup#"$root"}" || echo null)" \
			"$([ -n "$reboot_reason" ] && quoted "$reboot_reason" || echo null)" \
			"$([ -n "$waits" ] && echo "$seconds" || echo null)" "$(plan_as_json)" "$(cat "$run/findings")"
	else
		case $1 in
			unchanged) echo 'No change: this machine is what the overlay says.' ;;
			planned) echo 'Nothing was changed: --dry-run.' ;;
			applied) echo 'Applied.' ;;
			confirmed) echo 'The network stays.' ;;
			failed) echo 'NOT all of it is done: mkapkovl-host status tells what is missing.' ;;
		esac
		[ -z "$backup" ] || printf 'What was replaced is in %s; to put it back: cp -a %s/root/. /\n' "${backup#"$root"}" "${backup#"$root"}"
		[ -z "$reboot_reason" ] || echo "Restart this machine: $reboot_reason."
		[ -z "$waits" ] || echo "Run mkapkovl-host confirm within $seconds seconds, or the old network comes back."
	fi
}

plan_as_json() {
	[ -e "$run/plan" ] && [ "$verb" = apply ] || return 0
	while IFS=$tab read -r what group type mode_of owner substance name; do
		printf '%s{"change":%s,"path":%s}' "$comma" "$(quoted "$what")" "$(quoted "/$name")"
		comma=,
	done < "$run/plan"
}
comma=
