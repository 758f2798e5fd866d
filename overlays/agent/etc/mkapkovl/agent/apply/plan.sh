# shellcheck shell=dash disable=SC2034,SC2154
# What an overlay changes on this machine. Reads only. Sourced, never run.

# laid NAME: whether apply writes it. Accounts belong to the machine, world is merged, the converge stage writes fstab; an
# installed system neither installs nor loads modules from a medium.
laid() {
	case $1 in
		etc/.default_boot_services | etc/apk/world | etc/passwd* | etc/shadow* | etc/group* | etc/gshadow*) return 1 ;;
		etc/mkapkovl/secrets/luks-passphrase) return 1 ;;
		etc/runlevels/*/mkapkovl-install | etc/runlevels/*/modloop | etc/fstab) [ "$mode" = diskless ] ;;
	esac
}

# group_of NAME: files that can break the network are changed last and together.
group_of() {
	case $1 in
		etc/network/?* | etc/mactab | etc/resolv.conf | etc/udhcpc/?* | etc/conf.d/networking | etc/init.d/mkapkovl-cards) echo network ;;
		etc/runlevels/*/networking | etc/runlevels/*/mkapkovl-cards) echo network ;;
		*) echo plain ;;
	esac
}

# plan: what, group, type, mode, owner, substance, path. What is one of add, change (ours), edited (ours, changed here),
# theirs (not ours, replaced), mode, blocked; and for what the overlay no longer has: remove, stay (changed here), rmdir.
plan() {
	while IFS=$tab read -r type mode_of owner substance name <&3; do
		laid "$name" || continue
		what=$(what_about)
		[ -z "$what" ] || printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\n' "$what" "$(group_of "$name")" "$type" "$mode_of" "$owner" \
			"$substance" "$name"
	done 3< "$staged/etc/mkapkovl/files"
	# What the converge stage puts together is still a file of the overlay.
	{
		cat "$staged/etc/mkapkovl/files"
		awk -F '\t' -v OFS='\t' '{ print "-", "-", "-", "-", $1 }' "$staged/etc/mkapkovl/composed" 2> /dev/null
	} > "$run/all-new"
	known | awk -F '\t' 'NR == FNR { new[$5]; next } !($5 in new) && !seen[$5]++' "$run/all-new" - |
		sort -r -t "$tab" -k 5,5 > "$run/gone"
	while IFS=$tab read -r type mode_of owner substance name <&3; do
		laid "$name" || continue
		what=$(what_about_old)
		[ -z "$what" ] || printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\n' "$what" "$(group_of "$name")" "$type" "$mode_of" "$owner" \
			"$substance" "$name"
	done 3< "$run/gone"
}

# known: the rows of all overlays whose files may be on this machine.
known() {
	cat "$data/files" "$bases" 2> /dev/null
}

# what_about: what the current row of the new overlay changes.
what_about() {
	at=$root/$name
	case $type in
		directory)
			[ -d "$at" ] && return
			if [ -e "$at" ] || [ -h "$at" ]; then echo blocked; else echo add; fi
			;;
		link)
			if [ -h "$at" ]; then
				[ "$(readlink "$at")" = "$substance" ] || whose "$(readlink "$at")"
			elif [ -d "$at" ]; then
				echo blocked
			elif [ -e "$at" ]; then
				whose -
			else
				echo add
			fi
			;;
		file)
			if [ -h "$at" ]; then
				whose -
			elif [ -d "$at" ]; then
				echo blocked
			elif [ ! -e "$at" ]; then
				echo add
			elif ! cmp -s "$at" "$staged/$name"; then
				whose "$(digest "$at")"
			elif [ "$(stat -c '%a %u:%g' "$at")" != "${mode_of#0} $owner" ]; then
				echo mode
			fi
			;;
	esac
}

# whose SUBSTANCE: whether the file there came from an overlay, was changed since, or was never ours.
whose() {
	known | awk -F '\t' -v name="$name" -v substance="$1" '
		$5 == name { listed = 1; if ($4 == substance || $4 == "-") same = 1 }
		END { print same ? "change" : listed ? "edited" : "theirs" }'
}

# what_about_old: what to do with a row that only older overlays have. Secrets have no digest, so they are removed.
what_about_old() {
	at=$root/$name
	case $type in
		directory)
			if [ -d "$at" ] && [ ! -h "$at" ]; then echo rmdir; fi
			return
			;;
		link)
			[ -h "$at" ] || return
			found=$(readlink "$at")
			;;
		file)
			[ -f "$at" ] && [ ! -h "$at" ] || return
			found=$(digest "$at")
			;;
	esac
	case $(whose "$found") in
		change) echo remove ;;
		*) [ ! -e "$data/files" ] || echo stay ;;
	esac
}
