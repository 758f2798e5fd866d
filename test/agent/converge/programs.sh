# The programs that the converge stage calls, for tests: each does to a fake root what the real one does to a system.
# FAIL names calls that do not work, KILL the change before or behind which the power goes.
fake=$MKAPKOVL_ROOT/fake
program=${0##*/}
echo "$program $*" >> "$fake/calls"
if [ -n "${FAIL:-}" ]; then
	case "$program $*" in *"$FAIL"*)
		echo "$program: out of order" >&2
		exit 1
		;;
	esac
fi

# effect COMMAND...: a change of the system.
effect() {
	count=$(($(cat "$fake/effects" 2> /dev/null || echo 0) + 1))
	echo "$count" > "$fake/effects"
	[ "${KILL:-}" != "$count before" ] || kill -9 0
	"$@"
	[ "${KILL:-}" != "$count after" ] || kill -9 0
}

store() { printf '%s\n' "$2" > "$1"; }
line_of() { sed -n "s:.*<$1>\\(.*\\)</$1>.*:\\1:p" "$2"; }

install_packages() {
	for each in "$@"; do
		case $each in
			libvirt-daemon*)
				mkdir -p "$MKAPKOVL_ROOT/etc/init.d"
				: > "$MKAPKOVL_ROOT/etc/init.d/libvirtd"
				: > "$MKAPKOVL_ROOT/etc/init.d/libvirt-guests"
				echo 'libvirt:x:101:' >> "$MKAPKOVL_ROOT/etc/group"
				;;
			qemu-system*)
				echo 'qemu:x:36:34::/dev/null:/sbin/nologin' >> "$MKAPKOVL_ROOT/etc/passwd"
				echo 'qemu:!:0:::::' >> "$MKAPKOVL_ROOT/etc/shadow"
				echo 'kvm:x:34:' >> "$MKAPKOVL_ROOT/etc/group"
				;;
		esac
		echo "$each" >> "$MKAPKOVL_ROOT/etc/apk/world"
	done
}

set_fields() {
	while IFS=: read -r name field; do
		awk -F : -v OFS=: -v name="$name" -v field="$field" '$1 == name { $2 = field } { print }' \
			"$MKAPKOVL_ROOT/etc/shadow" > "$fake/shadow"
		cat "$fake/shadow" > "$MKAPKOVL_ROOT/etc/shadow"
		rm "$fake/shadow"
	done
}

add_user() {
	echo "$1:x:1000:1000::/home/$1:/bin/sh" >> "$MKAPKOVL_ROOT/etc/passwd"
	echo "$1:!:0:::::" >> "$MKAPKOVL_ROOT/etc/shadow"
	mkdir -p "$MKAPKOVL_ROOT/home/$1"
}

add_member() {
	awk -F : -v OFS=: -v user="$1" -v group="$2" '$1 == group { $4 = $4 ($4 == "" ? "" : ",") user } { print }' \
		"$MKAPKOVL_ROOT/etc/group" > "$fake/group"
	mv "$fake/group" "$MKAPKOVL_ROOT/etc/group"
}

remove_member() {
	awk -F : -v OFS=: -v user="$1" -v group="$2" '$1 == group {
		gsub("," user ",", ",", $4); sub("^" user ",", "", $4); sub("," user "$", "", $4); if ($4 == user) $4 = ""
	} { print }' "$MKAPKOVL_ROOT/etc/group" > "$fake/group"
	mv "$fake/group" "$MKAPKOVL_ROOT/etc/group"
}

mount_it() { awk -v folder="$1" '$2 == folder { print $1, $2, $3, $4, 0, 0 }' "$MKAPKOVL_ROOT/etc/fstab" >> "$MKAPKOVL_ROOT/proc/mounts"; }

run_service() {
	mkdir -p "$fake/running"
	: > "$fake/running/$1"
	[ "$1" != libvirtd ] || { mkdir -p "$MKAPKOVL_ROOT/run" && echo 1 > "$MKAPKOVL_ROOT/run/libvirtd.pid"; }
}

