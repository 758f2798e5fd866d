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
(cd "$download" && apt-get -qq download "$package")
rm -rf "${folder:?}"/*
dpkg-deb -x "$download"/*.deb "$folder"
# Since Debian 13 modules are below /usr.
[ -d "$folder/lib/modules" ] || ln -s usr/lib "$folder/lib"
touch "$folder/$package"
echo "$folder: $package"
