#!/bin/sh
# shellcheck shell=dash disable=SC1090,SC1091,SC2015,SC2030,SC2031,SC2034,SC2154
# Changes the network, and restores the old one unless somebody who logged in over the new one confirms it. Sourced by
# apply.sh, and run:
#
#   network.sh switch   by apply, detached from the terminal, because that may hang on the network
#   network.sh boot     by the service mkapkovl-network, before the network starts: undoes a change that was not confirmed
#                       before a power cut or restart
#
# Below /var/lib/mkapkovl, network/ exists from before the first change until the end. old/ and new/ hold the files; paths
# lists them: name TAB old kind TAB new kind (- if missing); seconds is how long to wait; up exists once the new network
# is up.

case $0 in */network.sh) . "${MKAPKOVL_ROOT:-}/etc/mkapkovl/agent/common.sh" ;; esac
pending=$state/network
run=$root/run/mkapkovl

# new_network: apply's last step. Everything is prepared under another name; once that is renamed, the old network is
# restored unless the new one is confirmed.
new_network() {
	if ! awk -F '\t' '$2 == "network" && $1 != "stay" { found = 1 } END { exit !found }' "$run/plan"; then
		skip ''
		return
	fi
	rm -rf "$pending.new" && mkdir -p "$pending.new/old" "$pending.new/new" && chmod 700 "$pending.new" || return
	while IFS=$tab read -r what group type mode_of owner substance name <&3; do
		[ "$group" = network ] && [ "$what" != stay ] && [ "$type" != directory ] || continue
		keep "$name" && prepare || { refuse "cannot back up /$name"; return; }
	done 3< "$run/plan"
	echo "$seconds" > "$pending.new/seconds"
	sync
	mv "$pending.new" "$pending" || { refuse "cannot write $pending"; return; }
	rm -f "$run/network.result"
	# Modules such as bonding; those of vfio take devices from the host, which is done only at boot.
	grep -hv -e '^#' -e '^vfio' "$root/etc/modules" 2> /dev/null | while read -r module; do modprobe -q "$module" < /dev/null 2> /dev/null; done
	say "the network changes now. Log in over it and run mkapkovl-host confirm within $seconds seconds, or the old network is restored"
	# That process holds the lock until it ends: a free lock means that nothing waits for confirm.
	lock_file "$run/network.watch"
	exec 6> "$run/network.watch"
	flock -n 6 || { refuse 'another new network is waiting for confirm'; return; }
	setsid sh "$data/agent/apply/network.sh" switch < /dev/null > /dev/null 2>&1 8>&- 9>&- &
	exec 6>&-
	wait_for_network
}

# prepare: stores the current row's old and new file.
prepare() {
	old=$(kind_of "$root/$name")
	coming=$type
	[ "$what" != remove ] || coming=-
	mkdir -p "$pending.new/old/${name%/*}" "$pending.new/new/${name%/*}" || return
	[ "$old" = - ] || cp -a "$root/$name" "$pending.new/old/$name" || return
	[ "$coming" = - ] || put "$staged/$name" "$pending.new/new/$name" || return
	printf '%s\t%s\t%s\n' "$name" "$old" "$coming" >> "$pending.new/paths"
}

kind_of() {
	if [ -h "$1" ]; then echo link; elif [ -e "$1" ]; then echo file; else echo -; fi
}

# wait_for_network: for users whose terminal survives the change; the other process goes on by itself.
wait_for_network() {
	until [ -e "$run/network.result" ]; do
		is_watched || [ -e "$run/network.result" ] ||
			{ refuse 'the process that changes the network was interrupted; run apply again'; return; }
		sleep 0.2
	done
	read -r network_result < "$run/network.result"
	[ "$network_result" = up ] || { refuse "$network_result"; return; }
	reason="not confirmed yet: run mkapkovl-host confirm within $seconds seconds"
}

# is_taken_back: whether the new network was undone while its success was still being recorded.
is_taken_back() {
	[ -e "$run/network.result" ] && read -r network_result < "$run/network.result" && [ "$network_result" != up ] || return
	record apply-network failed "$network_result"
}

