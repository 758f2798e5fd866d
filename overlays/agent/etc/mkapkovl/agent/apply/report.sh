# shellcheck shell=dash disable=SC2034,SC2094,SC2154
# What apply reports: the plan with its differences, findings, the outcome. Sourced, never run.

# note CODE MESSAGE REMEDY [TARGET]: a warning in the form of `mkapkovl check`; JSON is printed at the end.
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

# findings_of_plan: warns of every change beyond updates of the overlay's own files.
findings_of_plan() {
	while IFS=$tab read -r what group type mode_of owner substance name <&3; do
		case $what in
			edited) note apply-edited "/$name was changed on this machine and is replaced with the overlay's version." \
				'To keep the change, put it into the profile. The replaced file is backed up.' "$name" ;;
			theirs) note apply-replaces "/$name already exists and is replaced with the overlay's version." \
				'Check the difference. The replaced file is backed up.' "$name" ;;
			stay) note apply-stays "/$name is no longer in the overlay, but stays because it was changed on this machine." \
				"If you do not need it, run: rm /$name" "$name" ;;
			remove) case $name in
				etc/runlevels/*) note apply-service-runs "The service ${name##*/} no longer starts at boot." \
					"It runs until the next restart. To stop it now, run: rc-service ${name##*/} stop" "$name" ;;
				esac ;;
		esac
	done 3< "$run/plan"
	for name in passwd shadow group; do
		[ ! -e "$staged/etc/$name" ] || note apply-accounts "The overlay's /etc/$name is not applied." \
			'This machine keeps its own accounts: set users in the profile instead.' "etc/$name"
	done
	{ rows packages | sed 's/[<>=~@].*//'; } | while read -r name; do
		{ staged_text etc/mkapkovl/packages; staged_text etc/apk/world; } | sed 's/[<>=~@].*//' | grep -Fqx -- "$name" || echo "$name"
	done > "$run/unasked"
	while read -r name; do
		note apply-package-stays "The package $name is no longer in the profile, but stays installed." "To remove it, run: apk del $name"
	done < "$run/unasked"
	! on_tmpfs || note apply-in-memory 'This system runs from memory: the changes are lost when it restarts.' \
		'Also put the overlay on the boot medium, or run: lbu commit'
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

# difference: of the current row's file, if both versions are world-readable and short text.
difference() {
	case $substance,$name,$mode_of in
		-,* | *,etc/mkapkovl/secrets/* | *[0-3])
			echo '  (not shown: the file is not world-readable)'
			return
			;;
	esac
	[ -h "$root/$name" ] && return
	case $(stat -c %a "$root/$name") in *[0-3])
		echo '  (not shown: the file is not world-readable)'
		return
		;;
	esac
	for side in "$root/$name" "$staged/$name"; do
		if [ "$(wc -c < "$side")" -gt 65536 ] || [ "$(tr -d '\000' < "$side" | wc -c)" != "$(wc -c < "$side")" ]; then
			echo '  (not shown: the file is binary or too large)'
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
		printf '{"result":{"outcome":%s,"build_id":%s,"signed_by":%s,"backup":%s,"reboot":%s,"confirm_within":%s,"changes":[%s]},"findings":[%s]}\n' \
			"$(quoted "$1")" "$(quoted "$(cat "$data/build-id" 2> /dev/null)")" \
			"$([ -n "${signed_by:-}" ] && quoted "$signed_by" || echo null)" \
			"$([ -n "$backup" ] && quoted "${backup#"$root"}" || echo null)" \
			"$([ -n "$reboot_reason" ] && quoted "$reboot_reason" || echo null)" \
			"$([ -n "$waits" ] && echo "$seconds" || echo null)" "$(plan_as_json)" "$(cat "$run/findings")"
	else
		case $1 in
			unchanged) echo 'No change: this machine already matches the overlay.' ;;
			planned) echo 'Nothing was changed: --dry-run.' ;;
			applied) echo 'Applied.' ;;
			confirmed) echo 'The new network is kept.' ;;
			failed) echo 'NOT everything was applied: run mkapkovl-host status to see what is missing.' ;;
		esac
		say_way_back "$1"
		[ -z "$backup" ] || printf 'Replaced files are in %s; to restore them: cp -a %s/root/. /\n' "${backup#"$root"}" "${backup#"$root"}"
		[ -z "$reboot_reason" ] || echo "Restart this machine: $reboot_reason."
		[ -z "$waits" ] || echo "Run mkapkovl-host confirm within $seconds seconds, or the old network is restored."
	fi
}

# say_way_back RESULT: after an apply, if rollback has where to go back to. The new overlay becomes the current one later.
say_way_back() {
	case ${rolling:-}$1 in applied | failed) ;; *) return 0 ;; esac
	[ ! -f "$kept/current/overlay.apkovl.tar.gz" ] || [ "$(cat "$kept/current/sha256")" = "$sha256" ] ||
		echo 'To go back to the overlay before: mkapkovl-host rollback'
}

plan_as_json() {
	[ -e "$run/plan" ] && [ "$verb" = apply ] || return 0
	while IFS=$tab read -r what group type mode_of owner substance name; do
		printf '%s{"change":%s,"path":%s}' "$comma" "$(quoted "$what")" "$(quoted "/$name")"
		comma=,
	done < "$run/plan"
}
comma=
