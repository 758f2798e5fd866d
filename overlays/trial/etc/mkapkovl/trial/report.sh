#!/bin/sh
# shellcheck shell=dash disable=SC2154,SC2317
# Reports to `mkapkovl try` on the second serial port what happens on this machine, and powers it off:
#
#   at UPTIME begun VERSION live|diskless|installed BUILD-ID
#   at UPTIME alive WHAT                     every ten seconds
#   at UPTIME runlevel|converging|absent|converged|verified
#   record TAB AT TAB STATE TAB STEP TAB REASON      of every step, whenever one changes
#   begin SECTION, its lines behind "| ", end SECTION STATUS
#   at UPTIME end STATUS                     nothing follows; the machine is switched off

# shellcheck source=/dev/null
. "${MKAPKOVL_ROOT:-}/etc/mkapkovl/agent/common.sh"
PATH=$PATH:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
port=${MKAPKOVL_TRIAL_PORT:-$dev/ttyS1}
memory=$root/run/mkapkovl
openrc=$root/run/openrc
beats=0
looks=0
there=

event() {
	printf 'at %s %s\n' "$(cut -d ' ' -f 1 "$proc/uptime")" "$*" >&7
}

# section NAME COMMAND...: what a command prints, and how it ends.
section() {
	name=$1
	shift
	printf 'begin %s\n' "$name" >&7
	"$@" > "$memory/trial.section" 2>&1 < /dev/null
	ended=$?
	sed 's/^/| /' "$memory/trial.section" >&7
	# A last line may lack its end.
	[ -z "$(tail -c 1 "$memory/trial.section")" ] || echo >&7
	printf 'end %s %s\n' "$name" "$ended" >&7
	return "$ended"
}

# send_records: of the steps that have changed since the last time. Finding nothing new costs only one process: the
# machine may be emulated, and this must not slow it down.
send_records() {
	now_there=$(cat "$state/steps"/*.json "$root/run/mkapkovl/steps"/*.json 2> /dev/null)
	[ "$now_there" != "$there" ] || return 0
	there=$now_there
	list_records > "$memory/trial.records"
	touch "$memory/trial.sent"
	awk 'FILENAME == ARGV[1] { sent[$0]; next } !($0 in sent) { print "record\t" $0 }' \
		"$memory/trial.sent" "$memory/trial.records" >&7
	mv "$memory/trial.records" "$memory/trial.sent"
}

# watch COMMAND...: reports until the command succeeds.
watch() {
	until "$@"; do
		send_records
		[ "$((beats % 10))" -ne 0 ] || event "alive $(doing)"
		beats=$((beats + 1))
		sleep "${MKAPKOVL_PAUSE:-1}"
	done
	send_records
}

# doing: the services that OpenRC is starting.
doing() {
	for each in "$openrc/starting"/*; do
		[ ! -e "$each" ] || printf '%s ' "${each##*/}"
	done
}

# OpenRC has rc.starting while it enters a runlevel, from just after it has written its name (openrc, src/openrc/rc.c):
# one look could fall between the two.
runlevel_reached() {
	if [ -e "$openrc/rc.starting" ] || [ "$(cat "$openrc/softlevel" 2> /dev/null)" != default ]; then
		looks=0
		return 1
	fi
	looks=$((looks + 1))
	[ "$looks" -gt 1 ]
}

is_live() {
	[ "$(setting install.conf INSTALL_MODE)" = sys ] && on_tmpfs
}

# converge_begun: the stage has begun, or never will: its service is started before the runlevel is reached.
converge_begun() {
	[ -e "$memory/converge.lock" ] && [ -e "$state/steps/repositories.json" ] && return
	waited=$((waited + 1))
	[ "$waited" -gt 60 ]
}

converge_ended() {
	flock -n "$memory/converge.lock" true
}