# lay_side old|new: writes the files of that side, each completely. `paths` says which it does not have.
lay_side() {
	while IFS=$tab read -r name old coming <&3; do
		kind=$old
		[ "$1" = old ] || kind=$coming
		at=$root/$name
		if [ "$kind" = - ]; then
			rm -f "$at" || return
			continue
		fi
		mkdir -p "${at%/*}" && rm -f "${at%/*}/.mkapkovl-new" && cp -a "$pending/$1/$name" "${at%/*}/.mkapkovl-new" &&
			mv "${at%/*}/.mkapkovl-new" "$at" || return
	done 3< "$pending/paths"
	sync
}

# networking ACTION: without the services that need the network: libvirtd is one, and guests would be shut down with it.
# An action that hangs has failed.
networking() {
	timeout 180 "$root/etc/init.d/networking" --nodeps "$1" >> "$log" 2>&1 < /dev/null
}

start_networking() {
	if [ -e "$root/etc/mactab" ] && [ -x "$root/etc/init.d/mkapkovl-cards" ]; then
		"$root/etc/init.d/mkapkovl-cards" --nodeps restart >> "$log" 2>&1 < /dev/null
	fi
	networking start
	started=$?
	# The bridge was made again, so the ports of running guests have to join it again. Tests must not touch the bridges of
	# their own machine.
	while read -r bridge tap; do
		[ ! -e "$sys/class/net/$bridge" ] || "${MKAPKOVL_IP:-ip}" link set dev "$tap" master "$bridge" >> "$log" 2>&1
	done < "$run/network.taps"
	return "$started"
}

# guests_ports: bridge and port, for the ports of guests.
guests_ports() {
	for tap in "$sys"/class/net/*/brif/vnet*; do
		[ -e "$tap" ] || continue
		bridge=${tap%/brif/*}
		echo "${bridge##*/} ${tap##*/}"
	done
}

# switch: replaces the old network with the new one, and undoes that unless it is confirmed.
switch() {
	trap '' HUP
	guests_ports > "$run/network.taps"
	networking stop 6>&-
	if ! lay_side new; then
		take_back 'cannot write the files of the new network'
	elif ! start_networking 6>&-; then
		take_back 'the new network did not start; see /var/log/mkapkovl.log'
	else
		: > "$pending/up"
		echo up | write_file "$run/network.result"
		left=$(cat "$pending/seconds")
		while [ "$left" -gt 0 ] && [ -e "$pending/up" ]; do
			left=$((left - 1))
			sleep "${MKAPKOVL_PAUSE:-1}"
		done
		[ ! -e "$pending/up" ] || take_back "no one confirmed the new network within $(cat "$pending/seconds") seconds"
	fi
}

# take_back REASON: restores the old network, unless the new one was confirmed meanwhile. Can be run again after any
# interruption.
take_back() {
	lock_file "$run/network.lock"
	exec 7> "$run/network.lock"
	flock 7
	[ ! -d "$pending" ] || {
		[ -e "$run/network.taps" ] || guests_ports > "$run/network.taps"
		networking stop 6>&- 7>&-
		lay_side old
		laid=$?
		start_networking 6>&- 7>&- || say 'the old network did not start either'
		if [ "$laid" -eq 0 ]; then failed_network "$1"; else not_laid "$1"; fi
	}
	exec 7>&-
}

# failed_network REASON: records that the old network is restored.
failed_network() {
	record apply-network failed "$1: the old network is restored"
	say "Network: FAILED: $1: the old network is restored"
	forget_pending
	echo "$1: the old network is restored" | write_file "$run/network.result"
	# Recorded again, because apply may just have recorded that the new network is up.
	record apply-network failed "$1: the old network is restored"
}

# not_laid REASON: the old files could not all be written. They stay in network/ for the next apply or boot to write.
not_laid() {
	rm -f "$pending/up"
	record apply-network failed "$1; the files of the old network cannot be written either"
	say "Network: FAILED: $1; the files of the old network cannot be written either; they are in ${pending#"$root"}/old"
	echo "$1; the files of the old network cannot be written either" | write_file "$run/network.result"
}

# forget_pending: renames before it removes, so that other processes see all of the folder or none of it.
forget_pending() {
	rm -rf "$pending.end" && mv "$pending" "$pending.end" && rm -rf "$pending.end"
}

# boot: runs before the network starts, so restoring the files is enough.
boot() {
	rm -rf "$pending.new" "$pending.end"
	[ -d "$pending" ] || return 0
	mkdir -p "$run"
	lay_side old && failed_network 'the machine was restarted before anyone confirmed the new network'
}

case ${0##*/},${1:-} in
	network.sh,switch) switch ;;
	network.sh,boot) boot ;;
esac
