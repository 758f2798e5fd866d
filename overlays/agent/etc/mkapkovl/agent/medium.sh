# shellcheck shell=dash disable=SC2034,SC2154
# The medium that holds this overlay, and the bundle on it: packages and images for a machine without a network. A bundle
# is trusted no further than a mirror is: apk verifies the index with the keys of this system. Sourced after common.sh.

# What `mkapkovl media` writes on a medium: it names the builds of all overlays there, also of those in an initramfs.
marker=boot/mkapkovl.json

# media: the mount points of media that hold this overlay. A partition of a stick is at /media/sda1, a CD at /media/cdrom
# or /media/sr0, and somebody may have mounted it elsewhere.
media() {
	build=$(cat "$data/build-id" 2> /dev/null)
	[ -n "$build" ] || return 0
	mount_points | while read -r folder; do
		! holds_build "$folder" || echo "$folder"
	done
}

mount_points() {
	awk '{ print $5 }' "$proc/self/mountinfo" 2> /dev/null
}

# holds_build FOLDER: whether a medium says that it holds this build, or has its overlay at the top.
holds_build() {
	! grep -Fqs "\"$build\"" "$root$1/$marker" || return 0
	case $1 in /media/*) ;; *) return 1 ;; esac
	for archive in "$root$1"/*.apkovl.tar.gz; do
		[ "$(tar -xzOf "$archive" etc/mkapkovl/build-id 2> /dev/null)" != "$build" ] || return 0
	done
	return 1
}

# find_bundle: sets `bundle` to the bundle of a mounted medium that holds this build; without one, returns 1. Those of
# other media are left alone: what they bring is for other hosts, or for an earlier profile.
find_bundle() {
	bundle=
	[ -s "$data/build-id" ] || return
	build=$(cat "$data/build-id")
	for mounted_at in $(mount_points); do
		if [ ! -d "$root$mounted_at/bundle" ]; then
			continue
		elif ! holds_build "$mounted_at"; then
			report_stray "$mounted_at"
		elif [ -z "$bundle" ]; then
			bundle=$root$mounted_at/bundle
		fi
	done
	[ -n "$bundle" ]
}

# report_stray FOLDER: says once that a medium is for others.
report_stray() {
	[ -e "$root$1/$marker" ] || return 0
	stray=$1
	[ "$1" != "${own_mount:-}" ] || stray=/dev/$medium
	case " ${strays:-} " in *" $stray "*) return ;; esac
	strays="${strays:-} $stray"
	say "the medium at $stray holds other builds, not that of this system: its bundle is left alone"
}

# take_from_bundle WORD...: sets `apk_words`, the options with which apk finds what it is to add: in the bundle alone, or
# also in the repositories if the bundle does not have everything. Then it returns 1, and `lacking` says why. An index
# that is not trusted is left out.
take_from_bundle() {
	lacking=
	apk_words="--no-network --repository $bundle"
	# shellcheck disable=SC2086
	apk_says=$(apk add --simulate $apk_words "$@" 2>&1 < /dev/null) && return
	apk_words="--repository $bundle"
	# For apk, there is nothing in an index that it does not trust.
	if printf '%s\n' "$apk_says" | grep -F "$bundle" | grep -q ' signature$'; then
		apk_words=
		lacking='its index is not signed with a key in /etc/apk/keys: build the overlay with --bundle-key'
	else
		lacking=$(printf '%s\n' "$apk_says" | grep -v '^WARNING' | tr -s ' \n' ' ' | sed 's/ $//' | cut -c 1-400)
	fi
	say "the bundle at $bundle does not have all packages: $lacking"
	return 1
}
