# What apply calls, for tests: each does to a fake root what the real one does to a system. FAIL names a call that does
# not work, KILL the change before or behind which the power goes.
fake=$MKAPKOVL_ROOT/fake
program=${0##*/}
case $program in mv | stat | id | chown) ;; *) echo "$program $*" >> "$fake/calls" ;; esac
if [ -n "${FAIL:-}" ]; then
	case "$program $*" in *"$FAIL"*)
		echo "$program: out of order" >&2
		exit 1
		;;
	esac
fi

# effect COMMAND...: a change of the system.
effect() {
	count=$(($(cat "$fake/effects") + 1))
	echo "$count" > "$fake/effects"
	[ "${KILL:-}" != "$count before" ] || kill -9 0
	"$@"
	status=$?
	[ "${KILL:-}" != "$count after" ] || kill -9 0
	return "$status"
}

add() {
	while [ "$1" != add ]; do shift; done
	shift
	printf '%s\n' "$@" >> "$MKAPKOVL_ROOT/etc/apk/world"
}

inside() {
	case $1 in
		mkinitfs)
			[ "$2" = -o ] || { echo /lib/modules/kernel/drivers/vfio/pci/vfio-pci.ko; return; }
			(cd "$MKAPKOVL_ROOT" && {
				cat etc/mkinitfs/mkinitfs.conf etc/modprobe.d/*.conf etc/mkapkovl/keep 2> /dev/null
			}) > "$MKAPKOVL_ROOT$3"
			;;
		update-extlinux) cat "$MKAPKOVL_ROOT/etc/update-extlinux.conf" "$MKAPKOVL_ROOT"/etc/update-extlinux.d/* 2> /dev/null > "$MKAPKOVL_ROOT/boot/extlinux.conf" ;;
		grub-mkconfig) cat "$MKAPKOVL_ROOT/etc/default/grub" > "$MKAPKOVL_ROOT/boot/grub/grub.cfg" ;;
	esac
}

service() {
	mkdir -p "$fake/running"
	case $2 in
		status) [ -e "$fake/running/$1" ] || exit 3 ;;
		*) effect touch "$fake/running/$1" ;;
	esac
}

case $program in
	apk) case "$*" in
		*info*) for wanted; do :; done; grep -qxF "$wanted" "$MKAPKOVL_ROOT/etc/apk/world" ;;
		*--simulate*) ;;
		*' add '*) effect add "$@" ;;
		esac ;;
	chroot) shift; effect inside "$@" || : ;;
	rc-service) service "$@" ;;
	# What it had to do with: the file as it was then.
	networking) effect sed "s/^/  /" "$MKAPKOVL_ROOT/etc/network/interfaces" >> "$fake/calls" ;;
	hostname) effect cp "$2" "$MKAPKOVL_ROOT/proc/sys/kernel/hostname" ;;
	chpasswd) effect cat > "$fake/passwords" ;;
	# As if by root.
	chown) ;;
	id) echo 0 ;;
	stat) busybox stat "$@" | sed "s/$(busybox id -u):$(busybox id -g)\$/0:0/" ;;
	mv) case "$*" in
		# Records: cut off there, the step is told once more.
		*.json) busybox mv "$@" ;;
		*) effect busybox mv "$@" ;;
		esac ;;
esac
