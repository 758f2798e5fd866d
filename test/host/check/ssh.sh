# shellcheck shell=sh disable=SC2154
# Who may log in.

check_ssh() {
	check "sshd is running" within 30 pidof sshd
	check "sshd listens on port 22" within 30 sh -c 'netstat -ltn | grep -q ":22 "'
	check "sshd accepts its configuration" sshd -t
	sshd -T > "$work/sshd" 2> /dev/null
	# Alpine 3.18 has no folder for a file of ours, and there the whole of sshd_config is ours.
	ours=/etc/ssh/sshd_config.d/mkapkovl.conf
	[ -e "$ours" ] || ours=/etc/ssh/sshd_config
	grep -v '^#' "$ours" | grep . > "$work/wanted"
	while read -r keyword value; do
		# sshd -T writes prohibit-password in its older spelling.
		case $value in prohibit-password) value=without-password ;; esac
		check "sshd: $keyword $value" has_line "$(echo "$keyword" | tr '[:upper:]' '[:lower:]') $value" "$work/sshd"
	done < "$work/wanted"
	for file in /root/.ssh/authorized_keys /etc/mkapkovl/authorized_keys/*; do
		[ -e "$file" ] || continue
		check "$file holds public keys" ssh-keygen -l -f "$file"
	done
	awk -F : '$2 == "" { print $1 }' /etc/shadow > "$work/open"
	check "no account has an empty password ($(tr '\n' ' ' < "$work/open"))" [ ! -s "$work/open" ]
}
