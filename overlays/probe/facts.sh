# shellcheck shell=dash disable=SC2154
# Rows to JSON, and the run.

# json: rows on standard input, facts on standard output. What has no row is null.
json() {
	awk '
		# Text of unknown bytes. No patterns: how they treat bytes that are not UTF-8 depends on the C library.
		function quoted(text, place, code, more, least, out, taken) {
			out = ""
			for (place = 1; place <= length(text); place += taken) {
				code = number_of[substr(text, place, 1)]
				taken = 1
				if (code == 34 || code == 92) out = out "\\" substr(text, place, 1)
				else if (code < 32 || code == 127) out = out sprintf("\\u%04x", code)
				else if (code < 128) out = out substr(text, place, 1)
				else {
					taken = sequence(text, place, code)
					# U+FFFD stands for what is none.
					out = out (taken ? substr(text, place, taken) : "\\ufffd")
					if (!taken) taken = 1
				}
			}
			return "\"" out "\""
		}
		# How long the UTF-8 sequence at a place is (RFC 3629); 0 if there is none.
		function sequence(text, place, first, size, one, next_one) {
			size = first >= 194 && first <= 223 ? 2 : first >= 224 && first <= 239 ? 3 : first >= 240 && first <= 244 ? 4 : 0
			for (one = 1; one < size; one++) {
				next_one = number_of[substr(text, place + one, 1)]
				if (next_one < 128 || next_one > 191) return 0
				if (one > 1) continue
				if (first == 224 && next_one < 160 || first == 237 && next_one > 159) return 0
				if (first == 240 && next_one < 144 || first == 244 && next_one > 143) return 0
			}
			return size
		}
		function shape(part, names) { parts[part] = names; kind[part] = "section" }
		function listed(part, names) { parts[part] = names; kind[part] = "list" }
		function object(part, thing, keys, count, one, out) {
			count = split(parts[part], keys, " ")
			for (one = 1; one <= count; one++) out = out (one > 1 ? ", " : "") "\"" keys[one] "\": " of(part, thing, keys[one])
			return "{ " out " }"
		}
		function of(part, thing, key) {
			if ((part, thing, key) in items) return "[" items[part, thing, key] "]"
			return (part, thing, key) in facts ? facts[part, thing, key] : "null"
		}
		function value(part, one, out) {
			if (part in simple) return of("", "", part)
			if (kind[part] == "section") return object(part, "")
			if (!(part in measured)) return "null"
			for (one = 1; one <= things[part]; one++) out = out (one > 1 ? "," : "") "\n    " object(part, thing_at[part, one])
			return out == "" ? "[]" : "[" out "\n  ]"
		}
		BEGIN {
			FS = "\t"
			for (code = 1; code < 256; code++) number_of[sprintf("%c", code)] = code
			shape("system", "vendor product board hostname kernel release cmdline")
			shape("cpu", "vendor model processors virtualization")
			shape("iommu", "enabled reason off_by interrupt_remapping")
			listed("numa", "node processors")
			listed("pci", "address id class subsystem driver modules iommu_group bridges resets acs boot_vga rom numa_node physical_function sriov_totalvfs sriov_offset sriov_stride mdev_types name")
			listed("usb", "id controller bus port product serial driver class")
			listed("disks", "name serial wwn size model transport removable mounts controllers")
			listed("nics", "name mac driver carrier controller default_route")
			listed("keyboards", "name controllers")
			identity["pci"] = "address"
			identity["disks"] = identity["nics"] = "name"
			count = split("date source firmware memory", names, " ")
			for (one = 1; one <= count; one++) simple[names[one]] = 1
		}
		{
			part = $1; thing = $2; key = $3; type = $4
			rest = $5
			for (field = 6; field <= NF; field++) rest = rest "\t" $field
			if (type == "measured") { measured[part] = 1; next }
			# Of a function that was left out, too.
			if (key == "acs" && !((part, thing) in known)) next
			if (thing != "" && !((part, thing) in known)) {
				known[part, thing] = 1
				thing_at[part, ++things[part]] = thing
				if (part in identity) facts[part, thing, identity[part]] = quoted(thing)
			}
			if (type == "text") {
				sub(/^[ \t]+/, "", rest)
				sub(/[ \t]+$/, "", rest)
				facts[part, thing, key] = quoted(rest)
			} else if (type == "word") facts[part, thing, key] = "\"" rest "\""
			else if (type == "number") facts[part, thing, key] = rest
			else if (type == "flag") facts[part, thing, key] = rest == 1 ? "true" : "false"
			else if (type == "list") items[part, thing, key] = items[part, thing, key]
			else if (type == "item") {
				items[part, thing, key] = items[part, thing, key] (items[part, thing, key] == "" ? "" : ", ") quoted(rest)
			}
		}
		END {
			print "{\n  \"schema\": 1,"
			count = split("date source system firmware cpu memory numa iommu pci usb disks nics keyboards", names, " ")
			for (one = 1; one <= count; one++) {
				print "  \"" names[one] "\": " value(names[one]) (one < count ? "," : "")
			}
			print "}"
		}'
}

probe() {
	{
		row '' '' date text "$(date -u ${MKAPKOVL_NOW:+-d "@$MKAPKOVL_NOW"} +%Y-%m-%dT%H:%M:%SZ)"
		row '' '' source text probe
		system_rows
		firmware_rows
		cpu_rows
		node_rows
		iommu_rows
		pci_rows | with_modules
		usb_rows
		disk_rows
		nic_rows
		keyboard_rows
	} | json
}

# Nothing runs before this line: an incomplete copy of this script does nothing.
probe < /dev/null
