# shellcheck shell=dash disable=SC2154
# Rows to JSON, and the run.

# json: rows on standard input, facts on standard output. What has no row is null.
json() {
	awk '
		# Most texts are there many times: addresses, ways to reset, modules.
		function quoted(text) {
			if (!(text in quoted_before)) quoted_before[text] = escaped(text)
			return quoted_before[text]
		}
		# Text of unknown bytes. No patterns: how they treat bytes that are not UTF-8 depends on the C library.
		function escaped(text, place, code, out, taken) {
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
		# listed_words: words between blanks as the elements of a list. Many functions have the same ones.
		function listed_words(words, count, word, one, out) {
			if (words in listed_before) return listed_before[words]
			count = split(words, word, " ")
			for (one = 1; one <= count; one++) out = out (one > 1 ? ", " : "") quoted(word[one])
			return listed_before[words] = "[" out "]"
		}
		function shape(part, names) {
			kind[part] = "section"
			keys[part] = split(names, name_at, " ")
			for (one = 1; one <= keys[part]; one++) key_at[part, one] = name_at[one]
		}
		function listed(part, names) { shape(part, names); kind[part] = "list" }
		# choose: the keys of a part become those that object prints. An index of several words is put together from them
		# each time, and each concatenation copies what it begins with: that is where the time goes.
		function choose(part, one) {
			chosen = keys[part]
			for (one = 1; one <= chosen; one++) {
				chosen_key[one] = key_at[part, one]
				chosen_label[one] = (one > 1 ? ", " : "") "\"" key_at[part, one] "\": "
				chosen_list[one] = (part, key_at[part, one]) in is_list
			}
		}
		function object(part, thing, one, at, out, before) {
			before = part SUBSEP thing SUBSEP
			for (one = 1; one <= chosen; one++) {
				at = before chosen_key[one]
				if (!(at in facts)) out = out (chosen_label[one] "null")
				else if (chosen_list[one]) out = out (chosen_label[one] "[" facts[at] "]")
				else out = out (chosen_label[one] facts[at])
			}
			return "{ " out " }"
		}
		# Printed piece by piece: appending to the text of a list of a thousand takes longer than all else.
		function show(part, one) {
			choose(part)
			if (part in simple) printf "%s", (("", "", part) in facts ? facts["", "", part] : "null")
			else if (kind[part] == "section") printf "%s", object(part, "")
			else if (!(part in measured)) printf "null"
			else if (!things[part]) printf "[]"
			else {
				for (one = 1; one <= things[part]; one++) printf "%s\n    %s", (one > 1 ? "," : "["), object(part, thing_at[part, one])
				printf "\n  ]"
			}
		}
		BEGIN {
			FS = "\t"
			before = SUBSEP SUBSEP # of what is in no part
			for (code = 1; code < 256; code++) number_of[sprintf("%c", code)] = code
			shape("system", "vendor product board serial uuid hostname kernel release cmdline arch")
			shape("cpu", "vendor model processors virtualization")
			shape("iommu", "enabled reason off_by interrupt_remapping")
			listed("numa", "node processors")
			listed("pci", "address id class subsystem driver modules iommu_group bridges resets flr link link_limit resizable_bar acs boot_vga boot_display screen rom removable numa_node physical_function sriov_totalvfs sriov_offset sriov_stride mdev_types name")
			listed("mediated_devices", "uuid parent type")
			listed("usb", "id controller bus port product serial driver class")
			listed("disks", "name serial wwn size model transport removable mounts held_by signatures controllers")
			listed("nics", "name mac driver carrier controller default_route")
			listed("keyboards", "name controllers")
			identity["pci"] = "address"
			identity["mediated_devices"] = "uuid"
			identity["disks"] = identity["nics"] = "name"
			count = split("date source firmware memory", names, " ")
			for (one = 1; one <= count; one++) simple[names[one]] = 1
		}
		{
			part = $1; thing = $2; key = $3; type = $4
			rest = $5
			for (field = 6; field <= NF; field++) rest = rest "\t" $field
			if (type == "measured") { measured[part] = 1; next }
			if (part != last_part || thing != last_thing) {
				before = part SUBSEP thing SUBSEP
				last_part = part
				last_thing = thing
			}
			if (thing != "" && !(before in known)) {
				# Of a function that was left out, too.
				if (key == "acs" || key == "screen" || key == "boot_display") next
				known[before] = 1
				thing_at[part, ++things[part]] = thing
				if (part in identity) facts[part, thing, identity[part]] = quoted(thing)
			}
			if (type == "text") {
				while (rest != "" && index(" \t", substr(rest, 1, 1))) rest = substr(rest, 2)
				while (rest != "" && index(" \t", substr(rest, length(rest)))) rest = substr(rest, 1, length(rest) - 1)
				facts[before key] = quoted(rest)
			} else if (type == "words") facts[before key] = listed_words(rest)
			else if (type == "word") facts[before key] = "\"" rest "\""
			else if (type == "number") facts[before key] = rest
			else if (type == "flag") facts[before key] = rest == 1 ? "true" : "false"
			else {
				is_list[part, key] = 1
				if (type == "item") {
					items = facts[before key]
					facts[before key] = items (items == "" ? "" : ", ") quoted(rest)
				} else facts[before key] = facts[before key]
			}
		}
		END {
			print "{\n  \"schema\": 1,"
			count = split("date source system firmware cpu memory numa iommu pci mediated_devices usb disks nics keyboards", names, " ")
			for (one = 1; one <= count; one++) {
				printf "  \"%s\": ", names[one]
				show(names[one])
				print (one < count ? "," : "")
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
		pci_rows
		usb_rows
		disk_rows
		nic_rows
		keyboard_rows
	} | json
}

# Nothing runs before this line: an incomplete copy of this script does nothing.
probe < /dev/null
