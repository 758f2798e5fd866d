#!/bin/sh
# Fetches the busybox that stands in for Alpine's: unpacked into a folder, not installed. Debian has two. That of the
# package busybox-static runs its own applets whatever PATH says (FEATURE_PREFER_APPLETS, FEATURE_SH_STANDALONE); that of
# the package busybox takes programs from PATH, as Alpine's does. The two packages cannot be installed side by side.
# CI runs this before `npm test`; needs apt's package lists and dpkg.
#
#   test/support/alpine/fetch-busybox.sh [FOLDER]     # node_modules/.cache/mkapkovl/busybox
set -eu
cd "$(dirname "$0")/../../.."
folder=${1:-node_modules/.cache/mkapkovl/busybox}
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
download=$(mktemp -d)
trap 'rm -rf "$download"' EXIT
# apt downloads as a user of its own, which may write into no folder of ours.
chmod 777 "$download"
(cd "$download" && apt-get -qq download busybox)
dpkg-deb -x "$download"/*.deb "$download/unpacked"
# Since Debian 13 programs are below /usr.
for program in "$download"/unpacked/usr/bin/busybox "$download"/unpacked/bin/busybox; do
	[ ! -f "$program" ] || mv "$program" "$folder/busybox"
done
"$folder/busybox" | head -n 1
