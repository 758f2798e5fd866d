# shellcheck shell=dash disable=SC2015,SC2154
# Closes accounts without a password (Alpine's root has an empty one until somebody sets it), and makes the accounts of
# the installed system, which is mounted at `target`. Sourced after common.sh.

# close_accounts: accounts without a password get that of the profile, or are locked. "*" locks a password; sshd would
# take "!" for a locked account and refuse its keys.
close_accounts() {
	shadow=$root/etc/shadow
	[ -r "$shadow" ] && awk -F : '$2 == "" { found = 1 } END { exit !found }' "$shadow" || return 0
	# The copy has the mode of the file; no password is on a command line.
	cp -p "$shadow" "$shadow.new" && awk -F : -v OFS=: -v secrets="$data/secrets/password." '
		$2 == "" && (getline hash < (secrets $1)) > 0 && hash != "" { $2 = hash }
		$2 == "" { $2 = "*" }
		{ print }' "$shadow" > "$shadow.new" && mv "$shadow.new" "$shadow"
}

# accounts: every account of the profile, its keys and its password; none is ever without one.
accounts() {
	for account in $(rows users | cut -f 1); do
		if ! grep -q "^$account:" "$target/etc/passwd"; then
			chroot "$target" adduser -D -s /bin/sh "$account" || { refuse "cannot create the account $account"; return; }
		fi
		groups_of_account "$account" && keys_of_account "$account" && password_of_account "$account" || return
	done
	(root=$target && close_accounts) || refuse "cannot lock the accounts without a password"
}

# Groups that packages bring, such as libvirt, do not exist yet; the first boot adds them.
groups_of_account() {
	for group in $(rows users | awk -F "$tab" -v name="$1" '$1 == name && $3 != "-" { print $3 }' | tr ',' ' '); do
		grep -q "^$group:" "$target/etc/group" || continue
		chroot "$target" addgroup "$1" "$group" || { refuse "cannot add $1 to the group $group"; return; }
	done
}

keys_of_account() {
	[ -r "$data/authorized_keys/$1" ] || return 0
	home=$(awk -F : -v name="$1" '$1 == name { print $6 }' "$target/etc/passwd")
	mkdir -p "$target$home/.ssh" && cat "$data/authorized_keys/$1" > "$target$home/.ssh/authorized_keys" &&
		chmod 700 "$target$home/.ssh" && chmod 600 "$target$home/.ssh/authorized_keys" &&
		chroot "$target" chown -R "$1:" "$home/.ssh" || refuse "cannot write the SSH keys of $1"
}

# "*" locks a password; sshd would take "!" for a locked account and refuse its keys.
password_of_account() {
	case "$(rows users | awk -F "$tab" -v name="$1" '$1 == name { print $2 }')" in
		hash) read -r hash < "$data/secrets/password.$1" || [ -n "$hash" ] ;;
		prompt) hash=$(printf '%s' "$hashes" | sed -n "s/^$1://p") ;;
		locked) hash='*' ;;
		*) hash='' ;;
	esac
	[ -n "$hash" ] || { refuse "there is no password for $1"; return; }
	printf '%s:%s\n' "$1" "$hash" | chroot "$target" chpasswd -e || refuse "cannot set the password of $1"
}
