# shellcheck shell=dash disable=SC2154
# Finds the bundle for the converge stage: the medium may be attached without being mounted. Sourced, never run, after
# medium.sh and attached.sh. It may be called within any step, and shares no variable with one.

# has_bundle: whether a medium with a bundle for this build is attached. It is mounted if it is not; release_medium ends
# that. Looks once in a run, and only when something is wanted.
has_bundle() {
	[ -n "${sought:-}" ] || {
		sought=yes
		release_medium
		find_bundle || attach_medium
	}
	[ -n "${bundle:-}" ]
}

# attach_medium: mounts the medium that has a bundle for this build.
attach_medium() {
	[ -s "$data/build-id" ] && on_each_medium find_bundle
}
