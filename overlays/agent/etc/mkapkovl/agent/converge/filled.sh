# shellcheck shell=dash disable=SC2154
# Folders of the system that get a file system of their own: fill.sh prepares and mounts them when the machine starts,
# while nothing writes there. Sourced, never run.

filled_mounted() {
	for folder in $(rows filled | awk '{ print $2 }' | sort); do
		is_mounted "$folder" && continue
		why=$(sed -n 's/.*"state":"failed","reason":"\(.*\)","at":.*/\1/p' "$root/run/mkapkovl/steps/fill.json" 2> /dev/null)
		add_failure "${why:-$folder moves to its own file system at the next start: restart this machine}"
	done
}
