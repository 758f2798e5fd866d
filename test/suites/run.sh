#!/usr/bin/env bash
# Runs the tests that ask libvirt, QEMU and virt-install, and boots of the kernel, in another suite of Debian: what
# passes here has to pass with newer versions too, for Alpine's releases have versions between those of the suites.
# The kernel of a suite is fetched with: test/suites/run.sh SUITE test/boot/fetch-kernel.sh FOLDER
#
#   test/suites/run.sh trixie|sid COMMAND…     # runs it in the project's folder; npm is not there, node is
#
# Makes the suite's root with mmdebstrap, once, in MKAPKOVL_SUITES (/var/cache/mkapkovl). Needs root, Node and the
# packages mmdebstrap, mount and util-linux.
set -euo pipefail
suite=$1
shift
project=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
root=${MKAPKOVL_SUITES:-/var/cache/mkapkovl}/$suite

packages=(
  libvirt-daemon libvirt-daemon-driver-qemu libvirt-daemon-system libvirt-clients
  libvirt-daemon-driver-storage-disk libvirt-daemon-driver-storage-iscsi libvirt-daemon-driver-storage-logical
  libvirt-daemon-driver-storage-zfs
  qemu-system-x86 qemu-system-modules-spice qemu-system-modules-opengl qemu-utils ovmf swtpm swtpm-tools
  virtinst osinfo-db libxml2-utils python3 python3-yaml
  libarchive-tools busybox-static cpio kmod binutils systemd-boot-efi mtools xorriso iproute2
)

if [ ! -e "$root/.complete" ]; then
  rm -rf "$root"
  mkdir -p "$root"
  # Time has passed since sid's list was signed, where a mirror is a snapshot.
  options=()
  [ "$suite" != sid ] || options+=(--aptopt='Acquire::Check-Valid-Until "false"')
  # apt's lists stay, for fetch-kernel.sh.
  mmdebstrap --quiet --variant=minbase --skip=cleanup/apt/lists "${options[@]}" --include="$(IFS=, && echo "${packages[*]}")" "$suite" "$root"
  touch "$root/.complete"
fi

# A mount namespace of its own: nothing has to be taken away afterwards, however this ends.
# shellcheck disable=SC2016 # the inner shells expand these
exec unshare --mount --propagation private bash -euc '
  root=$1 project=$2
  shift 2
  mkdir -p "$root$project"
  touch "$root/usr/local/bin/node"
  mount --bind "$(readlink -f "$(command -v node)")" "$root/usr/local/bin/node"
  mount --bind "$project" "$root$project"
  # It may be a link to the modules of another checkout.
  modules=$(realpath "$project/node_modules")
  mkdir -p "$root$modules"
  mount --bind "$modules" "$root$modules"
  mount -t tmpfs tmp "$root/tmp"
  mount -t proc proc "$root/proc"
  mount --rbind /dev "$root/dev"
  mount --rbind /sys "$root/sys"
  exec chroot "$root" /bin/sh -c '\''
    cd "$1" && shift
    # Such as that of Debian, which is one of libraries.
    node --version >/dev/null ||
      { echo "run.sh: this Node needs libraries that are not in the root: use one of nodejs.org" >&2; exit 1; }
    dpkg-query --show --showformat="\${Package} \${Version}\n" libvirt-daemon qemu-system-x86 virtinst osinfo-db
    exec "$@"
  '\'' sh "$project" "$@"
' bash "$root" "$project" "$@"
