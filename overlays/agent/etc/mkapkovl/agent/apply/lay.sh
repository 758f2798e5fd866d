# shellcheck shell=dash disable=SC2015,SC2034,SC2154
# Writes what the plan says. Each file gets its name only when it is complete, after a backup of what it replaces.
# Sourced.

# lay_all: writes the plan's plain rows, and last the overlay's table, which makes the files this machine's.
lay_all() {
	laid_count=0
	clear_cut_off
	(umask 077 && : > "$run/files")
	while IFS=$tab read -r what group type mode_of owner substance name <&3; do
		[ "$group" = plain ] || continue
		carry_out_row || { refuse "cannot write /$name"; return; }
		laid_count=$((laid_count + 1))
	done 3< "$run/plan"
	# The table leaves out what was not written, so that verify does not miss it.
	while IFS=$tab read -r type mode_of owner substance name <&3; do
		case $type,$name in
			link,*) laid "$name" || continue ;;
		esac
		printf '%s\t%s\t%s\t%s\t%s\n' "$type" "$mode_of" "$owner" "$substance" "$name"
	done 3< "$staged/etc/mkapkovl/files" > "$run/files"
	for name in files build-id; do
		source=$run/files
		[ "$name" = files ] || source=$staged/etc/mkapkovl/$name
		table_mode=$(stat -c %a "$staged/etc/mkapkovl/$name")
		# A run that was cut off may have left the mode that only root can read.
		cmp -s "$source" "$data/$name" && [ "$(stat -c %a "$data/$name")" = "$table_mode" ] && continue
		keep "etc/mkapkovl/$name" && (umask 077 && write_file "$data/$name" < "$source") && chmod "$table_mode" "$data/$name" ||
			{ refuse "cannot write /etc/mkapkovl/$name"; return; }
	done
	sync
	reason="$laid_count changed"
	[ -z "$backup" ] || reason="$reason; replaced files are in ${backup#"$root"}"
	[ "$laid_count" -gt 0 ] || skip ''
}

# clear_cut_off: removes incomplete files of an interrupted run.
clear_cut_off() {
	known | cut -f 5 | sed 's:/*[^/]*$::' | sort -u | while read -r within; do
		rm -f "$root/$within/.mkapkovl-new"
	done
}

carry_out_row() {
	at=$root/$name
	case $what in
		add | change | edited | theirs)
			keep "$name" || return
			case $type in
				directory) [ -d "$at" ] || mkdir -p "$at" && own "$at" ;;
				*) put "$staged/$name" "$at" ;;
			esac
			;;
		mode) own "$at" ;;
		remove) keep "$name" && rm "$at" ;;
		# A folder that holds other files stays.
		rmdir) rmdir "$at" 2> /dev/null || : ;;
		stay) ;;
	esac
}

# put FROM TO: a file or link, completely or not at all, with the mode and owner of the current row.
put() {
	new=${2%/*}/.mkapkovl-new
	mkdir -p "${2%/*}" && rm -f "$new" || return
	if [ "$type" = link ]; then
		ln -s "$substance" "$new"
	else
		cp "$1" "$new" && own "$new" && { sync "$new" 2> /dev/null || sync; }
	fi && take_place "$new" "$2"
}

# take_place NEW NAME: mv would put it into the folder that a link of that name leads to.
take_place() {
	if [ -h "$2" ] && [ -d "$2" ]; then rm "$2"; fi
	mv "$1" "$2"
}

# own PATH: sets the mode and owner of the current row. The owner comes first, because chown clears the setuid bit.
own() {
	{ [ "$(stat -c %u:%g "$1")" = "$owner" ] || chown "$owner" "$1"; } && chmod "$mode_of" "$1"
}

backup=
# keep NAME: backs up what is there, in a folder for each run. Old secrets are not backed up.
keep() {
	case $1 in etc/mkapkovl/secrets/*) return 0 ;; esac
	[ -z "$(cell composed "$1" 1)" ] || return 0
	[ ! -d "$root/$1" ] || [ -h "$root/$1" ] || return 0
	[ -n "$backup" ] || new_backup || return
	# The first version counts.
	[ ! -e "$backup/root/$1" ] && [ ! -h "$backup/root/$1" ] || return 0
	if [ -e "$root/$1" ] || [ -h "$root/$1" ]; then
		mkdir -p "$backup/root/$1" && rmdir "$backup/root/$1" && cp -a "$root/$1" "$backup/copy" &&
			mv "$backup/copy" "$backup/root/$1"
	else
		echo "$1" >> "$backup/added"
	fi
}

# new_backup: named by the time and by the build id of what is replaced.
new_backup() {
	id=$(head -c 12 "$data/build-id" 2> /dev/null)
	backup=$state/backups/$(date -u +%Y%m%d-%H%M%S -d "@$(now)")-${id:-first}
	number=1
	while [ -e "$backup" ]; do
		number=$((number + 1))
		backup=${backup%.*}.$number
	done
	mkdir -p "$backup/root" && chmod 700 "$state/backups" "$backup"
}

# world: adds the missing packages; apk merges them into /etc/apk/world. The bundle of a medium for the new overlay is
# looked for first, and then by converge again.
world() {
	missing=$(world_missing | tr '\n' ' ')
	[ -n "$missing" ] || {
		skip ''
		return
	}
	apk_words=
	# shellcheck disable=SC2086
	{ has_bundle && take_from_bundle $missing; } || apk_words="--update-cache $apk_words"
	# shellcheck disable=SC2086
	attempt apk --no-progress $apk_words --wait 120 add $missing
	added=$?
	release_medium
	sought=
	[ "$added" -eq 0 ] || return
	reason="added $missing"
}

# reread: restarts services that read their files, or their program, only at start. The converge stage restarts libvirtd.
reread() {
	begin_step
	name=$(cat "$data/../hostname")
	if [ "$name" != "$(cat "$proc/sys/kernel/hostname")" ]; then
		if attempt hostname -F "$root/etc/hostname"; then add_change "hostname $name"; else add_failure "$reason"; fi
	fi
	for file in "$root"/etc/ssh/sshd_config "$root"/etc/ssh/sshd_config.d/*.conf; do
		[ "$file" -nt "$root/run/sshd.pid" ] && [ -e "$root/run/sshd.pid" ] || continue
		# A daemon that cannot read its configuration exits, and then no one can log in.
		if attempt sshd -t && attempt rc-service sshd restart; then
			add_change 'sshd restarted'
		else
			add_failure "sshd: $reason"
		fi
		break
	done
	if runs_older_replug; then
		if attempt rc-service mkapkovl-replug restart; then
			add_change 'mkapkovl-replug restarted'
		else
			add_failure "mkapkovl-replug: $reason"
		fi
	fi
	finish_step
}

# runs_older_replug: whether the service that follows USB devices began before its program was changed: it opens its lock
# when it starts.
runs_older_replug() {
	[ -e "$root/etc/init.d/mkapkovl-replug" ] && [ -e "$run/replug.lock" ] || return
	for file in "$root/etc/init.d/mkapkovl-replug" "$data/agent/replug.sh" "$data/agent/common.sh"; do
		[ ! "$file" -nt "$run/replug.lock" ] || return 0
	done
	return 1
}
