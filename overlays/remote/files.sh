# shellcheck shell=dash
# Prints what this host has of some files: a table, and an archive with the contents. `mkapkovl diff` sends it over ssh, and
# behind it a call of `answer` with the wanted paths on standard input. Reads only; changes nothing.

LC_ALL=C
export LC_ALL
tab=$(printf '\t')
# Longer files are compared by their digest.
longest=524288

# answer: rows of how TAB path. How is content, or digest for a secret, whose content stays on this host.
answer() {
	cd "${MKAPKOVL_ROOT:-/}" || return
	wanted=$({
		cat
		of_table
		of_runlevels
	} | each_once)
	echo 'mkapkovl host files 1'
	found=$(printf '%s\n' "$wanted" | cut -f 2 | sed 's:^:./:' | tr '\n' '\0' |
		xargs -0 stat -c "there$tab%f$tab%u$tab%g$tab%s$tab%n" 2> /dev/null)
	printf '%s\n' "$found"
	rows=$(printf '%s\n%s\n' "$found" "$wanted" | mark_long | while IFS=$tab read -r how name; do describe "$how" "./$name"; done)
	printf '%s\nend of table\n' "$rows"
	contents=$(printf '%s\n' "$rows" | sed -n "s/^content$tab//p")
	[ -z "$contents" ] || archive
	printf '\nmkapkovl end\n'
}

# archive: of the contents. Not every build of busybox' tar reads names from a file.
archive() (
	set -f
	IFS='
'
	# shellcheck disable=SC2086
	tar -c -f - $contents
)

# of_table: the files that the last overlay of this host brought, and names of those that it joined from secrets.
of_table() {
	[ ! -r etc/mkapkovl/files ] ||
		awk -F "$tab" -v OFS="$tab" 'NF == 5 { print ($1 == "file" && $4 == "-" ? "digest" : "content"), $5 }' etc/mkapkovl/files
	[ ! -r etc/mkapkovl/composed ] || awk -F "$tab" -v OFS="$tab" '{ print "secret", $1 }' etc/mkapkovl/composed
}

of_runlevels() {
	for link in etc/runlevels/*/*; do
		[ ! -h "$link" ] || printf 'content\t%s\n' "$link"
	done
}

# each_once: a path that one row calls a secret is one in all. A row "secret" does not ask for its path.
each_once() {
	awk -F "$tab" -v OFS="$tab" '
		NF != 2 || $2 == "" { next }
		$1 != "content" { digest[$2] }
		$1 != "secret" && !seen[$2]++ { path[++count] = $2 }
		END { for (i = 1; i <= count; i++) print path[i] in digest ? "digest" : "content", path[i] }'
}

# mark_long: the wanted rows, behind those that stat printed.
mark_long() {
	awk -F "$tab" -v OFS="$tab" -v longest="$longest" '
		$1 == "there" { if ($5 > longest) long[$6]; next }
		NF == 2 { print $1 == "content" && ("./" $2) in long ? "long" : $1, $2 }'
}

# describe HOW PATH: what stat does not say. What is not there has no row; hidden is what may be there.
describe() {
	if [ -h "$2" ]; then
		printf 'link\t%s\t%s\n' "$2" "$(printf '%s' "$(readlink "$2")" | tr '\n\t' '  ')"
	elif [ -f "$2" ] && [ ! -r "$2" ]; then
		printf 'unread\t%s\n' "$2"
	elif [ -f "$2" ] && [ "$1" = content ]; then
		printf 'content\t%s\n' "$2"
	elif [ -f "$2" ]; then
		printf '%s\t%s\t%s\n' "$1" "$2" "$(sha256sum < "$2" | cut -d ' ' -f 1)"
	elif [ ! -e "$2" ] && is_hidden "$2"; then
		printf 'hidden\t%s\n' "$2"
	fi
}

# is_hidden PATH: whether a folder above, which this user may not enter, could hold it.
is_hidden() {
	above=${1%/*}
	until [ -d "$above" ] || [ "$above" = . ]; do
		above=${above%/*}
	done
	[ ! -x "$above" ]
}
