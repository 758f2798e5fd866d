# shellcheck shell=dash disable=SC2154
# mkapkovl-host verify: whether what is installed is what the lock has. Sourced, never run.

# verify_lock: the lock is that of a group of hosts, so what it has and this host does not is no fault: packages of the
# profile that are missing are found by verify_packages.
verify_lock() {
	[ -e "$data/packages.lock" ] && ! is_hidden "$data/packages.lock" || return 0
	if ! listed=$(apk info -v 2> /dev/null < /dev/null) || [ -z "$listed" ]; then
		finding warning lock-unknown 'Whether the packages are those of the lock is not known: apk does not list what is installed.' \
			'Run apk info -v to see why.' '' etc/mkapkovl/packages.lock
		return
	fi
	differing=$(compared_with_lock)
	while read -r name is locked <&3; do
		[ -n "$name" ] || continue
		finding warning lock-version "The package $name has the version $is, but the lock has $locked." \
			"If $is is right, lock again (mkapkovl lock --update packages), build, and apply the overlay. Otherwise run: apk add $name=$locked" \
			/packages etc/mkapkovl/packages.lock
	done 3<<- END
		$(printf '%s\n' "$differing" | grep -v ' -$')
	END
	unlisted=$(printf '%s\n' "$differing" | sed -n 's/ [^ ]* -$//p' | tr '\n' ',' | sed 's/,$//; s/,/, /g')
	[ -z "$unlisted" ] || finding note lock-unlisted "The lock does not have these packages, which are installed: $unlisted." \
		'The installer adds what the hardware needs, such as firmware. Remove with apk del what is not needed.' /packages
}

# compared_with_lock: name, installed and locked version of each package that differs; - for one that the lock does not
# have. What apk lists is NAME-VERSION; names that begin with a dot are groups that somebody made (apk add --virtual).
compared_with_lock() {
	printf '%s\n' "$listed" | awk '
		FILENAME != "-" { locked[$1] = $2; next }
		/^\./ || !match($0, /-[0-9][^-]*(-r[0-9]+)?$/) { next }
		{
			name = substr($0, 1, RSTART - 1)
			version = substr($0, RSTART + 1)
			if (!(name in locked)) print name " " version " -"
			else if (locked[name] != version) print name " " version " " locked[name]
		}' "$data/packages.lock" - | sort
}
