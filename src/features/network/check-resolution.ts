import type { Problem } from '../../findings/finding.ts';
import type { Host } from '../../host/host.ts';
import { portsOf } from '../../host/ports.ts';
import { checkNameServers } from './check-name-servers.ts';
import { problem } from './codes.ts';

/** Whether names are resolved, and stay as the profile says. */
export function checkResolution(host: Host): Problem[] {
  return [...noNameServer(host), ...checkNameServers(host), ...clientRewrites(host)];
}

/**
 * setup-alpine asks for name servers when no interface uses DHCP (setup-alpine.in), and the installation would wait
 * forever. Nothing on Alpine takes name servers from router advertisements: udhcpc knows IPv4 only, and the kernel leaves
 * that option (RFC 8106) to programs.
 */
function noNameServer({ network: { interfaces, dns }, install }: Host): Problem[] {
  const ports = new Set(portsOf(interfaces).map(({ name }) => name));
  const all = Object.entries(interfaces).filter(([name]) => name !== 'lo' && !ports.has(name));
  const values = all.map(([, value]) => value);
  const addressed = values.some(({ ipv4, ipv6 }) => typeof ipv4 === 'object' || typeof ipv6 === 'object');
  const advertised = install.mode !== 'existing' && values.some(({ ipv6 }) => ipv6 === 'auto');
  const dhcp = Object.values(interfaces).some(({ ipv4 }) => ipv4 === 'dhcp');
  return dhcp || !(addressed || advertised) || dns.servers.length > 0
    ? []
    : [problem('no-name-server', ['network', 'dns', 'servers'], { advertised: !addressed })];
}

/**
 * The programs that ifupdown-ng takes for DHCP before busybox' udhcpc if they are installed (executor-scripts/linux/dhcp),
 * and the file in which they can be made to leave /etc/resolv.conf alone.
 */
const clients = [
  { name: 'dhcpcd', file: '/etc/dhcpcd.conf', line: 'nohook resolv.conf' },
  { name: 'dhclient', file: '/etc/dhclient-enter-hooks', line: 'make_resolv_conf() { :; }' },
];

function clientRewrites({ network: { interfaces, dns }, packages, files }: Host): Problem[] {
  const dhcp = Object.values(interfaces).some(({ ipv4 }) => ipv4 === 'dhcp');
  const client = clients.find(({ name }) => packages.includes(name));
  const set = (['servers', 'search'] as const).find((key) => dns[key].length > 0);
  if (!dhcp || !client || !set || files[client.file]) return [];
  const related = [{ path: ['packages', packages.indexOf(client.name)], message: `${client.name} is installed here` }];
  return [problem('dhcp-client-replaces-names', ['network', 'dns', set], client, { related })];
}
