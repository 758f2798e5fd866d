# shellcheck shell=dash disable=SC2034,SC2154
# mkapkovl-host verify: every promise of the profile against what is there. Changes nothing. Sourced, never run.

again='Run: rc-service mkapkovl-converge restart; mkapkovl-host status tells what it cannot do.'
reboot='Restart this machine.'

# verify text|json: findings in the form of those of `mkapkovl check`.
verify() {
	form=$1
	worst=0
	count=0
	[ "$form" = text ] || printf '['
	verify_steps
	verify_files
	verify_kernel
	verify_devices
	verify_packages
	verify_services
	verify_users
	verify_mounts
	has_libvirt && verify_libvirt
	[ "$form" = text ] || printf ']\n'
	[ "$form" = json ] || [ "$count" -gt 0 ] || echo 'Every promise of the profile is kept.'
	return "$worst"
}

# finding SEVERITY CODE MESSAGE REMEDY [TARGET]
finding() {
	count=$((count + 1))
	[ "$1" != error ] || worst=1
	if [ "$form" = text ]; then
		printf '%s: %s [%s]\n' "$1" "$3" "$2"
		[ -z "${5:-}" ] || printf '  on the target: /%s\n' "$5"
		printf '  %s\n' "$4"
		return
	fi
	[ "$count" -eq 1 ] || printf ','
	printf '{"code":%s,"severity":%s,"message":%s,"remedy":%s' \
		"$(quoted "$2")" "$(quoted "$1")" "$(quoted "$3")" "$(quoted "$4")"
	[ -z "${5:-}" ] || printf ',"target":%s' "$(quoted "$5")"
	printf '}'
}

verify_steps() {
	for each in "$state/steps"/*.json; do
		[ -f "$each" ] || continue
		each=${each##*/}
		each=${each%.json}
		case $(recorded "$each") in
			failed) finding error step-failed "The step $each failed." 'mkapkovl-host status tells why.' ;;
			started) finding warning step-unfinished "The step $each was begun and not ended." "$again" ;;
		esac
	done
}

# verify_files: type, mode, owner, sha256 or target, path. What the system itself writes is not looked at; nor is a
# secret, of which no digest is kept.
verify_files() {
	[ -r "$data/files" ] || return 0
	while IFS=$tab read -r type mode owner substance name <&3; do
		case $name in
			etc/.default_boot_services | etc/apk/world | etc/fstab | etc/mkapkovl/secrets/*) continue ;;
		esac
		file=$root/$name
		case $type in
			directory) [ -d "$file" ] || finding error folder-missing "The folder /$name is gone." "$again" "$name" ;;
			link)
				[ "$(readlink "$file")" = "$substance" ] || finding warning link-changed \
					"/$name is not the link to $substance that the overlay made." 'Change the profile, or make it again.' "$name"
				;;
			file)
				if [ ! -f "$file" ]; then
					finding error file-missing "The file /$name is gone." 'Put it back from the overlay.' "$name"
				elif [ "$substance" != - ] && [ "$(digest "$file")" != "$substance" ]; then
					finding warning file-changed "/$name is not what the overlay brought." \
						'Take the change over into the profile, or put the file back from the overlay.' "$name"
				elif [ "$(stat -c '%a %u:%g' "$file")" != "${mode#0} $owner" ]; then
					finding warning file-mode "/$name has another mode or owner than the overlay gave it." \
						"Run: chmod $mode /$name; chown $owner /$name" "$name"
				fi
				;;
		esac
	done 3< "$data/files"
}

verify_kernel() {
	line=" $(cat "$proc/cmdline") "
	is_rescue && finding warning rescue 'This is the rescue entry: no device is bound, no guest with devices runs.' "$reboot"
	for each in $(rows kernel-options); do
		case $line in
			*" $each "*) ;;
			*) is_rescue || finding error option-missing "The kernel was started without $each." \
				'Restart this machine; if that does not help, the option is missing in the boot loader.' ;;
		esac
	done
	for each in $(rows initramfs-modules) $(grep -v '^#' "$root/etc/modules" 2> /dev/null); do
		[ -d "$sys/module/$(printf '%s' "$each" | tr - _)" ] || is_rescue ||
			finding error module-missing "The kernel module $each is not loaded." "Run: modprobe $each"
	done
	running=$(cat "$proc/sys/kernel/osrelease" 2> /dev/null)
	[ -z "$running" ] || [ -d "$root/lib/modules/$running" ] || [ -d "$root/usr/lib/modules/$running" ] ||
		finding warning reboot-pending "Kernel $running runs, but its modules are gone: another one was installed." "$reboot"
}

# verify_devices: each that the profile passes through, by address or by id.
verify_devices() {
	is_rescue && return
	for address in $(rows devices | awk -F '\t' '$1 == "address" { print $2 }'); do
		device_ready "$address" || finding error device-not-ready "Of what is passed through: $reason." "$reboot"
	done
	for id in $(rows devices | awk -F '\t' '$1 == "id" { print $2 }'); do
		found=
		for each in "$sys/bus/pci/devices"/*; do
			[ "$(cat "$each/vendor" "$each/device" 2> /dev/null | tr -d '\n')" = "0x${id%:*}0x${id#*:}" ] || continue
			found=yes
			device_ready "${each##*/}" || finding error device-not-ready "Of what is passed through: $reason." "$reboot"
		done
		[ -n "$found" ] || finding error device-missing "There is no device with the id $id." \
			'Look for it with lspci -nn, and correct the profile.'
	done
}

