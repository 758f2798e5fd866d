# shellcheck shell=dash disable=SC2015,SC2034,SC2154
# The overlays that rollback goes back to, in folders that only root can read: current is the last one that was installed
# (archive.sh) or applied completely, previous the one before, next the one that is being applied. Each has the archive as
# it was given, so that all that apply verifies is verified again, its signature, its sha256, or the reason why the archive
# is not there. Never the passphrase of a disk. Part of mkapkovl-host itself.

kept=$state/kept
# More than that is kept of none: the archives lie on the disk of the host.
most_kept=67108864

# keep_next NAME: keeps the overlay that is open, before the first change. An apply that cannot keep it goes on.
keep_next() {
	rm -rf "$kept/next"
	! on_tmpfs || return 0
	(umask 077 && mkdir -p "$kept/next" && chmod 700 "$kept") || return 0
	echo "$sha256" | write_record "$kept/next/sha256"
	why=$(why_not_kept "$1") && rm -f "$kept/next/overlay.apkovl.tar.gz" && echo "$why" | write_record "$kept/next/reason"
	[ -z "${rolling:-}" ] || echo "$rolling" | write_record "$kept/next/back"
	return 0
}

# why_not_kept NAME: copies it, or prints why not. A machine that gets its first signers with it did not verify its
# signature, but will.
why_not_kept() {
	copy=$kept/next/overlay.apkovl.tar.gz
	if grep -qx etc/mkapkovl/secrets/luks-passphrase "$memory/overlay.names"; then
		echo 'it has the passphrase of the disk'
	elif [ "$(stat -c %s "$overlay")" -gt "$most_kept" ]; then
		echo 'it is larger than 64 MiB'
	elif ! (umask 077 && cat "$overlay" > "$copy") 2> /dev/null || [ "$(digest "$copy")" != "$sha256" ]; then
		echo 'it could not be copied: its file system may be full'
	else
		[ -s "$memory/overlay.sig" ] && signed=$memory/overlay.sig || signed=${signature:-$(signature_beside "$1")}
		[ ! -f "$signed" ] || head -c 65536 "$signed" 2> /dev/null | write_record "$kept/next/overlay.sig"
		return 1
	fi
}

# drop_refused: an overlay that was refused, or only looked at, is not kept.
drop_refused() {
	[ -s "$accepted" ] && [ -s "$kept/next/sha256" ] && read -r _ _ begun _ < "$accepted" &&
		[ "$begun" = "$(cat "$kept/next/sha256")" ] || rm -rf "$kept/next"
}

# rotate_kept SHA256: the overlay of that digest is applied. What was gone back from is not kept.
rotate_kept() {
	[ -s "$kept/next/sha256" ] && [ "$(cat "$kept/next/sha256")" = "$1" ] || return 0
	if [ "$(cat "$kept/current/sha256" 2> /dev/null)" = "$1" ]; then
		rm -rf "$kept/next"
	elif [ "$(cat "$kept/next/back" 2> /dev/null)" = previous ]; then
		rm -rf "$kept/current" "$kept/previous" && rm -f "$kept/next/back" && mv "$kept/next" "$kept/current"
	else
		[ ! -d "$kept/current" ] || { rm -rf "$kept/previous" && mv "$kept/current" "$kept/previous"; }
		mv "$kept/next" "$kept/current"
	fi
}

# choose_kept: sets $rolling and $file to the last overlay that was applied before what is on this machine now.
choose_kept() {
	! on_tmpfs || refused rollback-in-memory 'This system runs from memory: the overlay on its medium decides what it is.' \
		'Put the older overlay on the medium, and restart.'
	rolling=previous
	! was_cut_off || rolling=current
	[ -d "$kept/$rolling" ] || refused rollback-nothing 'There is no earlier overlay to go back to.' \
		'Only overlays that were installed or applied completely are kept, the last two of them. Copy the older overlay to this machine, and apply it.'
	file=$kept/$rolling/overlay.apkovl.tar.gz
	[ -f "$file" ] || refused rollback-not-kept \
		"The earlier overlay was not kept: $(cat "$kept/$rolling/reason" 2> /dev/null || echo 'its file is gone')." \
		'Copy the older overlay to this machine, and apply it.'
}

# was_cut_off: whether another overlay than the last complete one began to be applied.
was_cut_off() {
	[ -s "$accepted" ] && [ -s "$kept/current/sha256" ] && read -r _ _ begun _ < "$accepted" &&
		[ "$begun" != "$(cat "$kept/current/sha256")" ]
}

# may_roll_back: refuses what apply does not: an older overlay is chosen by its age, and no one looked at it for this
# machine as it is now.
may_roll_back() {
	changed=$(staged_text etc/mkapkovl/install.conf | grep -v '^INSTALL_RELEASE=' |
		awk 'NR == FNR { there[$0]; next } /^[A-Z_]+=/ && !($0 in there) { sub("=.*", ""); print; exit }' "$data/install.conf" - 2> /dev/null)
	[ -r "$data/install.conf" ] || changed=everything
	[ -z "$changed" ] || refused rollback-disk \
		"The earlier overlay is for another disk, boot loader or kernel: $changed in its install.conf is another one." \
		'Compare both profiles. If the older overlay fits this machine, apply it: mkapkovl-host apply FILE.'
	keys=$(cat "$root/root/.ssh/authorized_keys" "$data/authorized_keys"/* 2> /dev/null | key_parts)
	[ -z "$keys" ] || staged_keys | grep -Fqx -e "$keys" || refused rollback-keys \
		'The earlier overlay has none of the ssh keys that this machine accepts now, so you could not log in any more.' \
		'Build an overlay with a key that you have, and apply it.'
}

# staged_keys: the keys of root, and of the users, in the overlay. No link is followed.
staged_keys() {
	{
		staged_text root/.ssh/authorized_keys
		find "$staged/etc/mkapkovl/authorized_keys" -type f -exec cat {} + 2> /dev/null
	} | key_parts
}

# key_parts: of lines of sshd(8), AUTHORIZED_KEYS FILE FORMAT, the keys alone: options and comments may be others.
key_parts() {
	awk '!/^#/ { for (i = 1; i <= NF; i++) if ($i ~ /^AAAA/) { print $i; break } }'
}
