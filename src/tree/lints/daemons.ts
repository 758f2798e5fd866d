import type { Problem } from '../../findings/finding.ts';
import type { Host } from '../../host/host.ts';
import type { Tree } from '../entry.ts';
import { problemAt } from './codes.ts';
import { containers, type Enabled, enabledIn, limits, nameServers, roles } from './daemon-table.ts';

/** Daemons that cannot both do their work on one host. */
export function lintDaemons(tree: Tree, host: Host): Problem[] {
  const enabled = enabledIn(tree);
  const pathOf = (service: string) => {
    const link = [...tree.values()].find(({ path }) => new RegExp(`^etc/runlevels/[^/]+/${service}$`).test(path));
    return { path: link?.origin.paths[0] ?? [], key: link?.origin.paths[0]?.[0] === 'services' };
  };
  return [
    ...sameRole(enabled, pathOf),
    ...portOfNames(host, enabled, pathOf),
    ...framesOfGuests(host, enabled, pathOf),
  ];
}

type PathOf = (service: string) => { path: (string | number)[] | readonly (string | number)[]; key: boolean };

function sameRole({ services, says }: Enabled, pathOf: PathOf): Problem[] {
  return Object.values(roles).flatMap(({ members, why, remedy }) => {
    const present = Object.entries(members).flatMap(([name, own]) => {
      const service = own.find((each) => services.has(each));
      const limit = service === undefined ? undefined : limits[service];
      return service === undefined || (limit && says(limit.path, limit.what)) ? [] : [{ name, service }];
    });
    // Point at one that the profile's services have: that is the one to remove.
    const wanted = present.find(({ service }) => pathOf(service).key);
    const other = present.find((each) => each !== wanted);
    if (!wanted || !other) return [];
    return [problemAt('daemons-fight', pathOf(wanted.service), { one: wanted.name, other: other.name, why, remedy })];
  });
}

/** libvirt starts a dnsmasq for each network with an address, on port 53 of its bridge. */
function portOfNames({ libvirt }: Host, { services, says }: Enabled, pathOf: PathOf): Problem[] {
  const network = Object.entries(libvirt?.networks ?? {}).find(
    ([, { address, ipv6, dns }]) => (address !== undefined || ipv6 !== undefined) && dns?.enable !== false,
  );
  if (!network) return [];
  return Object.entries(nameServers).flatMap(([service, { path, what, remedy }]) =>
    services.has(service) && !says(path, what)
      ? [problemAt('name-server-takes-port', pathOf(service), { name: service, network: network[0], remedy })]
      : [],
  );
}

/**
 * dockerd sets the policy of FORWARD to DROP and loads br_netfilter, which sends frames of bridges through it too
 * (docs.docker.com, packet filtering and firewalls). The sysctl exists only once the module is loaded.
 */
function framesOfGuests(host: Host, { services, says }: Enabled, pathOf: PathOf): Problem[] {
  const service = Object.keys(containers).find((each) => services.has(each));
  if (!service || !bridged(host)) return [];
  const loaded = says(/^etc\/(modules|modules-load\.d\/.+\.conf)$/, /^\s*br_netfilter\s*$/m);
  const unfiltered = says(
    /^etc\/sysctl(\.conf|\.d\/.+\.conf)$/,
    /^\s*net[./]bridge[./]bridge-nf-call-iptables\s*=\s*0/m,
  );
  const untouched = says(/^etc\/docker\/daemon\.json$/, /"(iptables"\s*:\s*false|ip-forward-no-drop"\s*:\s*true)/);
  if ((loaded && unfiltered) || (service === 'docker' && untouched)) return [];
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
