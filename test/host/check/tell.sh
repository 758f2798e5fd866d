# shellcheck shell=sh disable=SC2034
# How things are told, and remembered when they fail.

tab=$(printf '\t')
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
: > "$work/failed"

ok() { echo "ok    $*"; }
note() { echo "note  $*"; }
fail() {
	echo "FAIL  $*"
	echo "$*" >> "$work/failed"
}

# check "what is promised" command…: what the command prints is shown when it fails.
check() {
	promise=$1
	shift
	if "$@" > "$work/output" 2>&1; then ok "$promise"; else fail "$promise: $(head -c 300 "$work/output" | tr '\n' ' ')"; fi
}

# equal "what" FOUND EXPECTED
equal() { if [ "$2" = "$3" ]; then ok "$1 is $3"; else fail "$1 is ${2:-missing}, not $3"; fi; }

# within SECONDS command…: tries until it succeeds.
within() {
	left=$1
	shift
	until "$@"; do
		left=$((left - 1))
		[ "$left" -gt 0 ] || return 1
		sleep 1
	done
}

# has_line TEXT FILE: the words of TEXT are a line of the file, whatever the blanks between them.
has_line() { awk '{ $1 = $1; if ($0 == want) found = 1 } END { exit !found }' want="$1" "$2"; }

lines_of() { if [ -e "$1" ]; then cat "$1"; fi; }

in_words() { case " $2 " in *" $1 "*) return 0 ;; esac; return 1; }
