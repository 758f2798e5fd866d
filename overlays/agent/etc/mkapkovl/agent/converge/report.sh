# shellcheck shell=dash disable=SC2154
# Reports the outcome to people. Sourced, never run.

# forget_old_records: removes the records of what the profile no longer has.
forget_old_records() {
	for each in "$state/steps"/replug-*.json; do
		[ -f "$each" ] || continue
		name=${each##*/}
		rows libvirt/replug.table | awk -F '\t' '{ print "replug-" $1 "-" $2 "-" $3 ".json" }' | grep -qxF "$name" || rm -f "$each"
	done
	for each in "$state/steps"/volume-*.json "$state/steps"/guest-*.json "$state/steps"/functions-*.json \
		"$state/steps"/mediated-*.json "$state/steps"/seeds.json "$state/steps"/overlays.json; do
		[ -f "$each" ] || continue
		each=${each##*/}
		case $ran in *" ${each%.json} "*) ;; *) rm -f "$state/steps/$each" ;; esac
	done
}

# report_at_login: writes the outcome to /etc/motd, unless the profile brings its own. It contains no time, so that an
# unchanged outcome is not written again.
report_at_login() {
	motd=$root/etc/motd
	cut -f 5 "$data/files" 2> /dev/null | grep -qx etc/motd && return
	failed=
	for id in bind $ran; do
		[ "$(recorded "$id")" = failed ] && failed="$failed $id"
	done
	{
		grep -v '^mkapkovl: ' "$motd" 2> /dev/null
		if [ -n "$failed" ]; then
			echo "mkapkovl: this machine does NOT match its profile; failed:$failed. See mkapkovl-host status."
		else
			echo 'mkapkovl: this machine matches its profile. See mkapkovl-host verify.'
		fi
		[ -z "${stray_overlays:-}" ] ||
			echo 'mkapkovl: more than one overlay is attached, and the next start may use another one. See mkapkovl-host verify.'
	} > "$state/motd"
	cmp -s "$state/motd" "$motd" || write_file "$motd" < "$state/motd"
	rm -f "$state/motd"
}
