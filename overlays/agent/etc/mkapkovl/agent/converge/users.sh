# shellcheck shell=dash disable=SC2154
# Accounts, groups, keys, passwords. At no moment is a password field empty. Sourced, never run.

users() {
	begin_step
	for user in $(rows users | cut -f 1); do
		account "$user" || continue
		password "$user" "$(cell users "$user" 2)"
		groups_of "$user"
		home_of "$user" || continue
		keys_of "$user"
	done
	for user in $(former_users); do
		lock_account "$user"
	done
	doas_for_wheel
	finish_step
}

# account_field USER NUMBER, shadow_field USER
account_field() {
	awk -F : -v user="$1" -v number="$2" '$1 == user { print $number }' "$root/etc/passwd"
}
shadow_field() {
	awk -F : -v user="$1" '$1 == user { print $2 }' "$root/etc/shadow"
}

# account USER: exists. adduser -D leaves the password locked, not empty.
account() {
	if [ -n "$(account_field "$1" 1)" ]; then
		# The installer makes accounts too.
		[ "$1" = root ] || [ "$(setting install.conf INSTALL_MODE)" = existing ] || ours "$1"
		return 0
	fi
	if ! attempt adduser -D -s /bin/sh "$1"; then
		add_failure "$1: $reason"
		return 1
	fi
	ours "$1"
	add_change "$1 created"
}

# ours USER: records that the account came with the profile, so that it is locked when the profile drops it.
ours() {
	[ -e "$state/users/$1" ] || : | write_file "$state/users/$1"
}

# password USER KIND: what the profile says. A locked account gets "*": "!" would keep sshd from taking its keys.
password() {
	current=$(shadow_field "$1")
	case $current in
		'' | '!'*) otherwise='*' ;;
		*) otherwise=$current ;;
	esac
	wanted=
	case $2 in
		hash)
			if [ -r "$data/secrets/password.$1" ]; then
				read -r wanted < "$data/secrets/password.$1" || :
			fi
			case $wanted in
				\$*:*) wanted= ;;
				\$*) ;;
				*) wanted= ;;
			esac
			[ -n "$wanted" ] || add_failure "the overlay contains no password hash for $1"
			;;
		locked) wanted='*' ;;
	esac
	[ "$current" = "${wanted:-$otherwise}" ] || set_password "$1" "${wanted:-$otherwise}"
}

# set_password USER FIELD: through a pipe, so that no list of processes shows it.
set_password() {
	if printf '%s:%s\n' "$1" "$2" | chpasswd -e >> "$log" 2>&1; then
		add_change "password of $1"
	else
		add_failure "cannot set the password of $1"
	fi
}

# groups_of USER: adds USER to the profile's groups; one that a package brings later fails until then.
groups_of() {
	given=$state/groups/$1
	wanted=$(cell users "$1" 3 | sed 's/^-$//' | tr , ' ')
	# Recorded before they are added, so that they are known as ours after an interruption, too.
	remember_groups "$1" "$(printf '%s\n' "$(cat "$given" 2> /dev/null)" "$wanted" | tr ' ' '\n' | grep . | sort -u | tr '\n' ' ')"
	for group in $wanted; do
		members=$(awk -F : -v group="$group" '$1 == group { print "," $4 ","; found = 1 } END { exit !found }' \
			"$root/etc/group") || {
			add_failure "cannot add $1 to the group $group, which does not exist"
			continue
		}
		case $members in *,"$1",*) continue ;; esac
		if attempt addgroup "$1" "$group"; then
			add_change "$1 in $group"
		else
			add_failure "$1: $reason"
		fi
	done
	# Names of groups have no blanks.
	# shellcheck disable=SC2013
	for group in $(cat "$given" 2> /dev/null); do
		case " $wanted " in *" $group "*) continue ;; esac
		if ! grep -q "^$group:.*[:,]$1\(,\|$\)" "$root/etc/group" || attempt delgroup "$1" "$group"; then
			add_change "$1 not in $group"
		else
			add_failure "$1: $reason"
		fi
	done
	[ -n "$failures" ] || remember_groups "$1" "$(printf '%s\n' "$wanted" | tr ' ' '\n' | grep . | sort -u | tr '\n' ' ')"
}

# remember_groups USER GROUPS: records the groups that came with the profile, which are removed with it.
remember_groups() {
	[ "$(cat "$state/groups/$1" 2> /dev/null)" = "$2" ] || echo "$2" | write_file "$state/groups/$1"
}

