# shellcheck shell=dash disable=SC2154
# File systems of the profile: lines of /etc/fstab, once, and mounted. Nothing is ever formatted. Sourced, never run.

# shellcheck source=/dev/null
. "$agent/converge/filled.sh"

mounts() {
	{ rows fstab; rows filled; } | grep -q . || [ -s "$state/fstab" ] || {
		skip ''
		return
	}
	begin_step
	fstab_lines
	for folder in $(rows fstab | awk '{ print $2 }' | sort); do
		item mount "$folder" mounted "$folder"
	done
	filled_mounted
	finish_step
}

# fstab_lines: adds the profile's lines to /etc/fstab and removes those that are no longer in the profile. Another line
# for the same folder is left alone.
fstab_lines() {
	fstab=$root/etc/fstab
	[ -f "$fstab" ] || : > "$fstab"
	[ -f "$state/fstab" ] || mkdir -p "$state"
	touch "$state/fstab"
	rows fstab > "$state/fstab.wanted"
	awk -v now="$fstab" '
		{ $1 = $1 }
		FILENAME != now { if (!/^#/ && NF) { if (FILENAME ~ /wanted$/) wanted[$0] = $2; else ours[$0] = 1 } next }
		/^#/ || !NF { next }
		$0 in wanted { next }
		$0 in ours { next }
		{ for (line in wanted) if (wanted[line] == $2) print $2 }
	' "$state/fstab" "$state/fstab.wanted" "$fstab" > "$state/fstab.foreign"
	while read -r folder; do
		add_failure "/etc/fstab has another line for $folder, which is left alone"
	done < "$state/fstab.foreign"
	awk -v now="$fstab" '
		FILENAME == now {
			line = $0; $1 = $1
			if ($0 in wanted) { if (there[$0]++) next } else if ($0 in ours) next
			print line
			next
		}
		{ raw = $0; $1 = $1 }
		FILENAME ~ /wanted$/ { if (NF) { wanted[$0] = raw; folder[$0] = $2; order[++count] = $0 } next }
		FILENAME ~ /foreign$/ { foreign[$0] = 1; next }
		{ ours[$0] = 1 }
		END {
			for (i = 1; i <= count; i++)
				if (!(order[i] in there) && !(folder[order[i]] in foreign)) print wanted[order[i]]
		}
	' "$state/fstab" "$state/fstab.wanted" "$state/fstab.foreign" "$fstab" > "$state/fstab.next"
	if ! cmp -s "$state/fstab.next" "$fstab"; then
		write_file "$fstab" < "$state/fstab.next"
		add_change '/etc/fstab'
	fi
	mv "$state/fstab.wanted" "$state/fstab"
	rm -f "$state/fstab.next" "$state/fstab.foreign"
}

# is_mounted FOLDER
is_mounted() {
	awk -v folder="$1" '$2 == folder { found = 1 } END { exit !found }' "$proc/mounts"
}

# mounted FOLDER: mounts it, unless its options say noauto.
mounted() {
	options=,$(rows fstab | awk -v folder="$1" '$2 == folder { print $4; exit }'),
	case $options in *,noauto,*) return ;; esac
	is_mounted "$1" && return
	mkdir -p "$root$1"
	if attempt mount "$1"; then
		add_change "$1 mounted"
	else
		case $options in *,nofail,*) return ;; esac
		add_failure "cannot mount $1: $reason"
	fi
}