verify_packages() {
	for each in $(missing_packages); do
		finding error package-missing "The package $each is not installed, or not in /etc/apk/world." "$again"
	done
}

verify_services() {
	for link in "$root/etc/runlevels/sysinit"/* "$root/etc/runlevels/boot"/* "$root/etc/runlevels/default"/*; do
		service=${link##*/}
		[ -h "$link" ] || [ -e "$link" ] || continue
		case $service in mkapkovl-converge | mkapkovl-install) continue ;; esac
		rc-service "$service" status > /dev/null 2>&1 < /dev/null ||
			finding error service-stopped "The service $service does not run." "Run: rc-service $service start"
	done
}

verify_users() {
	# Names of accounts have no blanks.
	# shellcheck disable=SC2013
	for user in $(sed -n 's/^\([^:]*\)::.*/\1/p' "$root/etc/shadow"); do
		finding error password-empty "$user has no password: anybody can log in with that name." "Run: passwd $user"
	done
	for user in $(rows users | cut -f 1); do
		if [ -z "$(account_field "$user" 1)" ]; then
			finding error user-missing "There is no user $user." "$again"
			continue
		fi
		for group in $(cell users "$user" 3 | sed 's/^-$//' | tr , ' '); do
			awk -F : -v group="$group" -v user="$user" '
				$1 == group && index("," $4 ",", "," user ",") { found = 1 } END { exit !found }' "$root/etc/group" ||
				finding error group-missing "$user is not in the group $group." "$again"
		done
		[ ! -r "$data/authorized_keys/$user" ] ||
			cmp -s "$data/authorized_keys/$user" "$root$(account_field "$user" 6)/.ssh/authorized_keys" ||
			finding error keys-differ "The keys of $user are not those of the profile." "$again"
		case $(cell users "$user" 2):$(shadow_field "$user") in
			locked:\$*) finding warning password-set "$user has a password, and the profile gives none." "$again" ;;
		esac
	done
}

verify_mounts() {
	for folder in $(rows fstab | awk '$4 !~ /(^|,)(noauto|nofail)(,|$)/ { print $2 }'); do
		is_mounted "$folder" || finding error not-mounted "$folder is not mounted." "Run: mount $folder" "${folder#/}"
	done
}

verify_libvirt() {
	if ! virsh -q uri > /dev/null 2>&1 < /dev/null; then
		finding error libvirt-silent 'libvirtd does not answer.' 'Run: rc-service libvirtd restart'
		return
	fi
	for each in $(rows libvirt/pools.table | cut -f 1); do
		[ "$(fact pool-info "$each" State)" = running ] ||
			finding error pool-inactive "The pool $each is not active." "Run: virsh pool-start $each"
	done
	for each in $(rows libvirt/networks.table | cut -f 1); do
		[ "$(fact net-info "$each" Active)" = yes ] ||
			finding error network-inactive "The network $each is not active." "Run: virsh net-start $each"
	done
	for each in $(rows libvirt/volumes.table | cut -f 4); do
		[ -e "$root$each" ] || finding error volume-missing "The volume $each is not there." "$again" "${each#/}"
	done
	for each in $(rows libvirt/guests.table | cut -f 1); do
		verify_guest "$each" "$(cell libvirt/guests.table "$each" 2)"
	done
}

# verify_guest GUEST AUTOSTART
verify_guest() {
	definition=$data/libvirt/domains/$1.xml
	if [ "$(virsh -q domuuid "$1" 2> /dev/null < /dev/null | head -n 1)" != \
		"$(sed -n 's:.*<uuid>\(.*\)</uuid>.*:\1:p' "$definition" | head -n 1)" ]; then
		finding error guest-undefined "libvirt does not know the guest $1, or another one of that name." "$again"
		return
	fi
	[ "$(cut -d ' ' -f 1 "$state/defined/domains/$1" 2> /dev/null)" = "$(digest "$definition")" ] ||
		finding warning guest-outdated "The guest $1 is not defined as the profile says." "$again"
	[ "$2" = yes ] || return 0
	[ "$(virsh -q domstate "$1" 2> /dev/null < /dev/null | head -n 1)" = running ] ||
		finding warning guest-off "The guest $1 does not run, and is to start by itself." "Run: virsh start $1"
}
