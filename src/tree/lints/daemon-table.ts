import type { Path } from '../../findings/finding.ts';
import type { Tree } from '../entry.ts';

/** What a rule can look at: the services of all runlevels, and files as far as their text is at hand. */
export interface Enabled {
  services: ReadonlySet<string>;
  /** Whether a file may say something: it does in its text, or its text is not at hand. */
  says(path: RegExp, what: Wording): boolean;
}

/** What a text may say: a regular expression, or more than one can find. */
export type Wording = Pick<RegExp, 'test'>;

export function enabledIn(tree: Tree): Enabled {
  const services = [...tree.keys()].flatMap((path) => /^etc\/runlevels\/[^/]+\/([^/]+)$/.exec(path)?.[1] ?? []);
  return {
    services: new Set(services),
    says: (path, what) =>
      [...tree.values()].some((entry) => {
        if (entry.type !== 'file' || !path.test(entry.path)) return false;
        if ('text' in entry.content) return what.test(entry.content.text);
        return 'source' in entry.content || 'pieces' in entry.content;
      }),
  };
}

/** The place of the profile that enables a service. */
export type PathOf = (service: string) => { path: Path; key: boolean };

export function pathsIn(tree: Tree): PathOf {
  return (service) => {
    const link = [...tree.values()].find(({ path }) => new RegExp(`^etc/runlevels/[^/]+/${service}$`).test(path));
    return { path: link?.origin.paths[0] ?? [], key: link?.origin.paths[0]?.[0] === 'services' };
  };
}

/** Services of which a host needs only one, since each does the whole work. */
interface Role {
  /** Sets of services that belong together; two different sets fight. */
  members: Record<string, readonly string[]>;
  why: string;
  remedy: string;
}

export const roles: Record<string, Role> = {
  ntp: {
    members: {
      chrony: ['chronyd'],
      openntpd: ['openntpd'],
      busybox: ['ntpd'],
      ntpsec: ['ntpsec'],
      'NTP (reference)': ['ntp'],
    },
    why: 'both set the clock, and both want port 123',
    remedy: 'Keep one of them: system.ntp says which (chrony by default; none if you add another to services).',
  },
  firewall: {
    members: {
      iptables: ['iptables', 'ip6tables'],
      nftables: ['nftables'],
      ufw: ['ufw'],
      firewalld: ['firewalld'],
      shorewall: ['shorewall', 'shorewall6', 'shorewall-lite'],
      ferm: ['ferm'],
    },
    why: 'each loads its own rules at boot and removes those of the others',
    remedy: 'Keep one of them in services (awall writes the rules of iptables, so it goes with that one).',
  },
  network: {
    members: {
      ifupdown: ['networking'],
      NetworkManager: ['networkmanager'],
      connman: ['connman'],
      dhcpcd: ['dhcpcd'],
    },
    why: 'both configure the same network cards, with two addresses or none as the result',
    remedy:
      'Remove it from services: network.interfaces configures cards with ifupdown. Or limit it to other cards in a file: unmanaged-devices in /etc/NetworkManager/conf.d/, NetworkInterfaceBlacklist in /etc/connman/main.conf, denyinterfaces in /etc/dhcpcd.conf.',
  },
  ssh: {
    members: { OpenSSH: ['sshd'], dropbear: ['dropbear'] },
    why: 'both want port 22, so the one that starts last does not run',
    remedy:
      'Remove dropbear: every host has OpenSSH. Or give dropbear another port in /etc/conf.d/dropbear: DROPBEAR_OPTS="-p 2222".',
  },
  // libvirt.org/daemons.html: each driver has one daemon; virtlogd and virtlockd are for both.
  libvirt: {
    members: {
      libvirtd: ['libvirtd'],
      'a modular daemon of libvirt': [
        ...['virtqemud', 'virtnetworkd', 'virtstoraged', 'virtnodedevd', 'virtinterfaced', 'virtnwfilterd'],
        ...['virtsecretd', 'virtproxyd', 'virtlxcd', 'virtvboxd'],
      ],
    },
    why: 'libvirtd already does the work of all of them, and two daemons must not manage the same guests',
    remedy: 'Remove it from services: the section libvirt starts libvirtd.',
  },
  wireless: {
    members: { iwd: ['iwd'], wpa_supplicant: ['wpa_supplicant'] },
    why: 'both control the same wireless card, and neither stays connected',
    remedy: 'Keep one of them in services.',
  },
  'DHCP server': {
    members: { kea: ['kea-dhcp4'], dhcpd: ['dhcpd'], udhcpd: ['udhcpd'] },
    why: 'both answer the same requests, on port 67',
    remedy: 'Keep one of them in services.',
  },
  'name server': {
    members: { dnsmasq: ['dnsmasq'], unbound: ['unbound'], AdGuardHome: ['adguardhome'], blocky: ['blocky'] },
    why: 'both want port 53 of the same address, so the one that starts last does not run',
    remedy:
      'Keep one of them, or give one another port or address in a file: port= or listen-address= in /etc/dnsmasq.d/own.conf, port: or interface: in /etc/unbound/unbound.conf.',
  },
};

