import type { Problem } from '../../findings/finding.ts';
import { problem as interfaceProblem } from '../../guest/kinds/interface/codes.ts';
import type { Host } from '../../host/host.ts';
import { alsoAt, usedByHost } from '../../host/own-disks.ts';
import { diskName } from '../../machine/disk-names.ts';
import { lasts, tmpfsOf } from '../../target/lasting.ts';
import { problem } from './codes.ts';
import { checkNetworks } from './networks/check.ts';
import { bridgeOf, isOutside } from './networks/forward.ts';
import { checkVolumes } from './volumes/check.ts';

export function check(host: Host): Problem[] {
  return [
    ...communityMissing(host),
    ...poolsInOnePlace(host),
    ...poolsInMemory(host),
    ...poolsOnHostDisks(host),
    ...bridgeTaken(host),
    ...networksOverlap(host),
    ...forwardWithoutAddress(host),
    ...addressOfNoHost(host),
    ...bridgeOfTheHost(host),
    ...backendUncertain(host),
    ...checkNetworks(host),
    ...checkVolumes(host),
  ];
}

/** Only main is sure to lack them: what is in another address or in a folder of the target, the profile does not show. */
function communityMissing({ alpine, libvirt, vms }: Host): Problem[] {
  const wanted = libvirt !== undefined || Object.keys(vms).length > 0;
  const mainAlone = alpine.repositories.every((name) => /(^|\/)main\/?$/.test(name));
  return wanted && mainAlone ? [problem('libvirt-needs-community', ['alpine', 'repositories'], undefined)] : [];
}

function poolsInOnePlace({ libvirt }: Host): Problem[] {
  const pools = Object.entries(libvirt?.pools ?? {});
  return pools.flatMap(([name, { path, type }], index) => {
    // Pools of type disk share one folder for partitions, and iscsi pools one for logical units.
    if (type === 'disk' || type === 'iscsi') return [];
    const [owner] = pools.find(([, other]) => other.path === path)!;
    const details = { related: [{ path: ['libvirt', 'pools', owner, 'path'], message: `${owner} has it here` }] };
    return pools[index]![0] === owner
      ? []
      : [problem('pool-path-taken', ['libvirt', 'pools', name, 'path'], { path, owner }, details)];
  });
}

/** A volume group is on a disk, and libvirt itself mounts the folder of a file server. */
function poolsInMemory(host: Host): Problem[] {
  return Object.entries(host.libvirt?.pools ?? {}).flatMap(([name, { type, path }]) =>
    type === 'dir' && !lasts(host, path)
      ? [problem('pool-in-memory', ['libvirt', 'pools', name, 'path'], { path, tmpfs: tmpfsOf(host, path) })]
      : [],
  );
}

/** A separate file system may be on a partition of the system disk, which a pool of type disk would give to guests. */
function poolsOnHostDisks(host: Host): Problem[] {
  return Object.entries(host.libvirt?.pools ?? {}).flatMap(([name, { type, ...pool }]) => {
    if ((type !== 'disk' && type !== 'fs') || !('source' in pool) || !('device' in pool.source)) return [];
    const source = pool.source.device;
    const use = type === 'fs' && diskName(source)?.partition ? undefined : usedByHost(host, source, name);
    const path = ['libvirt', 'pools', name, 'source', 'device'];
    return use ? [problem('pool-of-the-host-disk', path, { source, why: use.why }, alsoAt(use))] : [];
  });
}

function bridgeTaken({ libvirt, network }: Host): Problem[] {
  const networks = Object.entries(libvirt?.networks ?? {});
  const used = new Map(
    Object.keys(network.interfaces).map((name) => [name, { owner: 'the host', path: ['network', 'interfaces', name] }]),
  );
  return networks.flatMap(([name, value], index) => {
    const bridge = isOutside(value) ? undefined : bridgeOf(value, index);
    if (!bridge) return [];
    const path = ['libvirt', 'networks', name, 'bridge'];
    const other = used.get(bridge);
    used.set(bridge, { owner: `network ${name}`, path });
    if (!other) return [];
    const details = { related: [{ path: other.path, message: `${other.owner} has it here` }] };
    return [problem('network-bridge-taken', path, { bridge, owner: other.owner }, details)];
  });
}

/** libvirt refuses to start a network whose addresses the host already has (bridge_driver's network_in_use check). */
function networksOverlap({ libvirt, network }: Host): Problem[] {
  const seen = Object.entries(network.interfaces).flatMap(([name, { ipv4 }]) =>
    typeof ipv4 === 'object'
      ? [{ owner: name, range: rangeOf(ipv4.address), path: ['network', 'interfaces', name, 'ipv4', 'address'] }]
      : [],
  );
  return Object.entries(libvirt?.networks ?? {}).flatMap(([name, { address }]) => {
    if (!address) return [];
    const range = rangeOf(address);
    const path = ['libvirt', 'networks', name, 'address'];
    const other = seen.find((known) => known.range.first <= range.last && range.first <= known.range.last);
    seen.push({ owner: `network ${name}`, range, path });
    if (!other) return [];
    const details = { related: [{ path: other.path, message: `${other.owner} has its address here` }] };
    return [problem('networks-overlap', path, { address, owner: other.owner }, details)];
  });
}

function rangeOf(prefix: string): { first: number; last: number } {
  const [address = '', length = '32'] = prefix.split('/');
  const own = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const width = 2 ** (32 - Number(length));
  const first = own - (own % width);
  return { first, last: first + width - 1 };
}

/** libvirt refuses to define such a network (network_conf.c, virNetworkDefParseXML). */
function forwardWithoutAddress({ libvirt }: Host): Problem[] {
  return Object.entries(libvirt?.networks ?? {}).flatMap(([name, network]) =>
    network.forward !== 'none' && !isOutside(network) && !network.address && !network.ipv6
      ? [problem('network-without-address', ['libvirt', 'networks', name], { name, forward: network.forward })]
      : [],
  );
}

/** A bridge that guests go through must be one of the host's. */
function bridgeOfTheHost({ libvirt, network }: Host): Problem[] {
  const bridges = Object.entries(network.interfaces).flatMap(([name, { bridge }]) => (bridge ? [name] : []));
  return Object.entries(libvirt?.networks ?? {}).flatMap(([name, value]) =>
    isOutside(value) && value.bridge && !bridges.includes(value.bridge)
      ? [
          interfaceProblem('bridge-unknown', ['libvirt', 'networks', name, 'bridge'], {
            bridge: value.bridge,
            known: bridges.join(', ') || 'none',
          }),
        ]
      : [],
  );
}

/**
 * Before 3.23 the build does not name its storage backends, and iscsi is not among those it names since (libvirt's
 * APKBUILD).
 */
function backendUncertain({ libvirt }: Host): Problem[] {
  return Object.entries(libvirt?.pools ?? {}).flatMap(([name, { type }]) =>
    type === 'iscsi' ? [problem('pool-backend-uncertain', ['libvirt', 'pools', name, 'type'], { type })] : [],
  );
}

/**
 * The first and last address of a network are the network address and the broadcast address (except in a /31, RFC
 * 3021).
 */
function addressOfNoHost({ libvirt }: Host): Problem[] {
  return Object.entries(libvirt?.networks ?? {}).flatMap(([name, { address }]) => {
    if (!address || Number(address.split('/')[1]) > 30) return [];
    const own = rangeOf(`${address.split('/')[0]}/32`).first;
    const { first, last } = rangeOf(address);
    return own === first || own === last
      ? [problem('network-address-reserved', ['libvirt', 'networks', name, 'address'], { address })]
      : [];
  });
}
