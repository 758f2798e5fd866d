import type { Problem } from '../../findings/finding.ts';
import type { Host } from '../../host/host.ts';
import { portsOf } from '../../host/ports.ts';
import { isWithin, networkOf } from '../../profile/networks.ts';
import { problem } from './codes.ts';

/** Whether the name servers can answer this host. */
export function checkNameServers(host: Host): Problem[] {
  const { servers } = host.network.dns;
  return [...servers.flatMap((server, index) => ofOne(host, server, index)), ...notAsked(servers)];
}

const at = (index: number) => ['network', 'dns', 'servers', index];
const familyOf = (address: string) => (address.includes(':') ? 'IPv6' : 'IPv4');

function ofOne(host: Host, server: string, index: number): Problem[] {
  const { servers } = host.network.dns;
  const never = [...unusable].find(([range]) => isWithin(server, range));
  if (never) return [problem('name-server-unusable', at(index), { server, why: never[1] })];
  if (isOwn(host, server)) return answers(host) ? [] : [problem('name-server-is-the-host', at(index), { server })];
  const family = familyOf(server);
  if (servers.some((each) => isUsed(host, familyOf(each)))) return [];
  return isUsed(host, family) ? [] : [problem('name-server-unreachable', at(index), { server, family })];
}

const unusable = new Map([
  ['0.0.0.0/8', 'it stands for no host'],
  ['::/128', 'it stands for no host'],
  ['224.0.0.0/3', 'it is of multicast groups, or reserved'],
  ['ff00::/8', 'it is of a multicast group'],
]);

function isOwn({ network: { interfaces } }: Host, server: string): boolean {
  if (isWithin(server, '127.0.0.0/8') || isWithin(server, '::1/128')) return true;
  const { own } = networkOf(server);
  return Object.values(interfaces).some(({ ipv4, ipv6 }) =>
    [ipv4, ipv6].some(
      (each) =>
        typeof each === 'object' &&
        familyOf(each.address) === familyOf(server) &&
        networkOf(each.address.split('/')[0]!).own === own,
    ),
  );
}

/** What may answer on port 53: known servers, and whatever a container is. */
const mayAnswer =
  /^(dnsmasq|unbound|bind|named|adguardhome|coredns|blocky|pdns|knot|kresd|dnscrypt-proxy|stubby|dnsd|maradns|technitium|pihole|tinydns|dnscache|gdnsd|nsd|yadifa|busybox-extras|docker|podman|nerdctl|containerd|k3s|lxc|incus|tailscale|smartdns|mosdns|dnsproxy|dnsdist)/;

const answers = ({ packages, services, overlays }: Host) =>
  overlays.length > 0 || [...packages, ...Object.keys(services)].some((name) => mayAnswer.test(name));

function isUsed({ network: { interfaces } }: Host, family: string): boolean {
  const ports = new Set(portsOf(interfaces).map(({ name }) => name));
  return Object.entries(interfaces).some(
    ([name, { ipv4, ipv6 }]) => name !== 'lo' && !ports.has(name) && (family === 'IPv6' ? ipv6 : ipv4) !== 'none',
  );
}

/** musl reads MAXNS nameserver lines (resolvconf.c), and asks all of them at once. */
const limit = 3;

const notAsked = (servers: readonly string[]): Problem[] =>
  servers.length > limit ? [problem('name-servers-too-many', at(limit), { server: servers[limit]! })] : [];
