# shellcheck shell=dash disable=SC2154
# No account is open: Alpine's root has an empty password until somebody sets one. Sourced after common.sh.

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
