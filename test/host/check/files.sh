# shellcheck shell=sh disable=SC2154
# What the build says: rows of kind, mode, owner, digest or target, and path.

check_file() {
	kind=$1 mode=$2 owner=$3 substance=$4 path=$ROOT/$5
	if [ "$kind" = link ]; then
		equal "$path" "$(readlink "$path")" "$substance"
		return
	fi
	if [ "$kind" = directory ]; then [ -d "$path" ]; else [ -f "$path" ]; fi || { fail "$path is missing"; return; }
	if grep -q " $path " /proc/mounts; then
		note "$path has something mounted on it"
		return
	fi
	found=$(stat -c '%a %u:%g' "$path")
	if [ "$found" != "$mode $owner" ]; then
		fail "$path is $found, not $mode $owner"
	elif [ "$kind" = file ] && [ "$(sha256sum < "$path" | cut -d ' ' -f 1)" != "$substance" ]; then
		fail "$path is not what was built"
	else
		ok "$path $mode $owner"
	fi
}

check_build() {
	if ! command -v expectations > /dev/null; then
		note "no expectations given: files are taken as they are"
		return
	fi
	expectations > "$work/expectations"
	while IFS="$tab" read -r kind mode owner substance path; do
		case $kind in
		file | link | directory | secret) check_file "$kind" "$mode" "$owner" "$substance" "$path" ;;
		# apk sorts and rewrites the file, and an installer adds to it.
		world) check "/etc/apk/world names $path" grep -qxF "$path" "$ROOT/etc/apk/world" ;;
		esac
	done < "$work/expectations"
}
