import type { Problem } from '../../findings/finding.ts';
import type { Host } from '../../host/host.ts';
import type { Tree } from '../entry.ts';
import { problemAt } from './codes.ts';
import { type Enabled, enabledIn, limits, nameServers, type PathOf, pathsIn, roles } from './daemon-table.ts';

/** Daemons that cannot both do their work on one host. */
export function lintDaemons(tree: Tree, host: Host): Problem[] {
  const enabled = enabledIn(tree);
  const pathOf = pathsIn(tree);
  return [...sameRole(enabled, pathOf), ...portOfNames(host, enabled, pathOf)];
}

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
