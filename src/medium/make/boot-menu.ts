/** What the entries of a boot menu get. */
export interface Additions {
  /** The second initramfs, as a path on the medium. */
  initramfs: string;
  /** Kernel options. */
  options: readonly string[];
  /** Kernel options of the entries for plain Alpine. */
  rescue: readonly string[];
  /** Entries of their own: for each host, if there are several. */
  hosts: readonly { hostname: string; kernel: string; options: readonly string[] }[];
}

/** Seconds for the choice of an entry: Alpine's media wait for one, which is too short at a remote console. */
const wait = 10;

const afterwards = 'plain Alpine, nothing applied';

/** Of the kernel in an entry: the flavour in /boot/vmlinuz-lts. */
const kernelOf = (entry: string) => /vmlinuz-([^\s]+)/.exec(entry)?.[1];

interface Entries {
  head: string;
  all: string[];
}

/**
 * Alpine's boot menu for BIOS (aports, scripts/mkimg.base.sh syslinux_gen_config) with the additions, and each of its
 * entries once more as it was. Undefined if it has no entry of the known form.
 */
export function syslinuxMenu(text: string, additions: Additions): string | undefined {
  const [head = '', ...all] = text.split(/^(?=label[ \t])/im);
  const known = all.filter((entry) => kernelOf(entry) && /^\s*(initrd|append)\s.*initr/im.test(entry));
  if (known.length === 0) return undefined;
  const label = (entry: string) => /^label[ \t]+(\S+)/i.exec(entry)![1]!;
  const named = (entry: string, name: string, title: string) =>
    entry
      .trimEnd()
      .replace(/^label.*$/im, `LABEL ${name}`)
      .replace(/^\s*menu[ \t]+(label|default).*\n/gim, '')
      .replace(/^(label.*)$/im, `$1\nMENU LABEL ${title}`);
  const withOptions = (entry: string, options: readonly string[]) =>
    options.length === 0 ? entry : entry.replace(/^(\s*append[ \t].*?)[ \t]*$/im, `$1 ${options.join(' ')}`);
  const patched = (entry: string, options: readonly string[]) =>
    withOptions(
      entry
        .trimEnd()
        .replace(/^(\s*initrd[ \t]+\S+)/im, `$1,${additions.initramfs}`)
        .replace(/^(\s*append[ \t].*?initrd=[^\s]+)/im, `$1,${additions.initramfs}`),
      [...additions.options, ...options],
    );
  const entries = { head, all: known };
  const made = [
    ...known.map((entry) => patched(entry, [])),
    ...forHosts(entries, additions).map(({ entry, hostname, options }) =>
      named(patched(entry, options), hostname, hostname),
    ),
    ...known.map((entry) =>
      withOptions(named(entry, `rescue-${label(entry)}`, `${label(entry)}: ${afterwards}`), additions.rescue),
    ),
  ];
  const names = made.map(label);
  const waiting = head.replace(
    /^(\s*timeout[ \t]+)(\d+)/gim,
    (_, word, time) => word + Math.max(Number(time), wait * 10),
  );
  return `${waiting.trimEnd()}\nSAY Entries: ${names.join(' ')} (rescue-*: ${afterwards})\n\n${made.join('\n\n')}\n`;
}

/** The same for UEFI (aports, scripts/mkimg.base.sh grub_gen_config). */
export function grubMenu(text: string, additions: Additions): string | undefined {
  const [head = '', ...all] = text.split(/^(?=menuentry[ \t])/m);
  const known = all.filter((entry) => kernelOf(entry) && /^\s*initrd\s/m.test(entry) && /^\}/m.test(entry));
  if (known.length === 0) return undefined;
  const title = (entry: string) => /^menuentry[ \t]+["']([^"']*)["']/.exec(entry)?.[1] ?? kernelOf(entry)!;
  const named = (entry: string, name: string) =>
    entry.trimEnd().replace(/^menuentry[ \t]+(?:"[^"]*"|'[^']*'|\S+)/, `menuentry "${name}"`);
  const withOptions = (entry: string, options: readonly string[]) =>
    options.length === 0 ? entry : entry.replace(/^(\s*linux\s.*?)[ \t]*$/m, `$1 ${options.join(' ')}`);
  const patched = (entry: string, options: readonly string[]) =>
    withOptions(entry.trimEnd().replace(/^(\s*initrd\s.*?)[ \t]*$/m, `$1 ${additions.initramfs}`), [
      ...additions.options,
      ...options,
    ]);
  const entries = { head, all: known };
  const made = [
    ...known.map((entry) => patched(entry, [])),
    ...forHosts(entries, additions).map(({ entry, hostname, options }) => named(patched(entry, options), hostname)),
    ...known.map((entry) => withOptions(named(entry, `${title(entry)}: ${afterwards}`), additions.rescue)),
  ];
  const waiting = head.replace(
    /^(\s*set[ \t]+timeout=)(\d+)/gm,
    (_, word, time) => word + Math.max(Number(time), wait),
  );
  return `${waiting.trimEnd()}\n\n${made.join('\n\n')}\n`;
}

/** An entry for each host, with the kernel of its profile. */
function forHosts({ all }: Entries, { hosts }: Additions) {
  return hosts.map(({ hostname, kernel, options }) => ({
    hostname,
    entry: all.find((entry) => kernelOf(entry) === kernel) ?? all[0]!,
    options: [`mkapkovl.host=${hostname}`, ...options],
  }));
}
