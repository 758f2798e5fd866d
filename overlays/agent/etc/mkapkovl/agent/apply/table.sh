# shellcheck shell=dash disable=SC2015,SC2034,SC2154
# Whether an unpacked overlay matches its own table and build id. That shows damage and incomplete changes; it does not
# show who built it, because anybody can compute both. Part of mkapkovl-host itself.

# compare_with_table NAME: compares the unpacked files with the overlay's table, and the table with the build id.
compare_with_table() {
	own=$staged/etc/mkapkovl
	[ -f "$own/files" ] && [ -f "$own/build-id" ] && [ -f "$own/agent/apply.sh" ] ||
		refused apply-without-agent "$1 has no file table, or no agent that could apply it." \
			'Build it with this or a later version of mkapkovl.'
	rows_fit < "$own/files" || refused apply-mismatch "The file table of $1 is not valid." \
		'The overlay was changed or damaged after it was built: build it again.'
	# shellcheck disable=SC2094
	{
		cut -f 1,5 "$own/files"
		printf 'file\tetc/mkapkovl/files\nfile\tetc/mkapkovl/build-id\n'
	} | grep -vxF "$(printf 'file\tetc/mkapkovl/secrets/luks-passphrase')" | sort > "$own/expected"
	(
		cd "$staged" && {
			find . -type f ! -path ./etc/mkapkovl/expected | sed 's:^\./:file\t:'
			find . -type d ! -name . | sed 's:^\./:directory\t:'
			find . -type l | sed 's:^\./:link\t:'
		} | sort | cmp -s - etc/mkapkovl/expected &&
			awk -F '\t' '$1 == "file" && $4 != "-" { print $4 "  " $5 }' etc/mkapkovl/files | sha256sum -c - > /dev/null 2>&1 &&
			awk -F '\t' '$1 == "link" { print $5 "\t" $4 }' etc/mkapkovl/files | while IFS='	' read -r name target; do
				[ "$(readlink "$name")" = "$target" ] || exit
			done && id_fits
	) || refused apply-mismatch "The contents of $1 do not match its file table." \
		'The overlay was changed or damaged after it was built: build it again.'
	rm -f "$own/expected"
}

# rows_fit: whether each row has the form that the build writes. Unprintable characters could control a terminal.
rows_fit() {
	awk -F '\t' '
		NF != 5 || $0 ~ /[^\t -~]/ || $1 !~ /^(file|directory|link)$/ || $2 !~ /^0*[0-7]+$/ ||
			length($2) > 5 || $3 !~ /^[0-9]+:[0-9]+$/ || ($1 == "file" && $4 !~ /^(-|[0-9a-f]+)$/) ||
			$4 == "" || $5 == "" { bad = 1 }
		END { exit bad || NR == 0 }'
}

# id_fits: whether the build id is the digest of these lines. For a secret it covers the reference, which is not in the
# overlay, so then only its form is checked.
id_fits() {
	read -r id < etc/mkapkovl/build-id
	! awk -F '\t' '$1 == "file" && $4 == "-" { found = 1 } END { exit !found }' etc/mkapkovl/files || {
		[ "${#id}" -eq 64 ]
		return
	}
	# A table with the digest of a file that holds a secret can be read by root alone.
	mode_of_table=$(stat -c %a etc/mkapkovl/files)
	lines=$({
		cat etc/mkapkovl/files
		printf 'file\t0%s\t0:0\t%s\tetc/mkapkovl/files\n' "$mode_of_table" "$(sha256sum < etc/mkapkovl/files | cut -d ' ' -f 1)"
	} | sort -t '	' -k 5,5 | awk -F '\t' -v OFS='\t' '{
		sub(/^0+/, "", $2); sub(":", "\t", $3)
		print $1, $2 == "" ? 0 : $2, $3, $5, $1 == "directory" ? "" : $4
	}')
	[ "$(printf '%s' "$lines" | sha256sum | cut -d ' ' -f 1)" = "$id" ]
}
