/** What guests run in addition, in sh for busybox. */

/** Whether somebody could get in: the console's getty comes when the runlevel is reached. */
export const lookForWaysIn = `
waited=0
until pgrep getty > /dev/null || [ "$waited" -gt 120 ]; do
	sleep 1
	waited=$((waited + 1))
done
pgrep getty > /dev/null && echo 'the console is open'
pidof sshd > /dev/null && echo 'sshd runs'
`;

/** Applies the overlay in the same folder, and reports what that changed. */
export const applyOverlay = `
here=\${0%/*}
overlay=$(echo "$here"/*.apkovl.tar.gz)
look() {
	find /etc /usr/local /boot -type f -exec sha256sum {} + | sort -k 2
}
services() {
	for each in sshd crond syslogd; do
		echo "$each $(pidof "$each")"
	done
}
look > /tmp/before
services > /tmp/services
mkapkovl-host apply --dry-run "$overlay" > /tmp/planned
echo "planned $?"
sed -n 's/^\\([-+~] .*\\)/plan \\1/p' /tmp/planned
look | cmp - /tmp/before && echo 'planning changes nothing'
mkapkovl-host apply "$overlay" < /dev/null
echo "applied $?"
look > /tmp/after
diff -U 0 /tmp/before /tmp/after | sed -n 's/^[-+][0-9a-f]\\{64\\}  /changed /p' | sort -u
services | cmp - /tmp/services && echo 'no service was restarted'
apk info -e jq
mkapkovl-host verify
echo "verified $?"
mkapkovl-host apply "$overlay"
echo "again $?"
`;
