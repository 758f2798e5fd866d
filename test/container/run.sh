#!/usr/bin/env bash
# Builds the Dockerfile with buildah, and runs the image as CI systems do: what it builds must have the bytes that the
# program builds here. Needs root, Node with npm, buildah and mmdebstrap, and dist/.
#
#   test/container/run.sh              # on a base made of Debian, for registries are not always within reach
#   BASE=node:22-alpine test/container/run.sh
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

work=$(mktemp -d)
# Neither overlayfs nor namespaces, which a container of CI often does not allow.
buildah() { command buildah --root "$work/storage" --runroot "$work/runroot" --storage-driver vfs "$@"; }
trap 'rm -rf "$work"' EXIT

# debian_with_node: an image like node:22-slim: Debian, the Node and npm that run here, and the user node.
debian_with_node() {
  local root=$work/root
  mmdebstrap --quiet --variant=minbase --include=ca-certificates trixie "$root"
  cp "$(readlink -f "$(command -v node)")" "$root/usr/local/bin/node"
  mkdir -p "$root/usr/local/lib/node_modules"
  cp -R "$(npm root --global)/npm" "$root/usr/local/lib/node_modules/"
  ln -s ../lib/node_modules/npm/bin/npm-cli.js "$root/usr/local/bin/npm"
  # The certificates that this machine trusts, for its registry.
  cat /etc/ssl/certs/ca-certificates.crt "${NODE_EXTRA_CA_CERTS:-/dev/null}" >"$root/etc/ssl/certs/ca-certificates.crt"
  printf 'cafile=/etc/ssl/certs/ca-certificates.crt\nregistry=%s\n' "$(npm config get registry)" >"$root/root/.npmrc"
  chroot "$root" useradd --uid 1000 --user-group --create-home node
  local container
  container=$(buildah from scratch)
  buildah add --quiet "$container" "$root" /
  buildah commit --quiet --rm "$container" debian-with-node >/dev/null
  rm -rf "$root"
}

if [ -z "${BASE:-}" ]; then
  debian_with_node
  BASE=localhost/debian-with-node
fi
buildah build --quiet --isolation chroot --build-arg "BASE=$BASE" --tag mkapkovl .

# started USER COMMAND…: runs a command in a new container with the profiles mounted; its root belongs to another user.
container=$(buildah from mkapkovl)
started() {
  local user=$1
  shift
  buildah run --isolation chroot --user "$user" --volume "$work/profiles:/work" --workingdir /work "$container" -- "$@"
}
entry=$(buildah inspect --type image --format '{{index .OCIv1.Config.Entrypoint 0}}' mkapkovl)
[ "$entry" = mkapkovl ] || {
  echo "the entry point is $entry" >&2
  exit 1
}
[ "$(buildah inspect --type image --format '{{.OCIv1.Config.User}}' mkapkovl)" = node ]

export SOURCE_DATE_EPOCH=1700000000
cp -R profiles "$work/profiles"
node dist/cli.js build --quiet --out "$work/here" profiles/minimal.yaml profiles/unattended.yaml

# built NAME: what was built in the container is what was built here.
built() {
  for file in "$work"/here/*; do
    cmp "$file" "$work/profiles/$1/${file##*/}" || exit 1
  done
  echo "same bytes: $1"
}

# The image's own user, and one that the image does not know, as CI systems with user namespaces have.
for user in node 54321:54321; do
  chown -R "$(case $user in node) echo 1000:1000 ;; *) echo "$user" ;; esac)" "$work/profiles"
  started "$user" env SOURCE_DATE_EPOCH=$SOURCE_DATE_EPOCH mkapkovl build --quiet --out "as-${user%:*}" minimal.yaml unattended.yaml
  built "as-${user%:*}"
done

# As GitLab does: a shell that reads the job.
started 54321:54321 sh -c "SOURCE_DATE_EPOCH=$SOURCE_DATE_EPOCH mkapkovl build --quiet --out gitlab -- minimal.yaml unattended.yaml && mkapkovl devices --help > /dev/null && git --version"
built gitlab

# With a read-only root. It is the container's own, and chroot, because buildah has no such option.
root=$(buildah mount "$container")
# shellcheck disable=SC2016 # the inner shell expands these
unshare --mount --propagation private bash -euc '
  mount --bind "$1" "$1"
  mount --bind "$2" "$1/work"
  mount -o remount,bind,ro "$1"
  exec chroot --userspec=54321:54321 "$1" sh -c "cd /work && ! touch /tmp/x 2> /dev/null && SOURCE_DATE_EPOCH=$SOURCE_DATE_EPOCH exec mkapkovl build --quiet --out read-only minimal.yaml unattended.yaml"
' bash "$root" "$work/profiles"
built read-only
