# shellcheck shell=dash
# Prints the public keys that log in to this host, and the release of Alpine. `mkapkovl init` sends it over ssh. Reads only;
# changes nothing.

LC_ALL=C
export LC_ALL

answer() {
	echo 'mkapkovl login 1'
	[ ! -r /etc/alpine-release ] || printf 'mkapkovl alpine %s\n' "$(head -n 1 /etc/alpine-release)"
	# The place that sshd has without a setting (sshd_config(5), AuthorizedKeysFile).
	[ ! -r ~/.ssh/authorized_keys ] || grep -v '^[[:space:]]*\(#\|$\)' ~/.ssh/authorized_keys | sed 's/^/mkapkovl key /'
	echo 'mkapkovl end'
}

answer
