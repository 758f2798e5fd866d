#!/bin/sh
# enter.sh COPY FOLDER PATH USER PROGRAM WORD...: runs a program in a copy of Alpine's root, with that PATH, in this
# process's own mount namespace (unshare -m); as another user unless USER is empty. FOLDER, where the tests' files are,
# what the kernel shows, and what daemons listen on, are where they are outside. Debian's programs are below /debian, in no PATH; the libraries
# that they are linked to have to be where their loader looks.
set -eu
copy=$1 folder=$2 path=$3 user=$4
shift 4
libraries=/lib/$(uname -m)-linux-gnu
mkdir -p "$copy$folder" "$copy/debian/usr" "$copy/lib64" "$copy$libraries" "$copy/usr$libraries"
mount --make-rprivate /
mount --bind "$folder" "$copy$folder"
for shown in dev proc sys run; do mount --rbind "/$shown" "$copy/$shown"; done
for linked in "$libraries" "/usr$libraries" /lib64; do [ ! -d "$linked" ] || mount --bind "$linked" "$copy$linked"; done
mount --bind /usr "$copy/debian/usr"
# The project's own folder is not there.
here=$PWD
[ -d "$copy$here" ] || here=/
unset PWD OLDPWD
# shellcheck disable=SC2016
exec /usr/bin/env PATH="$path" /usr/sbin/chroot ${user:+"--userspec=$user:$user"} "$copy" \
	/bin/busybox ash -c 'cd "$0" && exec "$@"' "$here" "$@"
