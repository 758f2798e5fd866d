import packages from './service-packages.json' with { type: 'json' };

const words = (text: string) => text.trim().split(/\s+/);

/** Scripts that every Alpine has: packages openrc and busybox-openrc (aports, main/openrc and main/busybox). */
const base = words(`
  bootmisc cgroups devfs dmesg firstboot fsck hostname hwclock hwdrivers killprocs local localmount loopback modloop
  modules mount-ro net-online netmount networking numlock osclock procfs root runsysctl s6-svscan save-keymaps
  save-termencoding savecache seedrng staticroute swap swclock sysctl sysfs sysfsconf user
  acpid crond inetd klogd loadkmap mdev ntpd rdate syslog udhcpd watchdog`);

/**
 * Packages whose services do not have the package's name: the scripts of aports (PACKAGE/NAME.initd) and of what the
 * packages install themselves, as of Alpine 3.19 to 3.23.
 */
const scripts: Record<string, string> = {
  'alsa-utils': 'alsa',
  audit: 'auditd',
  avahi: 'avahi-daemon avahi-dnsconfd',
  // It depends on both (aports, main/awall).
  awall: 'iptables ip6tables',
  bind: 'named',
  bluez: 'bluetooth rfcomm',
  'bluez-alsa': 'bluealsa',
  'btrfs-progs': 'btrfs-scan',
  buildbot: 'buildmaster',
  'busybox-extras': 'dnsd httpd',
  chrony: 'chronyd',
  'clamav-daemon': 'clamd',
  clamav: 'clamd freshclam',
  'cloud-init': 'cloud-config cloud-final cloud-init cloud-init-hotplugd cloud-init-local',
  connman: 'connman dbus',
  'conntrack-tools': 'conntrackd',
  cryptsetup: 'dmcrypt',
  cups: 'cupsd',
  'cyrus-sasl': 'saslauthd',
  dbus: 'dbus',
  'device-mapper': 'dmeventd',
  'dhcp-server-vanilla': 'dhcpd',
  dhcp: 'dhcpd dhcrelay',
  docker: 'docker containerd',
  eudev: 'udev udev-postmount udev-settle udev-trigger',
  fail2ban: 'fail2ban',
  hvtools: 'hv_fcopy_daemon hv_kvp_daemon hv_vss_daemon',
  incus: 'incusd incus-user',
  iptables: 'iptables ip6tables ebtables',
  kea: 'kea-ctrl-agent kea-dhcp-ddns kea-dhcp4 kea-dhcp6',
  // With what it depends on: dnsmasq, iptables, and dbus and polkit of its session.
  'libvirt-daemon':
    'dnsmasq iptables ip6tables dbus polkit libvirt-guests libvirtd virtinterfaced virtlockd virtlogd virtlxcd virtnetworkd virtnodedevd virtnwfilterd virtproxyd virtqemud virtsecretd virtstoraged virtvboxd',
  'lm-sensors': 'lm_sensors',
  'lm-sensors-fancontrol': 'fancontrol',
  'lm-sensors-sensord': 'sensord',
  lvm2: 'lvm lvmetad lvmlockd lvmpolld dmeventd',
  mdadm: 'mdadm mdadm-raid',
  'multipath-tools': 'multipathd',
  'net-snmp': 'snmpd snmptrapd',
  networkmanager: 'networkmanager dbus',
  'nfs-utils': 'nfs nfsmount nfsclient rpc.gssd rpc.idmapd rpc.pipefs rpc.statd rpc.svcgssd rpcbind',
  nut: 'nut-upsd nut-upsdrvctl nut-upsmon',
  'open-iscsi': 'iscsid open-iscsi',
  openssh: 'sshd',
  'openssh-server': 'sshd',
  openvswitch: 'ovs-modules ovs-vswitchd ovsdb-server',
  polkit: 'polkit',
  'prometheus-node-exporter': 'node-exporter',
  rsync: 'rsyncd',
  'rng-tools': 'rngd',
  samba: 'samba nmbd smbd winbindd',
  'samba-server': 'samba nmbd smbd',
  smartmontools: 'smartd',
  'spice-vdagent': 'spice-vdagentd',
  strongswan: 'strongswan charon',
  'tftp-hpa': 'in.tftpd',
  'udev-init-scripts': 'udev udev-postmount udev-settle udev-trigger',
  'wireguard-tools': 'wg-quick',
  'wireguard-tools-wg-quick': 'wg-quick',
  wpa_supplicant: 'wpa_cli wpa_supplicant',
  'zabbix-agent': 'zabbix-agentd',
  zfs: 'zfs-import zfs-load-key zfs-mount zfs-share zfs-zed',
  'zfs-openrc': 'zfs-import zfs-load-key zfs-mount zfs-share zfs-zed',
};

/**
 * Packages with -openrc, of every release whose index was read: so far 3.19. What later ones added is unknown, so a
 * service that no table has is a warning.
 */
const withScripts = [...new Set(Object.values(packages).flatMap(words))];

/** Packages with their version in the name: php83-fpm has php-fpm83 (aports, community/php83). */
const versioned: [RegExp, string][] = [[/^php-fpm(\d+)$/, 'php$1-fpm']];

/** The packages that bring a service: none for those of every Alpine, undefined if no package is known to. */
export function packagesWith(service: string): string[] | undefined {
  // A service of one interface or user is a link to the script: wg-quick.wg0.
  const name = service.split('.')[0]!;
  if (base.includes(service) || base.includes(name)) return [];
  const found = Object.entries(scripts).flatMap(([each, names]) =>
    words(names).some((script) => script === service || script === name) ? [each] : [],
  );
  if (found.length > 0) return found;
  for (const [pattern, named] of versioned) if (pattern.test(name)) return [name.replace(pattern, named)];
  const alike = withScripts.filter((each) => each === name || `${each}d` === name || each.endsWith(`-${name}`));
  return alike.length > 0 ? alike : undefined;
}

/** Whether a package may have a service of this name although no table says so. */
export const mayBring = (wanted: string, service: string): boolean =>
  service.startsWith(wanted) || wanted.startsWith(service);

/** Names of services to compare with one that is misspelt. */
export const serviceNames: string[] = [...new Set([...base, ...Object.values(scripts).flatMap(words), ...withScripts])];
