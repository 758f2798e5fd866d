#!/bin/sh
# pin-base.sh [DOCKERFILE]: writes the digest that the registry has now behind the tag of the base, and prints the base.
# Needs skopeo. The digest is that of the list for all architectures, which is what a tag names.
set -eu
file=${1:-Dockerfile}
base=$(sed -n 's/^ARG BASE=\([^@]*\).*$/\1/p' "$file")
[ -n "$base" ] || {
	echo "$file has no line ARG BASE=NAME:TAG" >&2
	exit 1
}
manifest=$(mktemp)
trap 'rm -f "$manifest"' EXIT
skopeo inspect --raw "docker://$base" >"$manifest"
[ -s "$manifest" ] || {
	echo "the registry has no manifest of $base" >&2
	exit 1
}
digest=sha256:$(sha256sum <"$manifest" | cut -d ' ' -f 1)
sed -i "s|^ARG BASE=.*|ARG BASE=$base@$digest|" "$file"
echo "$base@$digest"