# home_of USER: makes a home that is missing, as on a blank file system that is mounted over it. It is made in a folder of
# root's; elsewhere a user could put a link there.
home_of() {
	[ "$1" != root ] || return 0
	home=$(account_field "$1" 6)
	above=$root${home%/*}
	case $home in
		/dev/* | /) return 0 ;;
	esac
	[ ! -d "$root$home" ] && [ -d "$above" ] && [ ! -h "$above" ] || return 0
	if [ "$(stat -c %u "$above")" = 0 ] && attempt mkdir "$root$home" &&
		attempt chown "$(account_field "$1" 3):$(account_field "$1" 4)" "$root$home"; then
		add_change "home of $1"
	else
		add_failure "cannot make $home, the home of $1"
		return 1
	fi
}

# why_no_keys USER: the likely reason why a user cannot write to the own home.
why_no_keys() {
	home=$(account_field "$1" 6)
	id=$(account_field "$1" 3)
	for each_folder in "$home" "$home/.ssh"; do
		its=$(stat -c %u "$root$each_folder" 2> /dev/null)
		case $its in '' | "$id") continue ;; esac
		echo ": $each_folder belongs to user $its instead of $id; run chown -R $1: $each_folder"
		return
	done
}

# keys_of USER: writes the keys as the user, because root would follow links that the user has put there. Keys that came
# with the profile are removed with it.
keys_of() {
	keys=$data/authorized_keys/$1
	if ! [ -r "$keys" ]; then
		[ ! -e "$state/keys/$1" ] || remove_keys "$1"
		return 0
	fi
	[ -e "$state/keys/$1" ] || : | write_file "$state/keys/$1"
	MKAPKOVL_HOME=$root$(account_field "$1" 6)
	export MKAPKOVL_HOME
	# The user's shell expands this.
	# shellcheck disable=SC2016
	su -s /bin/sh -c 'cmp -s - "$MKAPKOVL_HOME/.ssh/authorized_keys"' "$1" < "$keys" 2> /dev/null &&
		[ "$(stat -c %a "$MKAPKOVL_HOME/.ssh" "$MKAPKOVL_HOME/.ssh/authorized_keys" 2> /dev/null | tr '\n' ' ')" = '700 600 ' ] &&
		return
	# shellcheck disable=SC2016
	if su -s /bin/sh -c 'umask 077 && mkdir -p "$MKAPKOVL_HOME/.ssh" && cd "$MKAPKOVL_HOME/.ssh" && chmod 700 . &&
		cat > .mkapkovl && chmod 600 .mkapkovl && mv .mkapkovl authorized_keys' "$1" < "$keys" >> "$log" 2>&1; then
		add_change "SSH keys of $1"
	else
		add_failure "cannot write the SSH keys of $1$(why_no_keys "$1")"
	fi
}

# remove_keys USER
remove_keys() {
	MKAPKOVL_HOME=$root$(account_field "$1" 6)
	export MKAPKOVL_HOME
	# shellcheck disable=SC2016
	if su -s /bin/sh -c 'rm -f "$MKAPKOVL_HOME/.ssh/authorized_keys"' "$1" < /dev/null >> "$log" 2>&1; then
		rm -f "$state/keys/$1"
		add_change "SSH keys of $1 removed"
	else
		add_failure "cannot remove the SSH keys of $1"
		return 1
	fi
}

# former_users: accounts that we made and the profile no longer has.
former_users() {
	for each in "$state/users"/*; do
		[ -f "$each" ] || continue
		[ -n "$(cell users "${each##*/}" 1)" ] || echo "${each##*/}"
	done
}

# lock_account USER: the account and its files stay, but no one can log in with it.
lock_account() {
	if [ -n "$(account_field "$1" 1)" ]; then
		set_password "$1" '!'
		[ "$(shadow_field "$1")" = '!' ] || return 0
		remove_keys "$1" || return 0
	fi
	rm -f "$state/users/$1"
	add_change "$1 locked"
}

# A file of our own, read behind Alpine's: of all rules that match, the last counts (doas.conf(5)).
doas_rule=$root/etc/doas.d/30-mkapkovl.conf

wheel_is_wanted() {
	rows users | cut -f 3 | grep -qE '(^|,)wheel(,|$)'
}

# doas_lines: users without a password cannot type one; their SSH key has identified them.
doas_lines() {
	echo 'permit persist :wheel'
	rows users | awk -F '\t' '$2 == "locked" && $3 ~ /(^|,)wheel(,|$)/ { print "permit nopass " $1 }'
}

doas_is_right() {
	doas_lines | cmp -s - "$doas_rule" && [ "$(stat -c %a "$doas_rule")" = 600 ]
}

doas_for_wheel() {
	if ! wheel_is_wanted; then
		[ ! -e "$doas_rule" ] || { rm -f "$doas_rule" && add_change 'doas rule removed'; }
	elif ! doas_is_right; then
		doas_lines | (umask 077 && write_file "$doas_rule") && chmod 600 "$doas_rule"
		add_change 'doas rule for wheel'
	fi
}
