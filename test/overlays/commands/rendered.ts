import type { Member } from '../../support/unpack.ts';

/** Rendered files that are shell though they lie under names of data: OpenRC, udhcpc's script and setup-alpine source them. */
const sourced = [/^etc\/conf\.d\//, /^etc\/udhcpc\/udhcpc\.conf$/, /^etc\/mkapkovl\/answers$/];

/** Rendered files that no shell reads. A new one is put here, or among those that are shell. */
const data = [
  /^etc\/(\.default_boot_services|hostname|hosts|issue|fstab|mactab|modules|securetty|resolv\.conf|localtime)$/,
  /^etc\/apk\//,
  /^etc\/libvirt\/[a-z]+\.conf$/,
  /^etc\/mkinitfs\/features\.d\//,
  /^etc\/modprobe\.d\/|^etc\/inittab$|^etc\/network\/interfaces$/,
  /^etc\/qemu\/firmware\//,
  /^etc\/ssh\/sshd_config(\.d\/mkapkovl\.conf)?$/,
  /^etc\/mkapkovl\/(authorized_keys|libvirt|secrets|seeds)\//,
  /^etc\/mkapkovl\/README$/,
  // Read by `setting` and `rows`, never sourced.
  /^etc\/mkapkovl\/[a-z-]+(\.conf)?$/,
  /^root\/\.ssh\/authorized_keys$/,
];

/** Shell of a built overlay, by path: programs, scripts, and what others source. */
export function shellIn(members: Map<string, Member>): Map<string, string> {
  const texts = [...members]
    .filter(([, { type }]) => type === 'file')
    .map(([path, { content }]) => [path, content.toString()] as const);
  return new Map(texts.filter(([path, text]) => isShell(path, text)));
}

/** Files of a built overlay that are neither known as shell nor as data. */
export function unclassified(members: Map<string, Member>): string[] {
  const shell = shellIn(members);
  return [...members]
    .filter(([path, { type }]) => type === 'file' && !shell.has(path) && !data.some((pattern) => pattern.test(path)))
    .map(([path]) => path);
}

function isShell(path: string, text: string): boolean {
  const named = /\.sh$|^etc\/(init|local|profile)\.d\//.test(path);
  return named || /^#!/.test(text) || sourced.some((pattern) => pattern.test(path));
}

/** Command lines in files of other formats: of init, of ifup, of modprobe. */
export function commandLines(members: Map<string, Member>): string[] {
  const lines = (pattern: RegExp) =>
    [...members].filter(([path]) => pattern.test(path)).flatMap(([, { content }]) => content.toString().split('\n'));
  const of = (file: RegExp, command: RegExp) => lines(file).flatMap((line) => command.exec(line)?.[1] ?? []);
  return [
    ...of(/^etc\/inittab$/, /^[^#:]*:[^:]*:[^:]*:(.+)$/),
    ...of(/^etc\/network\/interfaces$/, /^\s*(?:pre-up|up|post-up|pre-down|down|post-down)\s+(.+)$/),
    ...of(/^etc\/modprobe\.d\//, /^\s*(?:install|remove)\s+\S+\s+(.+)$/),
  ];
}