# devices: address and driver of the devices that are passed through.
devices() {
	rows devices | while IFS=$tab read -r by value _; do
		for device in "$sys"/bus/pci/devices/*; do
			[ -d "$device" ] || continue
			address=${device##*/}
			case $by in
				address) [ "$address" = "$value" ] || continue ;;
				id) [ "$(cat "$device/vendor" "$device/device" | tr -d '\n')" = "0x${value%:*}0x${value#*:}" ] || continue ;;
			esac
			driver=$(readlink "$device/driver") || driver=none
			printf '%s\t%s\n' "$address" "${driver##*/}"
		done
	done | sort -u
}

# drivers: which driver logged something about which PCI device, and when first. The kernel begins such a message with the
# driver's name, or "pci" if the device has none (drivers/base/core.c, dev_driver_string).
drivers() {
	dmesg | sed -n 's/^\[ *\([0-9.]*\)\] \([^ ]*\) \([0-9a-f]*:[0-9a-f]*:[0-9a-f]*\.[0-7]\): .*/\1\t\2\t\3/p' |
		awk -F '\t' '!(($2, $3) in seen) { seen[$2, $3]; print }'
}

# tables: how many promises of each kind the profile makes.
tables() {
	for table in devices functions mediated packages users fstab kernel-options libvirt/pools.table \
		libvirt/networks.table libvirt/volumes.table libvirt/guests.table; do
		printf '%s\t%s\n' "$table" "$(rows "$table" | grep -c .)"
	done
}

# run_more: what a test runs here in addition: run.sh in an archive on a disk of this serial number, which a trial does not
# have. It runs in the background, while this script keeps reporting that the machine is alive.
run_more() {
	more=$memory/more
	for disk in "$sys"/block/*; do
		[ "$(cat "$disk/serial" 2> /dev/null)" = TRIALMORE ] || continue
		mkdir -p "$more"
		tar -x -f "$dev/${disk##*/}" -C "$more" || continue
		(
			sh "$more/run.sh" > "$memory/trial.more" 2>&1 < /dev/null
			echo $? > "$memory/trial.more-ended"
		) &
		watch test -s "$memory/trial.more-ended"
		section more print_more
	done
}

print_more() {
	cat "$memory/trial.more"
	return "$(cat "$memory/trial.more-ended")"
}

finish() {
	run_more
	event "end $1"
	sync
	"${MKAPKOVL_TRIAL_OFF:-poweroff}"
	exit
}

log_ends() {
	tail -n 40 "$log"
}

# installer_ended: once it has begun, rc.starting says nothing. setup-alpine asks openrc for the kind of the system, and
# openrc removes the markers whenever it ends (openrc, src/openrc/rc.c, cleanup).
installer_ended() {
	[ ! -e "$openrc/starting/mkapkovl-install" ] || return
	[ -n "$(recorded install-check)" ] || runlevel_reached
}

# report_live: the installer restarts the machine itself; only if it does not, there is something to report.
report_live() {
	watch installer_ended
	[ "$(recorded install-finish)" != 'done' ] || exit 0
	section status mkapkovl-host status --json
	section log log_ends
	finish 1
}

report_target() {
	watch runlevel_reached
	event runlevel
	waited=0
	watch converge_begun
	if [ -e "$memory/converge.lock" ]; then
		event converging
		watch converge_ended
		event converged
	else
		event absent
	fi
	section status mkapkovl-host status --json
	section verify mkapkovl-host verify --json
	verified=$?
	event verified
	section tables tables
	section devices devices
	section drivers drivers
	[ "$verified" -eq 0 ] || section log log_ends
	finish "$verified"
}

mkdir -p "$memory"
[ -w "$port" ] && exec 7> "$port" || exit
stty -F "$port" raw -echo 2> /dev/null
kind=diskless
on_tmpfs || kind=installed
! is_live || kind=live
event "begun 1 $kind $(cat "$data/build-id" 2> /dev/null)"
if [ "$kind" = live ]; then report_live; else report_target; fi
