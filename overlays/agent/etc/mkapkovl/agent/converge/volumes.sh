# shellcheck shell=dash disable=SC2154
# Disks of guests: made once, from an image or empty, and never changed again. Sourced, never run.
#
# Next to the volume, FILE.mkapkovl-part is the download so far, FILE.mkapkovl-new the volume being made. A volume gets
# its name only when it is complete.

# volume NUMBER: that row of the table.
volume() {
	IFS=$tab read -r _ pool name path format size url sha256 compression << ROW
$(rows libvirt/volumes.table | sed -n "$1p")
ROW
	volume=$root$path
	if [ -e "$volume" ] || [ -h "$volume" ]; then
		rm -f "$volume.mkapkovl-part" "$volume.mkapkovl-part.whole" "$volume.mkapkovl-new"
		skip ''
		return
	fi
	needs volume "$pool/$name" || return
	begin_step
	! lacks_mount "$path" || {
		refuse "$failures"
		return
	}
	bytes=-
	[ "$size" = - ] || bytes=$(bytes_of "$size")
	definition=$data/libvirt/volumes/$pool/$name.xml
	if [ -r "$definition" ]; then
		# An empty one, perhaps on top of another: libvirt knows how its kind of pool does that.
		attempt virsh -q vol-create "$pool" "$definition"
	elif [ "$(cell libvirt/pools.table "$pool" 2)" = logical ]; then
		logical_volume
	else
		file_volume
	fi || return
	virsh -q pool-refresh "$pool" >> "$log" 2>&1 < /dev/null || :
	reason=
}

# bytes_of SIZE: 20GiB, 500GB …
bytes_of() {
	number=${1%%[A-Za-z]*}
	case ${1#"$number"} in
		B) echo "$number" ;;
		KB) echo "$((number * 1000))" ;;
		MB) echo "$((number * 1000000))" ;;
		GB) echo "$((number * 1000000000))" ;;
		TB) echo "$((number * 1000000000000))" ;;
		KiB) echo "$((number * 1024))" ;;
		MiB) echo "$((number * 1048576))" ;;
		GiB) echo "$((number * 1073741824))" ;;
		TiB) echo "$((number * 1099511627776))" ;;
	esac
}

file_volume() {
	[ -d "${volume%/*}" ] || {
		refuse "there is no folder ${volume%/*}"
		return
	}
	rm -f "$volume.mkapkovl-new"
	if [ "$url" = - ]; then
		attempt qemu-img create -q -f "$format" "$volume.mkapkovl-new" "$bytes" || return
	else
		image || return
		grow || return
	fi
	chmod 600 "$volume.mkapkovl-new"
	sync "$volume.mkapkovl-new" 2> /dev/null || sync
	[ ! -e "$volume" ] && attempt mv "$volume.mkapkovl-new" "$volume" || return
	rm -f "$volume.mkapkovl-part" "$volume.mkapkovl-part.whole"
}

# image: downloads, verifies, unpacks and converts it into $volume.mkapkovl-new.
image() {
	download || return
	new=$volume.mkapkovl-new
	unpack || {
		rm -f "$new"
		return 1
	}
	attempt qemu-img info "$new" || return
	information=$(qemu-img info "$new")
	case $information in
		*'backing file:'* | *'data file:'*)
			rm -f "$new"
			refuse 'the image needs another file (its backing or data file): give an image that is complete by itself'
			return
			;;
	esac
	found=$(printf '%s\n' "$information" | sed -n 's/^file format: //p' | head -n 1)
	[ "$found" = "$format" ] && return
	attempt qemu-img convert -f "$found" -O "$format" "$new" "$new.2" || {
		rm -f "$new" "$new.2"
		return 1
	}
	mv "$new.2" "$new"
}

# unpack: Alpine's busybox has unxz but no xz, and reads files of several streams, too; zstd comes with its package. The
# packages of the full programs have the same names.
unpack() {
	case $compression in
		gz) unpack_by gunzip -c ;;
		bz2) unpack_by bunzip2 -c ;;
		xz) unpack_by unxz -c ;;
		lzma) unpack_by unlzma -c ;;
		zst) unpack_by zstd -dc ;;
		*) unpack_by cat ;;
	esac
}

# unpack_by PROGRAM...: only a download that may be damaged is removed: not one with the right digest, and not one for
# which the program (status 127) or space is missing. Given anything but an .xz file, busybox' unxz makes an empty file
# and reports success (seen in 1.36.1 and 1.37.0).
unpack_by() {
	"$@" < "$volume.mkapkovl-part" > "$new" 2>> "$log"
	unpacked=$?
	if [ "$unpacked" -eq 0 ] && [ -s "$new" ]; then
		return 0
	elif [ "$unpacked" -eq 127 ]; then
		refuse "$1, which unpacks the download from $url, is not installed; the download is kept"
	elif [ "$unpacked" -ne 0 ] && "$@" < "$volume.mkapkovl-part" > /dev/null 2>> "$log"; then
		refuse "there is not enough space for $new; the download is kept"
	elif [ "$sha256" != - ]; then
		refuse "$1 cannot unpack the download from $url, although its sha256 is right: check the compression that the profile gives"
	else
		rm -f "$volume.mkapkovl-part" "$volume.mkapkovl-part.whole"
		refuse "$1 cannot unpack the download from $url; the next run downloads it again"
	fi
}

