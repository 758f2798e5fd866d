# shellcheck shell=dash disable=SC1090,SC2015,SC2034,SC2154
# mkapkovl-host apply and confirm. Sourced, never run: for apply from the unpacked overlay, by the mkapkovl-host that is
# installed or was unpacked from the overlay, which sets $staged, $format, $dry_run, $rename and $seconds, and $shown if
# it has shown the differences; for confirm from the agent of this machine.
#
# Below /var/lib/mkapkovl, apply/bases holds the file tables of all overlays whose files may be on this machine. It exists
# from before the first change until everything is done, so that the next run can complete an interrupted one.

MKAPKOVL_HERE=yes
export MKAPKOVL_HERE
for part in medium converge/tools converge/attached converge/bundle kernel target converge/composed apply/look apply/plan apply/lay apply/boot apply/network apply/report; do
	. "$agent/$part.sh"
done
folder=$state/apply
target=$root
form=$format

apply() {
	may_apply
	end_unwatched
	look
	# Older versions of mkapkovl-host compare nothing themselves.
	if [ -n "$dry_run" ]; then
		result=planned
	elif [ ! -s "$run/plan" ] && [ ! -e "$bases" ] && [ -z "$(world_missing)" ] && all_composed && boot_is_made; then
		result=unchanged
	else
		result=failed
		carry_out && result=applied
	fi
	report_result "$result"
	[ "$result" != failed ]
}

# end_unwatched: restores the old network if no process waits for confirm any more. The differences that were shown
# before that are outdated.
end_unwatched() {
	[ -d "$pending" ] && [ -z "$dry_run" ] || return 0
	shown=
	take_back 'the process that waited for confirm was interrupted'
}

# carry_out: runs the steps. A failed step stops only those that need it. A daemon that a step starts must not keep a
# lock.
carry_out() {
	outcome=0
	start_apply || return
	step apply-files 'Files' lay_all || return
	step apply-packages 'Packages of the medium' world 8>&- 9>&- || outcome=1
	step apply-services 'Settings of services' reread 8>&- 9>&- || outcome=1
	exec 9>&-
	# shellcheck source=/dev/null
	(. "$data/agent/converge.sh") 8>&- || outcome=1
	alone
	step apply-boot 'Boot files' boot_files 8>&- 9>&- || outcome=1
	exec 9>&-
	if [ "$(recorded apply-packages)" = failed ]; then
		step apply-network 'Network' refuse 'it waits for the packages' || outcome=1
	else
		step apply-network 'Network' new_network || outcome=1
		! is_taken_back || outcome=1
	fi
	[ -d "$pending" ] || [ "$(recorded apply-network)" = failed ] || rm -f "$bases"
	return "$outcome"
}

# alone: waits for a converge run to end, such as that of the boot, and makes later ones wait.
alone() {
	lock_file "$run/converge.lock"
	exec 9> "$run/converge.lock"
	flock -n 9 && return
	say 'mkapkovl-converge is running; waiting for it to finish'
	flock 9
}

# start_apply: records what the next run needs if this one is interrupted.
start_apply() {
	rm -f "$run/network.result"
	mkdir -p "$folder" "$state/steps" "$state/boot" || return
	{
		cat "$bases" "$data/files" 2> /dev/null
		cat "$staged/etc/mkapkovl/files"
	} | awk '!seen[$0]++' | write_file "$bases" || return
	remember_boot && alone
}

# confirm: keeps the new network.
confirm() {
	: > "$run/findings"
	lock_file "$run/network.lock"
	exec 7> "$run/network.lock"
	flock 7
	[ -d "$pending" ] || refused confirm-nothing 'There is no new network to confirm.' 'Run mkapkovl-host status to see what happened to it.'
	[ -e "$pending/up" ] || refused confirm-early 'The new network is not up yet.' 'Try again in a few seconds.'
	forget_pending || refused confirm-unwritable "Cannot remove $pending." 'Check that its file system is writable and not full.'
	record apply-network 'done' 'confirmed'
	rm -f "$bases"
	exec 7>&-
	say 'the new network is kept'
	# The initramfs must keep its ports from guests.
	result=confirmed
	alone
	step apply-boot 'Boot files' boot_files 9>&- || result=failed
	report_result "$result"
	[ "$result" = confirmed ]
}
