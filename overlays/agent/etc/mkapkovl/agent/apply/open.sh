# shellcheck shell=dash disable=SC2015,SC2034,SC2154
# How mkapkovl-host unpacks an overlay without trusting it. Part of mkapkovl-host itself; sets $staged, $folder, $memory.

# open_overlay FILE: checks its contents, then unpacks it into $staged, which only root can read.
open_overlay() {
	folder=${MKAPKOVL_ROOT:-}/var/lib/mkapkovl/apply
	memory=${MKAPKOVL_ROOT:-}/run/mkapkovl
	staged=$folder/staged
	mkdir -p "$folder" "$memory" && chmod 700 "$folder" ||
		refused apply-unwritable "Cannot write to $folder." 'Check that its file system is writable and not full.'
	lock_file "$memory/apply.lock"
	exec 8> "$memory/apply.lock"
	flock -n 8 || refused apply-running 'Another apply is running.' 'Wait until it has finished.'
	remove_unpacked_at_exit
	trap 'exit 1' HUP INT TERM
	rm -rf "$staged" "$memory"/overlay*
	umask 077
	overlay=$1
	case $overlay in - | /*) ;; *) overlay=$PWD/$overlay ;; esac
	[ "$overlay" = - ] || { [ -f "$overlay" ] && [ -r "$overlay" ]; } ||
		refused apply-unreadable "Cannot read $1." 'Pass the name of an overlay file made by mkapkovl build.'
	if [ "$overlay" = - ] || has_signers; then take_into_memory "$1"; fi
	verify_signature "$1"
	passphrase=
	[ "$(head -c 8 "$overlay" | tr -d '\000')" != Salted__ ] || ask_passphrase
	look_inside "$1"
	verify_statement
	mkdir "$staged" && unpack ||
		refused apply-damaged "Cannot unpack $1." 'Check that there is free space below /var/lib/mkapkovl.'
	[ -n "$dry_run" ] || keep_next "$1"
	rm -f "$memory"/overlay*
	compare_with_table "$1"
	umask 022
}

# take_into_memory NAME: where no one can exchange it once it is verified. Not on the disk, because an overlay that is not
# encrypted may hold secrets.
take_into_memory() {
	cat "$overlay" > "$memory/overlay" ||
		refused apply-unreadable "$([ "$1" = - ] && echo 'Standard input' || echo "$1") does not fit into /run." \
			'Free memory, or enlarge /run: mount -o remount,size=2G /run'
	overlay=$memory/overlay
}

# remove_unpacked_at_exit: removes what was unpacked, however this program ends.
remove_unpacked_at_exit() {
	trap 'drop_refused; rm -rf "$staged" "$memory"/overlay*; rmdir "$folder" 2> /dev/null' EXIT
}

# contents: the archive, decrypted as Alpine's initramfs does it (mkinitfs, initramfs-init.in, unpack_apkovl).
contents() {
	if [ -z "$passphrase" ]; then
		cat "$overlay"
	else
		printf '%s\n' "$passphrase" | openssl enc -d -aes-256-cbc -pass stdin -in "$overlay" 2> /dev/null
	fi
}

ask_passphrase() {
	command -v openssl > /dev/null ||
		refused apply-no-openssl 'The overlay is encrypted, and openssl is not installed.' 'Run: apk add openssl'
	passphrase=${MKAPKOVL_PASSPHRASE:-}
	unset MKAPKOVL_PASSPHRASE
	if [ -z "$passphrase" ]; then
		# Before the question, so that early typing is not shown either.
		{ stty -echo < /dev/tty; } 2> /dev/null ||
			refused apply-no-passphrase 'The overlay is encrypted, and there is no terminal to ask for its passphrase.' \
				'Run this on a terminal, or set MKAPKOVL_PASSPHRASE.'
		trap 'stty echo < /dev/tty; rm -rf "$staged" "$memory"/overlay*' EXIT
		printf 'Passphrase of the overlay: ' > /dev/tty
		read -r passphrase < /dev/tty
		stty echo < /dev/tty
		remove_unpacked_at_exit
		echo > /dev/tty
	fi
	contents | gzip -t 2> /dev/null ||
		refused apply-passphrase 'The passphrase does not decrypt the overlay.' 'Try again.'
}

# look_inside NAME: refuses an archive with names that lead elsewhere, or with anything but files, folders and symbolic
# links.
look_inside() {
	contents | gzip -t 2> /dev/null ||
		refused apply-damaged "$1 is not an overlay, or it is damaged or incomplete." 'Copy it again and compare its sha256, or build it again.'
	# tar mends some names before it prints them, and says so.
	contents | tar -tz -f - > "$memory/overlay.names" 2> "$memory/overlay.said" &&
		contents | tar -tvz -f - > "$memory/overlay.kinds" 2> /dev/null ||
		refused apply-damaged "$1 is damaged." 'Copy it again and compare its sha256, or build it again.'
	if grep -qE '^[-/]|(^|/)\.\.?(/|$)|//|[^ -~]|[\\]' "$memory/overlay.names" ||
		grep -q '^[-d].* -> ' "$memory/overlay.kinds" || [ -s "$memory/overlay.said" ] || ! one_line_each ||
		! folders_first < "$memory/overlay.names"; then
		refused apply-unsafe "$1 contains unsafe file names, or entries that are not files, folders or links." \
			'mkapkovl build never makes such an overlay: do not use it, and find out where it comes from.'
	fi
}

# one_line_each: whether each name takes one line, and belongs to a file, folder or symbolic link. A name with a line break
# would be taken for two: its second line is the same in both lists, so what tar prints before a name is missing there.
one_line_each() {
	awk 'NR == FNR { name[NR] = $0; names = NR; next }
		!match($0, "^[-dl][-rwxsStT]+ +[^ ]+/[^ ]+ +[0-9]+ [-0-9]+ [0-9:]+ ") { bad = 1; next }
		{
			shown = substr($0, RLENGTH + 1)
			if (/^l/ ? index(shown, name[FNR] " -> ") != 1 : shown != name[FNR]) bad = 1
		}
		END { exit bad || FNR != names }' "$memory/overlay.names" "$memory/overlay.kinds"
}

# unpack: everything except the disk's passphrase, which must never be stored on that disk. Not every build of busybox'
# tar can exclude a file.
unpack() (
	opener=etc/mkapkovl/secrets/luks-passphrase
	if ! grep -qx "$opener" "$memory/overlay.names"; then
		contents | tar -xz -f - -C "$staged"
		return
	fi
	set -f
	IFS='
'
	cd "$staged" || return
	# shellcheck disable=SC2046
	mkdir -p -- $(grep '/$' "$memory/overlay.names") || return
	# shellcheck disable=SC2046
	contents | tar -xz -f - -- $(grep -v '/$' "$memory/overlay.names" | grep -vx "$opener")
)

# folders_first: whether each name occurs once, after its folder, so that nothing is unpacked through a link.
folders_first() {
	awk '{
		folder = name = $0
		sub("/$", "", name)
		sub("/*[^/]*/?$", "/", folder)
		if (name in seen || (folder != "/" && !(folder in folders))) bad = 1
		seen[name]; if (name "/" == $0) folders[$0]
	} END { exit bad || NR == 0 }'
}
