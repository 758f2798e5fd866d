# shellcheck shell=dash disable=SC2154
# The identifiers of what the installer makes on a disk. They follow from the disk, the host and the generation, so that
# a later run can compute them and distinguish its own unfinished work from anything foreign. They contain the serial
# number because two disks of one host must never have file systems with the same UUID. Sourced by choose.sh.

# made_id NAME ROLE: 32 hexadecimal digits; ROLE is disk, boot or root.
made_id() {
	printf 'mkapkovl\n%s\n%s\n%s\n%s\n%s\n' "$2" "$(cat "$root/etc/hostname")" "$(setting install.conf DISK_GENERATION)" \
		"$(serial_of "$1")" "$(wwn_of "$1")" | sha256sum | cut -c 1-32
}

# made_uuid NAME ROLE: the same as a UUID of version 8, whose content RFC 9562 leaves to its maker.
made_uuid() {
	made_id "$1" "$2" | sed -E 's/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/\1-\2-8\3-8\4-\5/'
}

# made_number NAME ROLE: eight digits, for what has no room for a UUID: a dos partition table and vfat. Never zero.
made_number() {
	made_id "$1" "$2" | sed -E 's/^(.{7}).*/\11/'
}

# little_endian DIGITS: hexadecimal digits with their bytes turned around, as a PC stores a number.
little_endian() {
	printf '%s' "$1" | sed -E 's/(..)(..)?(..)?(..)?/\4\3\2\1/'
}

# number_bytes NUMBER: the four bytes of a number below 2^32, as a PC stores it.
number_bytes() {
	little_endian "$(printf '%08x' "$1")"
}

# guid_bytes UUID: a UUID as GPT stores it, whose first three parts are numbers.
guid_bytes() {
	printf '%s\n' "$1" | while IFS=- read -r first second third rest; do
		little_endian "$first"
		little_endian "$second"
		little_endian "$third"
		printf '%s' "$rest" | tr -d -
	done
}
