/** A folder of the target whose files are read by one program, if their names are right. */
interface Reader {
  /** The folders, without the leading slash. */
  folder: RegExp;
  /** The names of files in it that are read. */
  names: RegExp;
  /** The same in words. */
  wanted: string;
  /** Who reads them. */
  reader: string;
  /** Whether only executable files are run. */
  executable?: true;
  /** Files of other names in the folder are no mistake. */
  others?: true;
  /** A file that, if the profile has it, decides instead which names are read. */
  unless?: string;
}

/** Seen with busybox run-parts of Alpine 3.19, 3.20 and edge; Debian's refuses dots. */
const runParts = {
  names: /^[A-Za-z0-9_-][A-Za-z0-9_.-]*$/,
  wanted: 'letters, digits, dots, _ and -, with no dot at the beginning',
  executable: true,
} as const;
const conf = { names: /\.conf$/, wanted: '*.conf' };

/** Each with the source of its rule. */
const readers: readonly Reader[] = [
  // openrc, init.d/modules.in, init.d/sysctl.in, init.d/local.in.
  { folder: /^etc\/modules-load\.d$/, ...conf, reader: 'the service modules' },
  { folder: /^etc\/sysctl\.d$/, ...conf, reader: 'the service sysctl' },
  {
    folder: /^etc\/local\.d$/,
    names: /\.(start|stop)$/,
    wanted: '*.start and *.stop',
    reader: 'the service local',
    executable: true,
  },
  // openrc-run(8): the settings of a service are in a file of exactly its name, which may have a dot (rpc.statd).
  {
    folder: /^etc\/conf\.d$/,
    names: /^[^.].*(?<!\.(conf|cfg|sh|txt))$/,
    wanted: 'the name of a service, such as sshd',
    reader: 'OpenRC',
  },
  // openrc-run(8): a script is started by its own name.
  { folder: /^etc\/init\.d$/, names: /^[^.]/, wanted: 'no dot at the beginning', reader: 'OpenRC', executable: true },
  // modprobe.d(5) of kmod; mkinitfs, features.d/base.files.
  { folder: /^etc\/modprobe\.d$/, ...conf, reader: 'modprobe' },
  {
    folder: /^etc\/mkinitfs\/features\.d$/,
    names: /\.(modules|files)$/,
    wanted: '*.modules and *.files',
    reader: 'mkinitfs',
  },
  // libvirt.org/hooks.html: one script for each driver, and any file in a folder such as qemu.d.
  {
    folder: /^etc\/libvirt\/hooks$/,
    names: /^(daemon|qemu|lxc|libxl|network)$/,
    wanted: 'daemon, qemu, lxc, libxl and network',
    reader: 'libvirt',
    executable: true,
    others: true,
  },
  {
    folder: /^etc\/libvirt\/hooks\/(daemon|qemu|lxc|libxl|network)\.d$/,
    names: /^[^.]/,
    wanted: 'no dot at the beginning',
    reader: 'libvirt',
    executable: true,
  },
  // busybox, util-linux/acpid.c, and busybox-openrc's /etc/acpi/PWRF/00000080.
  { folder: /^etc\/acpi\/(PWRF|LID|SLPB)$/, ...runParts, reader: 'acpid' },
  // alpine-conf, lbu.in.
  { folder: /^etc\/lbu\/(pre|post)-package\.d$/, ...runParts, reader: 'lbu (run-parts)' },
  // aports, main/nftables/nftables.nft.
  {
    folder: /^etc\/nftables\.d$/,
    names: /\.nft$/,
    wanted: '*.nft',
    reader: 'the service nftables',
    unless: 'etc/nftables.nft',
  },
  // udev(7).
  { folder: /^etc\/udev\/rules\.d$/, names: /\.rules$/, wanted: '*.rules', reader: 'udev' },
  // alpine-baselayout's /etc/crontabs/root calls run-parts for these folders.
  { folder: /^etc\/periodic\/(15min|hourly|daily|weekly|monthly)$/, ...runParts, reader: 'cron (run-parts)' },
  // busybox, miscutils/crond.c: a file for each account, and names with a dot are passed over.
  { folder: /^etc\/crontabs$/, names: /^[^.]+$/, wanted: 'names of accounts', reader: 'crond' },
  // ifupdown-ng and busybox ifup call run-parts.
  {
    folder: /^etc\/network\/if-(pre-up|up|post-up|pre-down|down|post-down)\.d$/,
    ...runParts,
    reader: 'ifup and ifdown (run-parts)',
  },
  // usr/share/udhcpc/default.script of busybox-openrc, run_scripts.
  {
    folder: /^etc\/udhcpc\/(pre|post)-(deconfig|renew|bound)$/,
    names: /^[^.]/,
    wanted: 'no dot at the beginning',
    reader: 'udhcpc',
    executable: true,
  },
  // alpine-baselayout's /etc/profile.
  { folder: /^etc\/profile\.d$/, names: /\.sh$/, wanted: '*.sh', reader: '/etc/profile' },
  // main/doas, configuration-directory.patch; sudoers(5), @includedir.
  { folder: /^etc\/doas\.d$/, ...conf, reader: 'doas' },
  { folder: /^etc\/sudoers\.d$/, names: /^[^.]+[^.~]$|^[^.~]$/, wanted: 'no dot and no ~ at the end', reader: 'sudo' },
  // main/openssh, include-config-dir.patch.
  { folder: /^etc\/ssh\/sshd?_config\.d$/, ...conf, reader: 'OpenSSH' },
  // apk-tools: a key is found by the name in the signature, which is that of abuild's *.rsa.pub file.
  { folder: /^etc\/apk\/keys$/, names: /\.pub$/, wanted: '*.pub', reader: 'apk' },
  { folder: /^etc\/apk\/protected_paths\.d$/, names: /\.list$/, wanted: '*.list', reader: 'apk and lbu' },
];