keep_definition() {
	mkdir -p "$fake/libvirt/$1/$(line_of name "$2")"
	cp "$2" "$fake/libvirt/$1/$(line_of name "$2")/xml"
}

libvirt() {
	[ "$1" != -q ] || shift
	case $1 in
		pool-*) kind=pools ;;
		net-*) kind=networks ;;
		*) kind=domains ;;
	esac
	[ -e "$fake/running/libvirtd" ] || { echo 'error: no connection' >&2 && exit 1; }
	case $1 in
		*define) case $1 in
			*undefine) effect rm -r "$fake/libvirt/$kind/$2" ;;
			*) effect keep_definition "$kind" "$2" ;;
			esac ; return ;;
		uri) return ;;
	esac
	object=$fake/libvirt/$kind/$2
	[ -e "$object/xml" ] || { echo "error: there is no $2" >&2 && exit 1; }
	case $1 in
		*uuid) line_of uuid "$object/xml" ;;
		*-info)
			[ -e "$object/active" ] && printf 'State:          running\nActive:         yes\n' ||
				printf 'State:          inactive\nActive:         no\n'
			[ -e "$object/autostart" ] && echo 'Autostart:      yes' || echo 'Autostart:      no'
			;;
		domstate) [ -e "$object/active" ] && echo running || echo 'shut off' ;;
		*autostart) [ "${3:-}" = --disable ] && effect rm -f "$object/autostart" || effect touch "$object/autostart" ;;
		pool-build) effect mkdir -p "$MKAPKOVL_ROOT$(line_of path "$object/xml")" ;;
		start | *-start) effect touch "$object/active" ;;
		*destroy) effect rm -f "$object/active" ;;
	esac
}

make_volume() {
	mkdir -p "$MKAPKOVL_ROOT/dev/${1%/*}"
	store "$MKAPKOVL_ROOT/dev/$1" "raw $2"
}

image() {
	command=$1
	shift
	case $command in
		info)
			read -r format bytes < "$1"
			printf 'image: %s\nfile format: %s\nvirtual size: 1 GiB (%s bytes)\n' "$1" "$format" "$bytes"
			;;
		create) effect store "$4" "$3 $5" ;;
		convert)
			[ "$1" != -n ] || shift
			read -r _ bytes < "$5"
			effect store "$6" "$4 $bytes"
			;;
		resize) effect store "$4" "$3 $5" ;;
	esac
}

case $program in
	apk) case "$*" in
		*info*) for wanted; do :; done; grep -qxF "$wanted" "$MKAPKOVL_ROOT/etc/apk/world" ;;
		*update* | *--simulate*) ;;
		*add*)
			while [ "$1" != add ]; do shift; done
			shift
			effect install_packages "$@"
			;;
		esac ;;
	adduser) effect add_user "$4" ;;
	addgroup) effect add_member "$@" ;;
	delgroup) effect remove_member "$@" ;;
	chpasswd) effect set_fields ;;
	su) case $4 in
		cmp*) sh -c "$4" ;;
		*) effect sh -c "$4" ;;
		esac ;;
	chown) effect store "$fake/owner" "$1" ;;
	stat) case $2 in
		%U:%G) cat "$fake/owner" ;;
		*) exec busybox stat "$@" ;;
		esac ;;
	modprobe) effect mkdir -p "$MKAPKOVL_ROOT/sys/module/$1" ;;
	mount) effect mount_it "$1" ;;
	lvcreate) effect make_volume "$8/$5" "${7%b}" ;;
	lvremove) effect rm "$MKAPKOVL_ROOT/dev/$2" ;;
	lvrename) effect mv "$MKAPKOVL_ROOT/dev/$1/$2" "$MKAPKOVL_ROOT/dev/$1/$3" ;;
	rc-service) case $2 in
		status) [ -e "$fake/running/$1" ] || exit 3 ;;
		*) effect run_service "$1" ;;
		esac ;;
	virsh) libvirt "$@" ;;
	qemu-img) image "$@" ;;
	wget) for url; do :; done; effect cp "$fake/web/${url##*/}" "$8" ;;
esac