# download: into $volume.mkapkovl-part, continuing an interrupted one; verifies the digest if there is one.
download() {
	part=$volume.mkapkovl-part
	# Without a digest, a rest of another version would go unnoticed.
	[ "$sha256" != - ] || [ -e "$part.whole" ] || rm -f "$part"
	resumed=no
	[ -s "$part" ] && resumed=yes
	if [ "$resumed" = yes ] && matches; then return 0; fi
	bundled_image && return
	fetch || { reason="$reason${damaged:+; $damaged}"; return 1; }
	matches && return
	# The part that was there may be of another version of the file.
	if [ "$resumed" = yes ]; then
		rm -f "$part"
		fetch || return
		matches && return
	fi
	came=$(digest "$part")
	rm -f "$part" "$part.whole"
	refuse "the download from $url has the sha256 $came, not $sha256"
}

# bundled_image: the image from the bundle of the medium, which has it under its sha256. A copy is compared, because the
# medium may be exchanged at any time.
bundled_image() {
	damaged=
	[ "$sha256" != - ] && has_bundle && [ -f "$bundle/images/$sha256" ] || return
	if cp "$bundle/images/$sha256" "$part" 2>> "$log" && matches; then
		say "Volume $pool/$name: the image is taken from the bundle at $bundle"
		return
	fi
	damaged="its copy in the bundle at $bundle cannot be read, or has not the sha256 of its name"
	say "Volume $pool/$name: $damaged; the image is downloaded"
	rm -f "$part"
	resumed=no
	return 1
}

# matches: whether the file is what the profile says; without a digest, only that the download is complete.
matches() {
	if [ "$sha256" = - ]; then
		[ -e "$part.whole" ]
	else
		[ "$(digest "$part")" = "$sha256" ]
	fi
}

# fetch: a few tries (busybox' wget ignores -t), each continuing where the one before stopped.
fetch() {
	tries=5
	rm -f "$part.whole"
	until attempt wget -c -q -t 1 -T 60 -O "$part" "$url"; do
		# An empty file would be all that is left of an answer like 404.
		[ -s "$part" ] || rm -f "$part"
		# Interrupted after the last byte: the server has nothing more to send, and answers 416.
		[ "$sha256" != - ] && [ -s "$part" ] && [ "$(digest "$part")" = "$sha256" ] && break
		case $attempt_last in *' 416'*) rm -f "$part" ;; esac
		tries=$((tries - 1))
		[ "$tries" -gt 0 ] || {
			refuse "cannot download $url: $reason"
			return
		}
		pause 5
	done
	[ "$sha256" != - ] || : > "$part.whole"
}

# grow: to the size of the profile; never shrinks, which would cut off the image's end.
grow() {
	[ "$bytes" = - ] && return
	[ "$(virtual_size "$volume.mkapkovl-new")" -lt "$bytes" ] || return 0
	attempt qemu-img resize -q -f "$format" "$volume.mkapkovl-new" "$bytes"
}

virtual_size() {
	qemu-img info "$1" | sed -n 's/^virtual size:.*(\([0-9]*\) bytes).*/\1/p'
}

# logical_volume: made under another name, filled, then renamed. Volumes of that other name are ours.
logical_volume() {
	group=${path%/*}
	group=${group##*/}
	if [ "$url" != - ]; then
		volume=$root/var/lib/mkapkovl/images/$pool-$name
		mkdir -p "${volume%/*}"
		rm -f "$volume.mkapkovl-new"
		image || return
		content=$volume.mkapkovl-new
		[ "$bytes" != - ] || bytes=$(virtual_size "$content")
	fi
	[ ! -e "$root/dev/$group/$name.mkapkovl" ] || attempt lvremove -y "$group/$name.mkapkovl" || return
	attempt lvcreate -y -W y -n "$name.mkapkovl" -L "${bytes}b" "$group" || return
	if [ "$url" != - ]; then
		attempt qemu-img convert -n -f "$format" -O raw "$content" "$root/dev/$group/$name.mkapkovl" || return
	fi
	sync
	attempt lvrename "$group" "$name.mkapkovl" "$name" || return
	rm -f "$volume.mkapkovl-part" "$volume.mkapkovl-part.whole" "$volume.mkapkovl-new"
}
