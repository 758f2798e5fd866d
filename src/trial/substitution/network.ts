import type { Host } from '../../host/host.ts';
import { portName } from '../../host/ports.ts';
import type { CardPlan } from '../hardware/cards.ts';
import type { Substitution, Untested } from '../trial.ts';
import { type Changed, type Situation, substitution } from './substitute.ts';

type Interfaces = Host['network']['interfaces'];
type Interface = Interfaces[string];
type Port = NonNullable<Interface['bridge']>['ports'][number];

const features = ['network', 'collected'];

/** Identifies cards by MAC address if their name does not follow from their order; name servers are QEMU's. */
export function network(host: Host, { cards }: Situation): Changed {
  const { interfaces, dns } = host.network;
  const substitutions: Substitution[] = [];
  const strange = new Map(strangers(cards, interfaces).map((card) => [card.name, card.mac]));
  for (const [name, mac] of strange) {
    const why = 'the cards of the virtual machine are named eth0, eth1 …';
    substitutions.push(
      substitution(['network', 'interfaces'], name, `${name}, by its address ${mac}`, why, ...features),
    );
  }
  const port = (each: Port): Port => {
    const mac = typeof each === 'string' ? strange.get(each) : undefined;
    return mac ? { mac, name: portName(each) } : each;
  };
  const found = Object.entries(interfaces).map(([name, each]): [string, Interface] => {
    const mac = each.mac ?? strange.get(name);
    return [
      name,
      {
        ...each,
        ...(mac ? { mac } : {}),
        ...(each.bridge ? { bridge: { ...each.bridge, ports: each.bridge.ports.map(port) } } : {}),
        ...(each.bond ? { bond: { ...each.bond, ports: each.bond.ports.map(port) } } : {}),
      },
    ];
  });
  const servers = dns.servers.map(
    (server) => cards.find(({ network }) => isIn(server, network.net))?.network.dns ?? server,
  );
  if (servers.some((server, index) => server !== dns.servers[index])) {
    const why = 'the real network cannot be reached; QEMU emulates one';
    substitutions.push(substitution(['network', 'dns', 'servers'], dns.servers, servers, why, ...features));
  }
  return {
    host: { ...host, network: { interfaces: Object.fromEntries(found), dns: { ...dns, servers } } },
    substitutions,
    untested: Object.entries(interfaces).flatMap(([name, each]) => notShown(name, each)),
  };
}

/** Cards whose name in the profile follows neither from their order nor from their address. */
function strangers(cards: readonly CardPlan[], interfaces: Interfaces): CardPlan[] {
  const known = JSON.stringify(interfaces).toLowerCase();
  return cards.filter(({ byOrder, mac }) => !byOrder && !known.includes(mac));
}

function isIn(address: string, net: string): boolean {
  const [base = '', length = ''] = net.split('/');
  const number = (text: string) => text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const size = 2 ** (32 - Number(length));
  return /^[\d.]+$/.test(address) && Math.floor(number(address) / size) === Math.floor(number(base) / size);
}

function notShown(name: string, { vlan, bond, ipv6 }: Interface): Untested[] {
  const why = 'the network that QEMU emulates does not support it';
  const untested: Untested[] = [];
  if (vlan)
    untested.push({ what: `that ${name} has a working connection`, why: `${why}: no tagged frames`, subject: name });
  if (bond?.mode === '802.3ad') untested.push({ what: `that ${name} works with a switch`, why, subject: name });
  if (typeof ipv6 === 'object')
    untested.push({ what: `that ${name} has a working IPv6 connection`, why, subject: name });
  return untested;
}
