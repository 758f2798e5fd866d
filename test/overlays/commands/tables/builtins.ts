/**
 * Builtins of busybox ash: what `help` prints in that of Alpine 3.20.3 (1.36.1).
 */
const ash = `. : [ [[ alias bg break cd chdir command continue echo eval exec exit export false fg getopts hash help history
  jobs kill let local printf pwd read readonly return set shift source test times trap true type ulimit umask unalias
  unset wait`;

/** Functions that openrc-run gives to a service's script, and what its depend() may call (openrc-run(8), openrc's sh/). */
const openrc = `after before config keyword need provide use want
  checkpath ebegin eend eerror eindent einfo einfon eoutdent error esyslog ewarn ewarnn ewaitfile ewend
  fstabinfo is_newer_than is_older_than mark_service_started mountinfo service_get_value service_set_value
  service_started service_starting shell_var supervise-daemon start-stop-daemon veinfo vebegin veend vewarn yesno`;

const listed = (names: string) => new Set(names.split(/\s+/));

export const ashBuiltins = listed(ash);
export const openrcFunctions = listed(openrc);
