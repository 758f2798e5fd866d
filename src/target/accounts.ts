import { closest } from '../findings/closest.ts';

/**
 * Names that are taken before a profile's accounts are created. System accounts have no usable home and shell, so they
 * allow no login, and adduser also refuses the name of an existing group ("group 'kvm' in use").
 */

/** Accounts in /etc/passwd of alpine-baselayout: 3.19 has them all, 3.20 and later a part of them. */
const baseAccounts =
  'root bin daemon adm lp sync shutdown halt mail news uucp operator man postmaster cron ftp sshd at squid xfs games ' +
  'cyrus vpopmail ntp smmsp guest nobody';

/** Groups in /etc/group of alpine-baselayout. */
const baseGroups =
  'sys tty disk mem kmem wheel floppy console audio cdrom dialout input tape video netdev readproc kvm shadow cdrw ' +
  'www-data usb users nofiles locate abuild utmp ping nogroup';

/**
 * Accounts that packages of a host create on installation (their pre-install scripts in aports): qemu, libvirt,
 * dnsmasq, dbus, polkit, chrony, openntpd, dhcpcd, nfs-utils, rpcbind, avahi, swtpm with tpm2-tss, eudev and
 * util-linux.
 */
const packageAccounts =
  'qemu libvirt dnsmasq messagebus polkitd chrony openntpd dhcpcd statd rpc avahi tss swtpm render sgx uuidd klogd';

/**
 * Accounts that other packages create, by the beginning of the package's name (postgresql16), and groups without an
 * account of that name (their pre-install scripts in aports).
 */
const accountsOf: Record<string, string> = {
  apache2: 'apache',
  bind: 'named',
  caddy: 'caddy',
  clamav: 'clamav',
  dovecot: 'dovecot dovenull',
  forgejo: 'forgejo',
  gitea: 'gitea',
  grafana: 'grafana',
  haproxy: 'haproxy',
  influxdb: 'influxdb',
  jellyfin: 'jellyfin',
  lighttpd: 'lighttpd',
  mariadb: 'mysql',
  memcached: 'memcached',
  mosquitto: 'mosquitto',
  nginx: 'nginx',
  openvpn: 'openvpn',
  postfix: 'postfix vmail',
  postgresql: 'postgres',
  prometheus: 'prometheus',
  'prometheus-node-exporter': 'prometheus',
  redis: 'redis',
  tor: 'tor',
  'transmission-daemon': 'transmission',
  unbound: 'unbound',
  'zabbix-agent': 'zabbix',
};
const groupsOf: Record<string, string> = {
  docker: 'docker',
  incus: 'incus incus-admin',
  lxd: 'lxd',
  postfix: 'postdrop',
  seatd: 'seat',
  'wireshark-common': 'wireshark',
};

/** What other systems call a group, and which one Alpine has for that purpose. */
const elsewhere = new Map([
  ['sudo', 'wheel'],
  ['admin', 'wheel'],
  ['libvirtd', 'libvirt'],
  ['libvirt-qemu', 'kvm'],
]);

const accounts = new Set([baseAccounts, packageAccounts].flatMap((names) => names.split(' ')));
const groups = new Set(baseGroups.split(' '));

/** Whether the system, or one of these packages, already has an account or group with this name. */
export function takenBy(name: string, packages: readonly string[]): 'account' | 'group' | undefined {
  if (accounts.has(name) || isOf(accountsOf, name, packages)) return 'account';
  return groups.has(name) || isOf(groupsOf, name, packages) ? 'group' : undefined;
}

function isOf(table: Record<string, string>, name: string, packages: readonly string[]): boolean {
  return packagesOf(table, name).some((each) => packages.some((installed) => belongsTo(installed, each)));
}

const packagesOf = (table: Record<string, string>, name: string): string[] =>
  Object.keys(table).filter((each) => table[each]!.split(' ').includes(name));

/** The account of postgresql16 is that of postgresql. */
const belongsTo = (installed: string, name: string): boolean =>
  installed === name || (installed.startsWith(name) && /^\d/.test(installed.slice(name.length)));

interface MissingGroup {
  /** The package that creates it. */
  from?: string | undefined;
  /** The name that was meant. */
  suggestion?: string | undefined;
}

/** Why nothing is known to create a group; undefined if something is. */
export function missingGroup(name: string, packages: readonly string[]): MissingGroup | undefined {
  if (takenBy(name, packages) !== undefined) return undefined;
  // A package that no table has may create a group of its own name.
  if (packages.some((each) => each.startsWith(name) || name.startsWith(each))) return undefined;
  const [from] = [...packagesOf(accountsOf, name), ...packagesOf(groupsOf, name)];
  return { from, suggestion: from ? undefined : (elsewhere.get(name) ?? closest(name, groupNames)) };
}

const groupNames = [...groups, ...accounts, ...Object.values(groupsOf).flatMap((names) => names.split(' '))];
