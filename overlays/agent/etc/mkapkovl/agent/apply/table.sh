# shellcheck shell=dash disable=SC2015,SC2034,SC2154
# Whether an unpacked overlay is what its own table and build id say. That shows damage and half-done changes; it does not
# show who built it, because anybody can compute both. Part of mkapkovl-host itself.

# compare_with_table NAME: the overlay's own table against what was unpacked, and the build id against the table.
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

# rows_fit: whether each row is of the form that the build writes. What is not printable could be a command to a terminal.
rows_fit() {
	awk -F '\t' '
		NF != 5 || $0 ~ /[^\t -~]/ || $1 !~ /^(file|directory|link)$/ || $2 !~ /^0*[0-7]+$/ ||
			length($2) > 5 || $3 !~ /^[0-9]+:[0-9]+$/ || ($1 == "file" && $4 !~ /^(-|[0-9a-f]+)$/) ||
			$4 == "" || $5 == "" { bad = 1 }
		END { exit bad || NR == 0 }'
}

# id_fits: the build id is the digest of these lines. Of a secret it takes the reference, which no overlay holds.
id_fits() {
	read -r id < etc/mkapkovl/build-id
	! awk -F '\t' '$1 == "file" && $4 == "-" { found = 1 } END { exit !found }' etc/mkapkovl/files || {
		[ "${#id}" -eq 64 ]
		return
	}
	lines=$({
		cat etc/mkapkovl/files
		printf 'file\t0644\t0:0\t%s\tetc/mkapkovl/files\n' "$(sha256sum < etc/mkapkovl/files | cut -d ' ' -f 1)"
	} | sort -t '	' -k 5,5 | awk -F '\t' -v OFS='\t' '{
		sub(/^0+/, "", $2); sub(":", "\t", $3)
		print $1, $2 == "" ? 0 : $2, $3, $5, $1 == "directory" ? "" : $4
	}')
	[ "$(printf '%s' "$lines" | sha256sum | cut -d ' ' -f 1)" = "$id" ]
}