/**
 * What keeps a member out of the way of the others: of the role network, to cards that the profile does not configure; of
 * servers, to a port or address of its own.
 */
export const limits: Record<string, { path: RegExp; what: RegExp }> = {
  networkmanager: {
    path: /^etc\/NetworkManager\/(NetworkManager\.conf|conf\.d\/.+)$/,
    what: /unmanaged-devices|^\s*managed\s*=\s*(false|0)/m,
  },
  connman: { path: /^etc\/connman\/main\.conf$/, what: /NetworkInterfaceBlacklist/ },
  dhcpcd: { path: /^etc\/dhcpcd\.conf$/, what: /^\s*(denyinterfaces|allowinterfaces)/m },
  dropbear: { path: /^etc\/conf\.d\/dropbear$/, what: /-p\s*\S/ },
  sshd: { path: /^etc\/ssh\/sshd_config(\.d\/.+\.conf)?$/, what: /^\s*(Port\s+(?!22\s*$)|ListenAddress\s)/m },
  dnsmasq: {
    path: /^etc\/dnsmasq(\.conf|\.d\/.+)$/,
    what: /^\s*(port\s*=|listen-address\s*=|interface\s*=|except-interface\s*=\s*lo\b)/m,
  },
  unbound: { path: /^etc\/unbound\/.+/, what: /^\s*(port|interface|do-not-listen)\s*:/m },
  adguardhome: { path: /^(etc|var\/lib)\/.*AdGuardHome\.yaml$/i, what: /bind_hosts|port/ },
  blocky: { path: /^etc\/blocky/, what: /dns:\s*\S/ },
  udhcpd: { path: /^etc\/udhcpd\.conf$/, what: /^\s*interface\s/m },
  dhcpd: { path: /^etc\/conf\.d\/dhcpd$/, what: /DHCPD_IFACE/ },
};

/** Servers that take port 53 of every address unless a file of theirs says otherwise. */
export const nameServers: Record<string, { path: RegExp; what: RegExp; remedy: string }> = {
  dnsmasq: {
    path: /^etc\/dnsmasq(\.conf|\.d\/.+)$/,
    what: /^\s*(bind-interfaces|bind-dynamic|port\s*=\s*0\s*$)/m,
    remedy:
      'Add /etc/dnsmasq.d/host.conf under files, with two lines: bind-dynamic, and except-interface=virbr0 (the bridge of that network).',
  },
  adguardhome: {
    path: /^(etc|var\/lib)\/.*AdGuardHome\.yaml$/i,
    what: /bind_hosts/,
    remedy: 'Set dns.bind_hosts in AdGuardHome.yaml to the addresses of this host alone.',
  },
  coredns: {
    path: /^etc\/coredns\//,
    what: /\bbind\b/,
    remedy: 'Add bind, with the addresses of this host, to its Corefile.',
  },
  blocky: { path: /^etc\/blocky/, what: /dns:\s*\S*\d\.\d/, remedy: 'Give ports.dns an address of this host.' },
  dnsd: {
    path: /^etc\/conf\.d\/dnsd$/,
    what: /-i\s/,
    remedy: 'Add -i and an address of this host to /etc/conf.d/dnsd.',
  },
};

/** What turns on filtering of bridged frames (br_netfilter), and drops forwarded ones. */
export const containers: Record<string, string> = {
  docker: 'dockerd',
  k3s: 'k3s',
  rke2: 'rke2',
  kubelet: 'Kubernetes',
};
