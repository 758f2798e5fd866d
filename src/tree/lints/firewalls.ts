import type { Problem } from '../../findings/finding.ts';
import type { Host } from '../../host/host.ts';
import { hasAtLeast } from '../../target/versions.ts';
import type { Tree } from '../entry.ts';
import { problemAt } from './codes.ts';
import { containers, type Enabled, enabledIn, type PathOf, pathsIn, type Wording } from './daemon-table.ts';
import { packagesIn } from './entries.ts';

/** Firewalls that drop what guests need, or what their owner needs to reach the host. */
export function lintFirewalls(tree: Tree, host: Host): Problem[] {
  const enabled = enabledIn(tree);
  const pathOf = pathsIn(tree);
  return [
    ...framesOfGuests(host, enabled, pathOf),
    ...packetsOfNetworks(host, enabled, pathOf, packagesIn(tree)),
    ...closedByDefault(tree, host, enabled, pathOf),
  ];
}

type Networks = NonNullable<Host['libvirt']>['networks'];

/** Networks of libvirt whose guests reach others, or each other, through the host's own firewall. */
const routed = ({ libvirt }: Host): [string, Networks[string]][] =>
  Object.entries(libvirt?.networks ?? {}).filter(([, { forward }]) => ['nat', 'route', 'open'].includes(forward));

/** With its own tables of nftables (from 29 on, and only if asked to) docker never sets the policy of FORWARD. */
const leavesForward = /"(iptables"\s*:\s*false|ip-forward-no-drop"\s*:\s*true|firewall-backend"\s*:\s*"nftables")/;
const dockerLeavesForward = ({ says }: Enabled) => says(/^etc\/docker\/daemon\.json$/, leavesForward);

const sysctlFiles = /^etc\/sysctl(\.conf|\.d\/.+\.conf)$/;

/**
 * dockerd sets the policy of FORWARD to DROP and loads br_netfilter, which sends frames of bridges through it too
 * (docs.docker.com, packet filtering and firewalls). The sysctl exists only once the module is loaded.
 */
function framesOfGuests(host: Host, enabled: Enabled, pathOf: PathOf): Problem[] {
  const { services, says } = enabled;
  const service = Object.keys(containers).find((each) => services.has(each));
  if (!service || !bridged(host)) return [];
  const loaded = says(/^etc\/(modules|modules-load\.d\/.+\.conf)$/, /^\s*br[_-]netfilter\s*$/m);
  const unfiltered = says(sysctlFiles, /^\s*net[./]bridge[./]bridge-nf-call-iptables\s*=\s*0/m);
  if ((loaded && unfiltered) || (service === 'docker' && dockerLeavesForward(enabled))) return [];
  return [problemAt('bridged-frames-dropped', pathOf(service), { name: containers[service]!, half: unfiltered })];
}

function bridged({ vms, libvirt, network }: Host): boolean {
  const networks = libvirt?.networks ?? {};
  return Object.values(vms).some((guest) =>
    guest.networks.some((card) => {
      const bridge = card.bridge ?? (card.network === undefined ? undefined : networks[card.network]?.bridge);
      return bridge !== undefined && network.interfaces[bridge]?.bridge !== undefined;
    }),
  );
}

/**
 * dockerd sets that policy if it is the one that turns forwarding on (moby, setup_ip_forwarding.go), and OpenRC starts it
 * before libvirtd. libvirt's rules for iptables accept packets of its networks before the policy counts. Those for
 * nftables are in a table of their own, and what that accepts another one may still drop; libvirt has them from 10.4 on,
 * and takes them where it finds nft (bridge_driver_conf.c). For forward: open it makes no rules at all.
 */
function packetsOfNetworks(host: Host, enabled: Enabled, pathOf: PathOf, packages: readonly string[]): Problem[] {
  const { services, says } = enabled;
  if (!services.has('docker') || dockerLeavesForward(enabled)) return [];
  if (says(sysctlFiles, /^\s*net[./]ipv4[./]ip_forward\s*=\s*1/m)) return [];
  const byTables =
    packages.includes('nftables') &&
    hasAtLeast(host.alpine.release, 'libvirt', '10.4') !== false &&
    !says(/^etc\/libvirt\/network\.conf$/, /^\s*firewall_backend\s*=\s*"iptables"/m);
  const found = routed(host).find(([, { forward }]) => forward === 'open' || byTables);
  if (!found) return [];
  const [network, { forward }] = found;
  return [problemAt('forwarded-packets-dropped', pathOf('docker'), { network, open: forward === 'open' })];
}

/**
 * Rules for the chain input of Alpine's table that accept more than answers, the host itself, guests and other protocols.
 * What another table accepts this one still drops (nft(8), CHAINS).
 */
const opensInput = {
  test: (text: string) =>
    /\binet\s+filter\b/.test(text) && /\binput\b/.test(text) && text.split(/[;\n]/).some((rule) => accepts(rule)),
};
const accepts = (rule: string) =>
  /\baccept\b/.test(rule) &&
  !/\b(established|related)\b|\biif(name)?\s+"?(lo\b|virbr)/.test(rule) &&
  // Ping and VPNs, say.
  (!/\b(icmp|icmpv6|ipv6-icmp|udp)\b/.test(rule) || /\btcp\b/.test(rule));

/**
 * The ruleset that Alpine's package brings drops what comes in and what is forwarded, ssh as well, and includes
 * /etc/nftables.d (aports, main/nftables/nftables.nft). No other table can take that back.
 */
function closedByDefault(tree: Tree, host: Host, { services, says }: Enabled, pathOf: PathOf): Problem[] {
  const rules = (what: Wording) =>
    says(/^etc\/nftables\.d\/.+\.nft$/, { test: (text) => what.test(text.replace(/#.*/g, '')) });
  if (!services.has('nftables') || tree.has('etc/nftables.nft') || rules(/^\s*(flush|delete|destroy)\b/m)) return [];
  const closed = rules(opensInput) ? [] : [problemAt('firewall-closes-ssh', pathOf('nftables'), undefined)];
  const without = routed(host).find(([, { bridge }]) => !rules(new RegExp(`virbr|\\b${bridge ?? 'virbr'}\\b`)));
  return without
    ? [
        ...closed,
        problemAt('firewall-drops-guests', pathOf('nftables'), { network: without[0], bridge: without[1].bridge }),
      ]
    : closed;
}