/** Names by which people say that a file is to have no effect, and what keeps a folder in git. */
const onPurpose = /^(README.*|\..*keep|\.gitignore)$|\.(disabled|off|sample|example|orig|bak|dist|md)$/;

/** The reader of the folder that a file is in. */
export function readerOf(path: string): Reader | undefined {
  const folder = path.slice(0, path.lastIndexOf('/'));
  return readers.find((each) => each.folder.test(folder));
}

/** Whether the name of a file keeps it from being read, against the will of who put it there. */
export function isPassedOver(path: string, { names, others }: Reader): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return !others && !names.test(name) && !onPurpose.test(name);
}

/** Folders that nothing reads unless a file of another name says so. */
export const readByNoOne: readonly { folder: RegExp; named: string; instead: string; package?: string }[] = [
  {
    folder: /^etc\/udev\/rules\.d$/,
    named: 'etc/mdev.conf',
    instead:
      'Write the rule for mdev into /etc/mdev.conf. Or add eudev to packages, and to services: { udev: sysinit, udev-trigger: sysinit }.',
    package: 'eudev',
  },
  {
    folder: /^etc\/(netplan|sysconfig(\/.*)?)$/,
    named: 'etc/network/interfaces',
    instead: 'Use network.interfaces; the settings of services are in /etc/conf.d.',
  },
  {
    folder: /^etc\/network\/interfaces\.d$/,
    named: 'etc/network/interfaces',
    instead: 'Use network.interfaces, or bring the interface up from a script in /etc/local.d.',
  },
  {
    folder: /^etc\/cron(\.d|\.(hourly|daily|weekly|monthly))$/,
    named: 'etc/crontabs/root',
    instead: 'Use /etc/crontabs/USER, or for scripts /etc/periodic/{15min,hourly,daily,weekly,monthly}.',
  },
  {
    folder: /^etc\/periodic(\/(?!(15min|hourly|daily|weekly|monthly)$)[^/]+)?$/,
    named: 'etc/crontabs/root',
    instead: 'Put it into /etc/periodic/15min, hourly, daily, weekly or monthly.',
  },
  {
    folder: /^etc\/(systemd|init)(\/.*)?$/,
    named: 'etc/inittab',
    instead: 'Alpine starts services with OpenRC: write a script into /etc/init.d.',
  },
];

/** Files that other systems read, and Alpine's programs do not; cronie is the only cron that has /etc/crontab. */
export const filesReadByNoOne: Readonly<Record<string, { instead: string; package?: string }>> = {
  'etc/rc.local': {
    instead: 'Name it /etc/local.d/own.start, with mode: "0755", and add services: { local: default }.',
  },
  'etc/crontab': {
    instead: 'Use /etc/crontabs/root, whose lines have no name of a user.',
    package: 'cronie',
  },
};

/** Folders of /etc that programs have; a name that is nearly one of them, and is none itself, is a mistake. */
export const foldersOfEtc = [
  ...['apk', 'conf.d', 'crontabs', 'doas.d', 'init.d', 'libvirt', 'local.d', 'mkinitfs', 'modprobe.d'],
  ...['modules-load.d', 'network', 'periodic', 'profile.d', 'runlevels', 'ssh', 'sudoers.d', 'sysctl.d'],
  ...['udhcpc', 'wireguard', 'nftables.d', 'logrotate.d', 'chrony', 'dnsmasq.d', 'udev'],
  ...[
    'cron.d',
    'dhcpcd',
    'iptables',
    'monit.d',
    'xinetd.d',
    'dnsmasq',
    'inetd.d',
    'nftables',
    'udhcpd',
    'wireguard-ui',
  ],
];
