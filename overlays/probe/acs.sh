# shellcheck shell=dash disable=SC2154
# Access control services (ACS): whether a port stops devices from reaching their neighbours directly. They are described
# in the extended configuration space, which only root may read.

# extended_space: "function ADDRESS" of each of $bridges_found, and behind it the words of its extended configuration
# space as od prints them. A large server has a thousand functions and thirty bridges, and od reads one at a time.
extended_space() {
	for address in $bridges_found; do
		echo "function $address"
		# Only what is defined for every device: some hang when the undefined parts of the first 256 bytes are read
		# (lspci(8), -xxx).
		od -A d -t x4 -j 256 "$sys/bus/pci/devices/$address/config" 2> /dev/null
	done
}

# may_read_all: whether more than the first 64 bytes, which everybody may read, can be read.
may_read_all() {
	for config in "$sys"/bus/pci/devices/*/config; do
		[ -n "$(od -A n -t x4 -j 64 -N 4 "$config" 2> /dev/null)" ]
		return
	done
}

acs_rows() {
	if ! may_read_all; then
		note 'whether access control services (ACS) are on is unknown: only root can read that' 'Run it as root.'
		return
	fi
	# The kernel treats a function as isolated if every control that it has of source validation, request and completion
	# redirection and upstream forwarding is enabled (drivers/pci/pci.c, pci_acs_flags_enabled).
	extended_space | awk '
		function word(offset, words) {
			split(at[sprintf("%07d", offset - offset % 16)], words, " ")
			return words[2 + offset % 16 / 4]
		}
		function value(text, number, place) {
			for (place = 1; place <= length(text); place++) {
				number = number * 16 + index("123456789abcdef", substr(text, place, 1))
			}
			return number
		}
		function on(can, is, bit) {
			for (bit = 1; bit <= 16; bit *= 2) {
				if (bit != 2 && int(can / bit) % 2 && !(int(is / bit) % 2)) return 0
			}
			return 1
		}
		function finish(offset, count, header, result) {
			if (address == "" || substr(word(256), 5) == "ffff") return
			offset = 256
			while (offset >= 256 && count++ < 200) {
				header = word(offset)
				if (substr(header, 5) == "000d") {
					result = on(value(substr(word(offset + 4), 5)), value(substr(word(offset + 4), 1, 4)))
					break
				}
				offset = value(substr(header, 1, 3))
			}
			print "pci\t" address "\tacs\tflag\t" (result + 0)
		}
		$1 == "function" { finish(); address = $2; split("", at); next }
		# A line begins with its offset, of seven digits; few lines are looked at.
		{ at[$1] = $0 }
		END { finish() }'
}
