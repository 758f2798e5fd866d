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
