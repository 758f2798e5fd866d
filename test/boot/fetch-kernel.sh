#!/bin/sh
# Fetches Debian's kernel for the boot tests: unpacked into a folder, not installed. CI runs it before `npm run
# test:boot`; needs apt's package lists and the packages dpkg and kmod.
#
#   test/boot/fetch-kernel.sh [FOLDER]     # node_modules/.cache/mkapkovl/kernel, or the value of MKAPKOVL_KERNEL
set -eu
PATH=$PATH:/usr/sbin:/sbin
cd "$(dirname "$0")/../.."
folder=${1:-${MKAPKOVL_KERNEL:-node_modules/.cache/mkapkovl/kernel}}
package=$(apt-cache depends linux-image-amd64 | sed -n 's/.*Depends: \(linux-image-[0-9].*\)/\1/p' | head -n 1)
if [ -e "$folder/$package" ]; then
	echo "$folder has $package already"
	exit 0
fi
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
download=$(mktemp -d)
trap 'rm -rf "$download"' EXIT
# Since Debian 14 the image and its modules are packages of their own, which this one depends on.
parts=$(apt-cache depends --recurse --no-recommends --no-suggests --no-conflicts --no-breaks --no-replaces --no-enhances \
	"$package" | grep -E '^linux-[a-z]+-[0-9]' | sort -u)
# shellcheck disable=SC2086 # a list of names
(cd "$download" && apt-get -qq download $parts)
rm -rf "${folder:?}"/*
for part in "$download"/*.deb; do dpkg-deb -x "$part" "$folder"; done
# Since Debian 13 modules are below /usr.
[ -d "$folder/lib/modules" ] || ln -s usr/lib "$folder/lib"
# Since Debian 14 the image lies beside its modules.
for image in "$folder"/lib/modules/*/vmlinuz; do
	[ -e "$image" ] || continue
	release=$(basename "$(dirname "$image")")
	mkdir -p "$folder/boot"
	ln -s "../lib/modules/$release/vmlinuz" "$folder/boot/vmlinuz-$release"
done
touch "$folder/$package"
echo "$folder: $package"
