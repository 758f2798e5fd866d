# shellcheck shell=dash disable=SC2154
# The CD images that cloud-init reads in guests: the overlay's with the secrets filled in, where QEMU may read them.
# libvirtd gives them to QEMU's user when a guest starts (qemu.conf, dynamic_ownership). Sourced, never run.

seeds_folder=$root/var/lib/libvirt/seeds

has_seeds() {
	[ -d "$data/libvirt/seeds" ] || [ -d "$seeds_folder" ]
}

# seeds: a running guest keeps its old one, and gets the new one at its next start.
seeds() {
	needs step seeds || return
	begin_step
	for each in "$data/libvirt/seeds"/*.iso; do
		[ -f "$each" ] || continue
		each=${each##*/}
		item seed "${each%.iso}" seed "$each"
	done
	for each in "$seeds_folder"/*.iso; do
		[ -f "$each" ] || continue
		[ ! -f "$data/libvirt/seeds/${each##*/}" ] || continue
		rm -f "$each"
		add_change "$each removed"
	done
	finish_step
}

# seed GUEST.iso
seed() {
	mkdir -p "$seeds_folder"
	if ! compose "${1%.iso}" "$seeds_folder/.new"; then
		add_failure "$1: $reason"
	elif ! is_seed "$1" "$seeds_folder/.new"; then
		sync "$seeds_folder/.new" 2> /dev/null || sync
		mv "$seeds_folder/.new" "$seeds_folder/$1"
		add_change "$1"
	fi
	rm -f "$seeds_folder/.new"
}

# is_seed GUEST.iso FILE: whether the installed one equals FILE and only root can read it.
is_seed() {
	cmp -s "$2" "$seeds_folder/$1" && [ "$(stat -c %a "$seeds_folder/$1")" = 600 ]
}

# compose GUEST FILE: writes the guest's complete seed to FILE. Rows of the table: guest, secret, the offset of its place
# in the seed, the length of that place.
compose() {
	rm -f "$2"
	(umask 077 && cat "$data/libvirt/seeds/$1.iso" > "$2") || {
		refuse "$2 cannot be written"
		return
	}
	while IFS=$tab read -r guest secret offset room <&3; do
		[ "$guest" != "$1" ] || put_in "$2" || return
	done 3<<- END
		$(rows libvirt/seeds.table)
	END
}

# put_in FILE: writes the current row's secret in YAML's single quotes; it is never an argument of a program.
put_in() {
	[ -s "$data/secrets/$secret" ] || {
		refuse "the overlay contains no $secret"
		return
	}
	text="'$(sed "s/'/''/g" "$data/secrets/$secret")'"
	[ "$(printf '%s' "$text" | wc -c)" -le "$room" ] || {
		refuse "$secret is too long for its place in the seed"
		return
	}
	printf '%s' "$text" | dd of="$1" bs=1 seek="$offset" conv=notrunc 2> /dev/null || refuse "$1 cannot be written"
}
