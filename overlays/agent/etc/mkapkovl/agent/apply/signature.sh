# shellcheck shell=dash disable=SC2015,SC2034,SC2154
# Whether an overlay is signed by one of this machine's signers, for this machine, and no older than the last one. Part of
# mkapkovl-host itself, so that nothing of an overlay has a say in it. Without /etc/mkapkovl/allowed_signers nothing is
# checked.
#
# "SERIAL BUILD-ID" of the last overlay that was applied completely is below /etc, which lbu commit keeps on a system that
# runs from memory. "SERIAL BUILD-ID SHA256 [complete]" of an overlay that is being applied lets the same bytes complete
# what was interrupted, when the new signers are already there. Without a serial number SERIAL is "-".

signers=$data/allowed_signers
applied=$data/applied
accepted=$state/apply/accepted

has_signers() {
	[ -e "$signers" ] || [ -h "$signers" ]
}

# signature_beside FILE: where the build puts the signature of an overlay.
signature_beside() {
	case ${1##*/} in
		-) ;;
		*.apkovl.tar.gz*) echo "${1%.apkovl.tar.gz*}.sig" ;;
		*) echo "$1.sig" ;;
	esac
}

# verify_signature NAME: refuses an overlay by its bytes alone, before anything reads them as an archive.
verify_signature() {
	signed_by=
	sha256=$(digest "$overlay")
	has_signers && ! was_accepted || return 0
	command -v ssh-keygen > /dev/null ||
		refused apply-no-ssh-keygen 'This machine accepts signed overlays only, and ssh-keygen is not installed.' \
			'Run: apk add openssh-keygen'
	[ -n "$signature" ] || signature=$(signature_beside "$1")
	{ [ -f "$signature" ] && cat "$signature" > "$memory/overlay.sig"; } 2> /dev/null ||
		refused apply-unsigned "This machine accepts signed overlays only, and ${signature:-a signature} cannot be read." \
			'Build with --sign KEY, and copy HOST.sig next to the overlay; for standard input, name it with --signature FILE.'
	said=$(ssh-keygen -Y verify -f "$signers" -I "$(cat "$proc/sys/kernel/hostname")" -n mkapkovl-overlay \
		-s "$memory/overlay.sig" < "$overlay" 2> /dev/null) ||
		refused apply-signature "$signature is not a signature of $1 by a signer of this machine." \
			'Copy both files again, or sign with a key in /etc/mkapkovl/allowed_signers. If neither helps, find out where the overlay comes from.'
	signed_by=${said##* }
}

# was_accepted: whether these bytes are those that an earlier run was allowed to apply.
was_accepted() {
	[ -s "$accepted" ] && read -r _ _ before _ < "$accepted" && [ "$before" = "$sha256" ]
}

# verify_statement: reads host name and serial number out of the archive, before it is unpacked.
verify_statement() {
	serial=$(member etc/mkapkovl/serial)
	build=$(member etc/mkapkovl/build-id)
	if has_signers && ! was_accepted; then
		name=$(member etc/hostname)
		is_this_host "$name" || refuse_other_host "$name"
		is_serial "$serial" ||
			refused apply-no-serial 'The overlay has no serial number.' 'Build with --sign KEY --serial N.'
		[ -n "$allow_older" ] || verify_serial
	fi
	is_serial "$serial" || serial=-
}

# member NAME: the text of a small file of the archive.
member() {
	contents | tar -xzOf - "$1" 2> /dev/null | head -c 100
}

is_serial() {
	case $1 in '' | 0* | *[!0-9]* | ?????????????*) return 1 ;; esac
}

# verify_serial: refuses an overlay that is older than the last one. An unreadable record refuses, too.
verify_serial() {
	read -r last last_build <<- END
		$(last_applied)
	END
	{ [ "$last" = 0 ] || is_serial "$last"; } && [ "$serial" -ge "$last" ] ||
		refused apply-older "The overlay has serial number $serial, but this machine has already applied ${last:-an unknown one}." \
			'Apply the newest overlay. To go back on purpose, add --allow-older.'
	[ "$serial" -gt "$last" ] || [ "$build" = "$last_build" ] ||
		refused apply-same-serial "Another overlay with serial number $serial has already been applied." \
			'Build with a higher serial number. To apply this one on purpose, add --allow-older.'
}

# last_applied: without a record this machine was installed from its overlay, whose own number counts.
last_applied() {
	if [ -e "$applied" ]; then
		cat "$applied"
	else
		echo "$(cat "$data/serial" 2> /dev/null || echo 0) $(cat "$data/build-id" 2> /dev/null)"
	fi
}

# say_signature: one line for people.
say_signature() {
	[ "$format" = text ] || return 0
	if [ -n "$signed_by" ]; then
		echo "Signature: valid, by the key $signed_by; serial number $serial."
	elif has_signers; then
		echo 'Signature: verified before, when this overlay began to be applied.'
	else
		echo 'Signature: not checked, because this machine has no signers (signing.allowed_signers).'
	fi
}

# begin_accepted: records before the first change what may be completed, and what was applied before it.
begin_accepted() {
	{
		[ -e "$applied" ] || [ ! -e "$data/serial" ] || last_applied | write_record "$applied"
	} && echo "$serial $build $sha256" | write_record "$accepted" ||
		refused apply-unwritable "Cannot write ${accepted%/*} or ${applied%/*}." \
			'Check that their file systems are writable and not full.'
}

# The digest of an overlay with secrets helps to try them out.
write_record() (
	umask 077
	write_file "$1"
)

# end_accepted: after apply or confirm has succeeded. A network that may still be restored leaves it to confirm.
end_accepted() {
	[ -s "$accepted" ] && read -r serial build sha256 complete < "$accepted" || return 0
	# What restores the old network holds this lock until that is recorded.
	lock_file "$run/network.lock"
	exec 7> "$run/network.lock"
	flock 7
	if [ "$verb" = apply ] && [ -d "$pending" ]; then
		echo "$serial $build $sha256 complete" | write_record "$accepted"
		return
	fi
	if [ "$verb" = apply ] && [ -e "$run/network.result" ] && [ "$(cat "$run/network.result")" != up ]; then return; fi
	[ "$verb" = apply ] || [ "$complete" = complete ] || return 0
	if [ "$serial" = - ]; then
		rm -f "$applied"
	else
		echo "$serial $build" | write_record "$applied"
	fi && rotate_kept "$sha256" && rm -f "$accepted"
}
