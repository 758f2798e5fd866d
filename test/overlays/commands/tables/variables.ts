/** Folders below overlays/agent that variables of the scripts stand for; `root` is empty but in tests. */
export const folders: Record<string, string> = {
  MKAPKOVL_ROOT: '',
  root: '',
  data: 'etc/mkapkovl',
  agent: 'etc/mkapkovl/agent',
};

/** What variables hold that are not the loops' own: those of mkapkovl-host, by its first argument. */
export const words: Record<string, string[]> = {
  parts: [
    ...['tools', 'packages', 'users', 'mounts', 'composed', 'libvirt', 'services', 'pools', 'seeds', 'guests'].map(
      (name) => `converge/${name}`,
    ),
    'status',
    'verify',
    'apply',
    'loan',
  ],
  verb: ['status', 'verify', 'apply', 'confirm', 'lend', 'give_back'],
};
