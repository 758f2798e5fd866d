/**
 * Applets that Alpine's busybox has and Debian's lacks, as far as the target's scripts call them: the program of Debian
 * that does the same. With MKAPKOVL_ALPINE_ROOT none of them is used.
 */
export const programsForApplets: Record<string, string> = {
  flock: '/usr/bin/flock',
};

/** Applets that Debian's busybox has without an option that the target's scripts give: what runs in their place, in ash. */
export const scriptsForApplets: Record<string, string> = {
  // Built without FEATURE_WGET_TIMEOUT; Alpine builds it with that.
  wget: `for word; do
  shift
  case $word in -T) skip=yes; continue ;; esac
  [ -n "\${skip:-}" ] || set -- "$@" "$word"
  skip=
done
exec busybox wget "$@"`,
};
