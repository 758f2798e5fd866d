/** Options that the table of busybox lacks and a script gives all the same, with the reason why it may. */
export const otherOptions: { applet: string; options: string[]; reason: string }[] = [
  {
    applet: 'modprobe',
    options: ['--version', '--quiet', '--ignore-install'],
    reason: "bind.sh asks for the version, which busybox' refuses, and gives the others to kmod's alone",
  },
  {
    applet: 'mount',
    options: ['--bind'],
    reason: 'mount takes every --word for one of -o (busybox, util-linux/mount.c: append_mount_options)',
  },
  { applet: 'sh', options: ['-c'], reason: 'ash has its options to itself' },
  { applet: 'stty', options: ['-echo'], reason: 'a setting of the terminal, of which stty -a shows all' },
];

/** What dd takes for words, and the values of those that have names for them (`busybox dd --help`, 1.36.1 of Alpine 3.20.3). */
export const ddOperands: Record<string, string[] | undefined> = {
  ...Object.fromEntries(['if', 'of', 'bs', 'ibs', 'obs', 'count', 'skip', 'seek'].map((name) => [name, undefined])),
  conv: ['notrunc', 'noerror', 'sync', 'fsync', 'swab'],
  iflag: ['skip_bytes', 'count_bytes', 'fullblock', 'direct'],
  oflag: ['seek_bytes', 'append', 'direct'],
  status: ['noxfer', 'none'],
};
