# shellcheck shell=dash disable=SC2015,SC2016,SC2034,SC2154
# Secrets of the installation: the LUKS passphrase and prompted passwords. They stay in variables of this process and go
# through pipes; nothing is exported, and no command line or file holds them. Sourced after common.sh.

# Where answers are typed; tests give a file.
keyboard=${MKAPKOVL_CONSOLE:-$dev/console}

# ask_twice WHAT: sets `answer` to what was typed twice on the console.
ask_twice() {
	answer='' again=''
	(: < "$keyboard") 2> /dev/null || { refuse "there is no console to type it on"; return; }
	exec 3< "$keyboard"
	stty -echo <&3 2> /dev/null
	answered=no
	while [ "$answered" = no ]; do
		say "$1, please (nothing is shown):"
		IFS= read -r answer <&3 || { answered=never; continue; }
		say "Once more:"
		IFS= read -r again <&3 || { answered=never; continue; }
		if [ -z "$answer" ]; then
			say "It must not be empty."
		elif [ "$answer" != "$again" ]; then
			say "The two entries differ."
		else
			answered=yes
		fi
	done
	again=''
	stty echo <&3 2> /dev/null
	exec 3<&-
	[ "$answered" = yes ] || { answer=''; refuse "no one answered on the console"; }
}

# get_passphrase: sets `passphrase`, or leaves it empty if the profile wants no encryption.
get_passphrase() {
	passphrase=''
	case "$(setting install.conf PASSPHRASE)" in
		none) return 0 ;;
		prompt) ask_twice "The passphrase of $disk" && passphrase=$answer && answer='' ;;
		medium) from_medium "$(setting install.conf PASSPHRASE_MEDIUM)" ;;
		file) stash_passphrase && one_line "$run/luks-passphrase" ;;
		*) refuse "/etc/mkapkovl/install.conf does not say where the passphrase comes from" ;;
	esac
}

# stash_passphrase: takes the overlay's passphrase out of /etc, which setup-disk copies to the target.
stash_passphrase() {
	if [ -e "$data/secrets/luks-passphrase" ]; then
		mkdir -p "$run" && chmod 700 "$run" && mv "$data/secrets/luks-passphrase" "$run/luks-passphrase" ||
			refuse "cannot move the passphrase out of /etc"
	fi
}

# one_line FILE: sets `passphrase` to the only line of a file. It is typed at the next boot, so it must be one line.
one_line() {
	[ -s "$1" ] || { refuse "the passphrase file is missing or empty"; return; }
	if [ "$(tr -d '\000-\011\013-\037\177' < "$1" | wc -c)" != "$(wc -c < "$1")" ] || [ "$(wc -l < "$1")" -gt 1 ]; then
		refuse "the passphrase file must hold exactly one line of text"
		return
	fi
	IFS= read -r passphrase < "$1"
	[ -n "$passphrase" ] || refuse "the passphrase is empty"
}

# from_medium LABEL:PATH: reads the passphrase from a file of a plugged-in medium, which is not written to.
from_medium() {
	medium_label=${1%%:*}
	found=$(blkid 2> /dev/null | sed -n "s/^\([^:]*\):.* LABEL=\"$(printf '%s' "$medium_label" | sed 's/\./\\./g')\".*/\1/p")
	case "$found" in
		'') refuse "no medium has the label $medium_label"; return ;;
		*"
"*) refuse "more than one medium has the label $medium_label"; return ;;
		"/dev/$disk" | "/dev/$disk"[0-9]* | "/dev/$disk"p[0-9]*) refuse "the passphrase is on the installation disk: put it on another medium"; return ;;
	esac
	place=$(awk -v node="$found" '{ for (i = 7; i < NF && $i != "-"; i++); if ($(i + 2) == node) { print $5; exit } }' \
		"$proc/self/mountinfo")
	if [ -n "$place" ]; then
		one_line "$root$place/${1#*:}"
		return
	fi
	options=ro
	# A read-only mount of ext3 or ext4 still replays the journal, which writes.
	case "$(blkid "$found")" in *TYPE=\"ext[34]\"*) options=ro,noload ;; esac
	mkdir -p "$run/medium"
	mount -o "$options" "$found" "$run/medium" || { refuse "cannot mount the medium $medium_label"; return; }
	one_line "$run/medium/${1#*:}"
	taken=$?
	umount "$run/medium"
	return "$taken"
}

# get_passwords: asks for the passwords of accounts with `prompt`. `hashes` gets one line name:hash each.
get_passwords() {
	hashes=''
	for account in $(rows users | awk -F "$tab" '$2 == "prompt" { print $1 }'); do
		ask_twice "The password of $account" || return
		hash=$(printf '%s\n' "$answer" | cryptpw -m sha512 -P 0)
		answer=''
		case "$hash" in '$6$'*) ;; *) refuse "cannot hash the password of $account"; return ;; esac
		hashes="$hashes$account:$hash
"
		# So that root can log in here too if the installation stops.
		[ "$account" != root ] || printf 'root:%s\n' "$hash" | chpasswd -e > /dev/null 2>&1
	done
}
