# shellcheck shell=dash disable=SC2154
# mkapkovl-host verify: release, packages, services, accounts, mounts. Sourced, never run.

verify_release() {
	[ -n "$(setting install.conf INSTALL_RELEASE)" ] || return 0
	release_fits 'This machine runs' && return
	if [ -z "$running_release" ]; then
		finding error release-unknown 'The release of this machine is not known: /etc/alpine-release is missing or empty.' \
			'Run: apk fix alpine-release' /alpine/release etc/alpine-release
		return
	fi
	newest="Set alpine.release in the profile to \"$running_release\", build it, and"
	if on_tmpfs; then
		finding error release-differs "$reason." "$newest put the overlay on the medium; or start this machine from a medium of Alpine $release." \
			/alpine/release etc/alpine-release
	else
		finding error release-differs "$reason." "$newest apply the overlay." /alpine/release etc/alpine-release
	fi
}

verify_packages() {
	for each in $(missing_packages packages world); do
		finding error package-missing "The package $each is not installed, or not in /etc/apk/world." "$again" /packages
	done
}

verify_services() {
	for link in "$root/etc/runlevels/sysinit"/* "$root/etc/runlevels/boot"/* "$root/etc/runlevels/default"/*; do
		service=${link##*/}
		[ -h "$link" ] || [ -e "$link" ] || continue
		case $service in mkapkovl-converge | mkapkovl-install) continue ;; esac
		is_started "$service" ||
			finding error service-stopped "The service $service is not running." "Run: rc-service $service start" /services
	done
}

verify_users() {
	open=
	is_hidden "$root/etc/shadow" || open=$(sed -n 's/^\([^:]*\)::.*/\1/p' "$root/etc/shadow")
	# Names of accounts have no blanks.
	for user in $open; do
		finding error password-empty "$user has an empty password: anyone can log in as $user." "Run: passwd $user" "$(user_pointer)"
	done
	for user in $(rows users | cut -f 1); do
		if [ -z "$(account_field "$user" 1)" ]; then
			finding error user-missing "There is no user $user." "$again" "$(user_pointer)"
			continue
		fi
		for group in $(cell users "$user" 3 | sed 's/^-$//' | tr , ' '); do
			awk -F : -v group="$group" -v user="$user" '
				$1 == group && index("," $4 ",", "," user ",") { found = 1 } END { exit !found }' "$root/etc/group" ||
				finding error group-missing "$user is not in the group $group." "$again" "$(user_pointer)/groups"
		done
		keys=$root$(account_field "$user" 6)/.ssh/authorized_keys
		[ ! -r "$data/authorized_keys/$user" ] || is_hidden "$keys" || cmp -s "$data/authorized_keys/$user" "$keys" ||
			finding error keys-differ "The SSH keys of $user differ from the profile." "$again" "$(user_pointer)/authorized_keys"
		verify_password
	done
	! wheel_is_wanted || is_hidden "$doas_rule" || doas_is_right ||
		finding error doas-missing 'No rule lets the members of wheel use doas.' "$again" '' "${doas_rule#"$root/"}"
}

user_pointer() {
	if [ "$user" = root ]; then pointer access root; else pointer access users "$user"; fi
}

# verify_password: of $user, who may change a password that was typed at the installation.
verify_password() {
	! is_hidden "$root/etc/shadow" && ! is_hidden "$data/secrets/password.$user" || return 0
	field=$(shadow_field "$user")
	case $(cell users "$user" 2):$field in
		locked:\$*) finding warning password-set "$user has a password, but the profile gives none." "$again" "$(user_pointer)/password" ;;
		hash:\$*)
			read -r wanted < "$data/secrets/password.$user" 2> /dev/null || :
			[ "${wanted:-}" = "$field" ] ||
				finding warning password-differs "The password of $user differs from the profile." \
					"$again To keep the new one, put its hash where the profile takes it from." "$(user_pointer)/password"
			;;
		hash:?* | prompt:[!\$]*) finding error password-missing "$user cannot log in with a password: none is set." "Run: passwd $user" \
			"$(user_pointer)/password" ;;
	esac
}

verify_mounts() {
	while read -r device folder kind options dump pass <&3; do
		[ -n "$folder" ] || continue
		awk -v wanted="$device $folder $kind $options $dump $pass" '{ $1 = $1 } $0 == wanted { found = 1 } END { exit !found }' \
			"$root/etc/fstab" || finding error mount-unlisted "/etc/fstab has no line that mounts $device at $folder as the profile says." \
			"$again" "$(pointer storage mounts "$folder")" etc/fstab
		case ,$options, in *,noauto,* | *,nofail,*) continue ;; esac
		is_mounted "$folder" || finding error not-mounted "$folder is not mounted." "Run: mount $folder" \
			"$(pointer storage mounts "$folder")" "${folder#/}"
	done 3<<- END
		$(rows fstab; rows filled)
	END
}
