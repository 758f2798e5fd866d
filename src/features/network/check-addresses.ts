import type { Problem } from '../../findings/finding.ts';
import type { Host } from '../../host/host.ts';
import { portsOf } from '../../host/ports.ts';
import { isReserved, isWithin, networkOf, overlap } from '../../profile/networks.ts';
import { problem } from './codes.ts';

type Interfaces = Host['network']['interfaces'];

/** Whether the addresses of the host and its gateways are possible, alone and together. */
export function checkAddresses(host: Host): Problem[] {
  const addresses = addressesOf(host.network.interfaces);
  return [
    ...duplicateAddresses(addresses),
    ...unusable(addresses),
    ...gatewayOutside(addresses),
    ...gatewayIsTaken(addresses),
    ...severalGateways(addresses),
    ...sameNetworkTwice(addresses),
    ...noWayOut(host, addresses),
  ];
}

type Addresses = ReturnType<typeof addressesOf>;
type Placed = Pick<Addresses[number], 'name' | 'family' | 'bare'>;

function addressesOf(interfaces: Interfaces) {
  return Object.entries(interfaces).flatMap(([name, value]) =>
    (['ipv4', 'ipv6'] as const).flatMap((family) => {
      const setting = value[family];
      const at = ['network', 'interfaces', name, family];
      if (typeof setting !== 'object') return [];
      return [{ name, family, ...setting, bare: setting.address.split('/')[0]!.toLowerCase(), at }];
    }),
  );
}

/** A link-local address is one of its interface alone (RFC 4007), such as fe80::1 of a router on each of its links. */
function isSameAddress(one: Placed, other: Placed): boolean {
  const same = one.family === other.family && networkOf(one.bare).own === networkOf(other.bare).own;
  return same && (one.name === other.name || !isWithin(one.bare, 'fe80::/10'));
}

function duplicateAddresses(all: Addresses): Problem[] {
  return all.flatMap(({ name, family, bare, at }, index) => {
    const first = all.findIndex((other) => isSameAddress(other, { name, family, bare }));
    const other = all[first]!;
    if (first === index) return [];
    const related = [{ path: [...other.at, 'address'], message: `${other.name} has it here` }];
    return [problem('duplicate-address', [...at, 'address'], { address: bare, owner: other.name }, { related })];
  });
}

/** Addresses that the kernel refuses or that no other host answers (RFC 6890, RFC 5771, RFC 4291). */
const never = [
  { range: '0.0.0.0/8', why: 'it stands for no host' },
  { range: '127.0.0.0/8', why: 'it is of the loopback interface' },
  { range: '224.0.0.0/3', why: 'it is of multicast groups, or reserved' },
  { range: '::/127', why: 'it is of no host, or of the loopback interface' },
  { range: 'ff00::/8', why: 'it is of a multicast group' },
];

function unusable(all: Addresses): Problem[] {
  return all.flatMap(({ name, bare, address, at }) => {
    const kind = name === 'lo' ? undefined : never.find(({ range }) => isWithin(bare, range));
    if (kind) return [problem('address-unusable', [...at, 'address'], { address: bare, why: kind.why })];
    if (!isReserved(bare, address)) return [];
    return [
      problem('address-unusable', [...at, 'address'], { address, why: 'it is the first or the last of its network' }),
    ];
  });
}

/** The kernel refuses a gateway that it cannot reach directly. IPv6 gateways may be link-local. */
function gatewayOutside(all: Addresses): Problem[] {
  return all.flatMap(({ address, gateway, at }) =>
    gateway && !isWithin(gateway, address) && !isWithin(gateway, 'fe80::/10')
      ? [problem('gateway-outside-network', [...at, 'gateway'], { gateway, address })]
      : [],
  );
}

/** A host cannot be its own gateway (fib_check_nh: "Nexthop has invalid gateway"), and no router has a reserved address. */
function gatewayIsTaken(all: Addresses): Problem[] {
  return all.flatMap(({ name, family, gateway, address, at }) => {
    if (!gateway) return [];
    const own = all.find((each) => isSameAddress(each, { name, family, bare: gateway }));
    if (own) {
      const related = [{ path: [...own.at, 'address'], message: `${own.name} has it here` }];
      return [problem('gateway-is-the-host', [...at, 'gateway'], { gateway, owner: own.name }, { related })];
    }
    return isWithin(gateway, address) && isReserved(gateway, address)
      ? [problem('gateway-reserved', [...at, 'gateway'], { gateway, address })]
      : [];
  });
}

/** For IPv6 too: without a metric of its own the kernel refuses a second route (fib6_add_rt2node, NLM_F_EXCL). */
function severalGateways(all: Addresses): Problem[] {
  return (['ipv4', 'ipv6'] as const).flatMap((kind) => {
    const [first, ...others] = all.filter(({ family, gateway }) => family === kind && gateway);
    return others.map(({ at }) => {
      const related = [{ path: [...first!.at, 'gateway'], message: 'the first one' }];
      return problem('several-gateways', [...at, 'gateway'], { first: first!.name }, { related });
    });
  });
}

/** Two interfaces in one network: the kernel answers for both on either (arp_filter is off), and sends through one. */
function sameNetworkTwice(all: Addresses): Problem[] {
  const wide = all.filter(({ family, address }) => family === 'ipv4' && networkOf(address).length < 32);
  return wide.flatMap(({ name, address, bare, at }, index) => {
    const other = wide.slice(0, index).find((each) => each.name !== name && overlap(each.address, address));
    if (!other || other.bare === bare) return [];
    const related = [{ path: [...other.at, 'address'], message: `${other.name} has its address here` }];
    return [problem('interfaces-overlap', [...at, 'address'], { address, owner: other.name }, { related })];
  });
}

/** Packages come from a mirror, which needs a route unless it is in a network of the host or a folder of the target. */
function noWayOut({ network: { interfaces }, alpine, install }: Host, all: Addresses): Problem[] {
  const first = all.find(({ family }) => family === 'ipv4') ?? all[0];
  const ports = new Set(portsOf(interfaces).map(({ name }) => name));
  const announced = Object.entries(interfaces).filter(([name, { ipv6 }]) => ipv6 === 'auto' && !ports.has(name));
  // It is the default, so next to an address of IPv4 it does not say that there is a router for IPv6.
  const wanted = announced.some(([, { ipv4 }]) => typeof ipv4 !== 'object');
  const learned = wanted || Object.values(interfaces).some(({ ipv4 }) => ipv4 === 'dhcp');
  if (!first || learned || install.mode === 'existing' || all.some(({ gateway }) => gateway)) return [];
  const mirrors = alpine.repositories.map((each) => (each === 'main' || each === 'community' ? alpine.mirror : each));
  const near = (mirror: string) => {
    const host = mirror.startsWith('/') ? undefined : new URL(mirror).hostname.replace(/^\[|\]$/g, '');
    if (host === undefined) return true;
    if (/^[\d.]+$|:/.test(host)) return all.some(({ address }) => isWithin(host, address));
    // The name of another mirror may be one of the local network.
    return !/(^|\.)alpinelinux\.org$/i.test(host);
  };
  const far = mirrors.find((mirror) => !near(mirror));
  return far === undefined
    ? []
    : [problem('no-default-route', first.at, { mirror: far, announced: announced.length > 0 })];
}
