# shellcheck shell=dash disable=SC2154
# mkapkovl-host verify: overlays on media that the next start may use. Sourced, never run, after strays.sh.

verify_overlays() {
	is_searched || return 0
	while read -r each <&3; do
		[ -n "$each" ] || continue
		finding warning overlay-stray "There is another overlay, $(named "$each"), and this start used $(used_here): Alpine applies the first that it finds, so the next start may bring up another system here, with other accounts, keys and network." \
			"Unplug the medium, or delete the file or move it into a folder, where Alpine does not look. Then run: rc-service mkapkovl-converge restart"
	done 3<<- END
		$(overlays_now | strays)
	END
}
