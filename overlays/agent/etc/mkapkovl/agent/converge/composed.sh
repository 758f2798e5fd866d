# shellcheck shell=dash disable=SC2154
# Files with secrets in them, which the overlay has in pieces: joined here, where no one else can read the result. Each
# is complete, or is what it was before. Sourced, never run.

composed() {
	rows composed | grep -q . || [ -d "$state/composed" ] || {
		skip ''
		return
	}
	begin_step
	while IFS=$tab read -r path mode owner pieces <&3; do
		[ -n "$path" ] || continue
		# When the machine starts, file systems of the network are still to come.
		[ -z "${at_start:-}" ] || needs file "/$path" || continue
		item file "/$path" put_together
	done 3<<- END
		$(rows composed)
	END
	former_composed
	finish_step
}

# put_together: the file of the current row, unless it is right.
put_together() {
	at=$root/$path
	for piece in $(pieces_of_row); do
		[ -r "$data/$piece" ] || { add_failure "/$path: the overlay contains no $piece"; return; }
	done
	[ ! -d "$at" ] || [ -h "$at" ] || { add_failure "/$path is a folder"; return; }
	! is_composed || return 0
	new=${at%/*}/.mkapkovl-secret
	if mkdir -p "${at%/*}" && keep_foreign && join_to "$new" && chown "$owner" "$new" && chmod "$mode" "$new" &&
		{ sync "$new" 2> /dev/null || sync; } && take_name "$new" "$at"; then
		add_change "/$path"
	else
		rm -f "$new"
		add_failure "/$path cannot be written: is its file system full or read-only?"
	fi
}

pieces_of_row() {
	echo "$pieces" | tr ',' ' '
}

joined() {
	for piece in $(pieces_of_row); do
		cat "$data/$piece" || return
	done
}

# is_composed: whether the file is as it should be; others may have widened its mode.
is_composed() {
	[ -f "$root/$path" ] && [ ! -h "$root/$path" ] && joined | cmp -s - "$root/$path" &&
		[ "$(stat -c '%a %u:%g' "$root/$path")" = "${mode#0} $owner" ]
}

# join_to FILE: a new file, and nothing that a link of this name leads to.
join_to() {
	rm -f "$1" && (umask 077 && set -C && joined > "$1") 2> /dev/null
}

# take_name NEW NAME: mv would put it into the folder that a link of that name leads to.
take_name() {
	if [ -h "$2" ]; then rm "$2"; fi
	mv "$1" "$2"
}

# keep_foreign: records that the file is ours from now on; one that somebody else made is kept.
keep_foreign() {
	ours=$state/composed/$(printf '%s' "$path" | sha256sum | cut -c 1-16)
	[ ! -e "$ours" ] || return 0
	if [ -f "$at" ] && [ ! -h "$at" ] && ! joined | cmp -s - "$at"; then
		kept=$state/backups/composed/$path
		(umask 077 && mkdir -p "${kept%/*}") && chmod 700 "$state/backups" && cp -p "$at" "$kept" || return
	fi
	echo "$path" | write_file "$ours"
}

# former_composed: removes those that came with the profile and are no longer in it.
former_composed() {
	for each in "$state/composed"/*; do
		[ -f "$each" ] || continue
		read -r former < "$each"
		[ -z "$(cell composed "$former" 1)" ] || continue
		# A plain file of the overlay has taken its place.
		if [ -f "$root/$former" ] && ! rows files | cut -f 5 | grep -qxF "$former"; then
			rm -f "$root/$former" || { add_failure "/$former, which is no longer in the profile, cannot be removed"; continue; }
			add_change "/$former removed"
		fi
		rm -f "$each"
	done
}
