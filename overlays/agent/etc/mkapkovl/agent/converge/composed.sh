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
	# A file may be on a file system that is still to come.
	[ -n "${at_start:-}" ] || former_composed
	finish_step
}

# put_together: the file of the current row, unless it is right.
put_together() {
	at=$root/$path
	for piece in $(pieces_of_row); do
		[ -r "$data/$piece" ] || { add_failure "/$path: the overlay contains no $piece"; return; }
	done
	[ ! -d "$at" ] || [ -h "$at" ] || { add_failure "/$path is a folder"; return; }
	only_roots "${at%/*}" || { add_failure "/$path: $reason_of_folder"; return; }
	if is_composed; then
		record_ours
		return
	fi
	new=${at%/*}/.mkapkovl-secret
	if mkdir -p "${at%/*}" && keep_foreign && join_to "$new" && chown -h "$owner" "$new" && chmod "$mode" "$new" &&
		{ sync "$new" 2> /dev/null || sync; } && take_name "$new" "$at"; then
		add_change "/$path"
		record_ours
	else
		rm -f "$new"
		add_failure "/$path cannot be written: is its file system full or read-only?"
	fi
}

# only_roots FOLDER: whether the folder and all above it, where they are there, belong to root. Another user could put a
# link in the place of one, and root would write where it leads.
only_roots() {
	each_folder=$1
	while [ "$each_folder" != "$root" ]; do
		for whose in $(stat -c %u "$each_folder" 2> /dev/null) $(stat -L -c %u "$each_folder" 2> /dev/null); do
			case $whose in 0 | "$(id -u)") continue ;; esac
			reason_of_folder="${each_folder#"$root"} belongs to user $whose, not to root"
			return 1
		done
		each_folder=${each_folder%/*}
	done
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
	[ -f "$root/$path" ] && [ ! -h "$root/$path" ] && joined | cmp -s - "$root/$path" || return
	[ "$((0$(stat -c %a "$root/$path")))" -eq "$((0$mode))" ] && [ "$(stat -c %u:%g "$root/$path")" = "$owner" ]
}

# all_composed: whether every row's file is as it should be.
all_composed() {
	while IFS=$tab read -r path mode owner pieces <&3; do
		[ -z "$path" ] || is_composed || return
	done 3<<- END
		$(rows composed)
	END
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

# keep_foreign: a file that somebody else made is kept.
keep_foreign() {
	[ ! -e "$(record_of_row)" ] && [ -f "$at" ] && [ ! -h "$at" ] && ! joined | cmp -s - "$at" || return 0
	kept=$state/backups/composed/$path
	(umask 077 && mkdir -p "${kept%/*}") && chmod 700 "$state/backups" && cp -p "$at" "$kept"
}

record_of_row() {
	echo "$state/composed/$(printf '%s' "$path" | sha256sum | cut -c 1-16)"
}

# record_ours: the file came with the profile, and is removed with it.
record_ours() {
	ours=$(record_of_row)
	[ -e "$ours" ] || { echo "$path" | write_file "$ours"; } 2> /dev/null ||
		add_failure "/$path is in place, but cannot be recorded: is /var full?"
}

# former_composed: removes those that came with the profile and are no longer in it.
former_composed() {
	for each in "$state/composed"/*; do
		[ -f "$each" ] || continue
		read -r former < "$each"
		[ -z "$(cell composed "$former" 1)" ] || continue
		# Its file system may be missing.
		[ -d "$root/${former%/*}" ] || continue
		# A plain file of the overlay has taken its place.
		if [ -f "$root/$former" ] && ! rows files | cut -f 5 | grep -qxF -- "$former"; then
			rm -f "$root/$former" || { add_failure "/$former, which is no longer in the profile, cannot be removed"; continue; }
			add_change "/$former removed"
		fi
		rm -f "$each"
	done
}
