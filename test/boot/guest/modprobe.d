# shellcheck shell=sh
# How kmod understands modprobe.d, and what it would do for vfio-pci and for igb, in order.
plan() { sed "s|^insmod [^ ]*/\([^ /]*\)\.ko[.a-z]*|\1|; s/ *\$//; s/^/$1 /"; }
modprobe --showconfig | sed -n '/^\(options\|softdep\) /s/^/config /p'
modprobe --dry-run --verbose --ignore-install vfio-pci | plan vfio-pci
modprobe --dry-run --verbose igb | plan igb
