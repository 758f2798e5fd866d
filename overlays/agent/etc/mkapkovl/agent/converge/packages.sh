# shellcheck shell=dash disable=SC2154
# Packages that are not on the medium. Sourced, never run.

# missing_packages TABLE...: the lines of the tables that are not installed, or not in /etc/apk/world: apk removes what is
# not in world together with the package that needed it.
missing_packages() {
	for table in "$@"; do rows "$table"; done | grep . | sort -u | while read -r wanted; do
		case $wanted in '!'*) continue ;; esac
		name=${wanted%%[<>=~@]*}
		awk -v name="$name" '{ sub(/[<>=~@].*/, ""); if ($0 == name) found = 1 } END { exit !found }' \
			"$root/etc/apk/world" && apk info -q -e "$wanted" > /dev/null 2>&1 || echo "$wanted"
	done
}

# The options with which apk finds packages in the bundle of the medium.
apk_words=

# repositories: waits until they answer, if anything is wanted from them that the bundle of the medium does not have.
repositories() {
	[ -n "$(missing_packages packages)" ] || {
		skip 'every package is there'
		return
	}
	needs step repositories || return
	# shellcheck disable=SC2046
	if has_bundle && take_from_bundle $(missing_packages packages); then
		reason="the bundle at $bundle has all packages"
		return
	fi
	tries=$((${MKAPKOVL_WAIT:-600} / 10 + 1))
	while ! attempt apk --quiet update; do
		tries=$((tries - 1))
		[ "$tries" -gt 0 ] || {
			refuse "the repositories do not answer: $reason${lacking:+; the bundle of the medium does not have all packages: $lacking}"
			return
		}
		pause 10
	done
	reason=
}

# packages: adds what is missing; apk merges it into world. If one is unavailable, apk adds none, so then each is added
# alone.
packages() {
	missing=$(missing_packages packages | tr '\n' ' ')
	[ -n "$missing" ] || {
		skip ''
		return
	}
	if ! needs step packages; then
		for wanted in $missing; do broke package "$wanted"; done
		return 1
	fi
	# shellcheck disable=SC2086
	if attempt apk --no-progress --wait 120 $apk_words add $missing; then
		reason="added $missing"
		return
	fi
	begin_step
	for wanted in $missing; do item package "$wanted" add_package "$wanted"; done
	finish_step
}

add_package() {
	# shellcheck disable=SC2086
	if attempt apk --no-progress --wait 120 $apk_words add "$1"; then
		add_change "added $1"
	else
		add_failure "$1: $reason"
	fi
}
