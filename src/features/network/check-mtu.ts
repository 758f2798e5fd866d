import type { Problem } from '../../findings/finding.ts';
import type { Host } from '../../host/host.ts';
import { mtuOf } from '../../host/mtu.ts';
import { portName, portsOf } from '../../host/ports.ts';
import { problem } from './codes.ts';

/** Whether each layer of the network can carry what the layer above it sends. */
export function checkMtu(host: Host): Problem[] {
  return [...vlanAboveLink(host), ...bridgeAbovePorts(host), ...portUnlikeBond(host), ...tooSmallForIpv6(host)];
}

const at = (name: string) => ['network', 'interfaces', name, 'mtu'];

/** The kernel refuses it (vlan_dev_change_mtu, ERANGE), and ifupdown-ng raises the link in the same request. */
function vlanAboveLink({ network: { interfaces } }: Host): Problem[] {
  return Object.entries(interfaces).flatMap(([name, { vlan, mtu }]) => {
    if (!vlan || mtu === undefined) return [];
    const carried = mtuOf(interfaces, vlan.link);
    const below = carrierOf(interfaces, vlan.link);
    return mtu > carried ? [problem('mtu-above-link', at(name), { name, mtu, link: vlan.link, carried, below })] : [];
  });
}

/** The interface whose mtu decides: a bond decides for its ports, and the smallest port for a bridge without its own. */
function carrierOf(interfaces: Host['network']['interfaces'], name: string): string {
  const bond = portsOf(interfaces).find((port) => port.name === name && interfaces[port.owner]?.bond);
  return bond ? bond.owner : name;
}

/** br_change_mtu changes the bridge alone; its ports drop larger frames without a message (is_skb_forwardable). */
function bridgeAbovePorts({ network: { interfaces } }: Host): Problem[] {
  return Object.entries(interfaces).flatMap(([name, { bridge, mtu }]) => {
    if (!bridge || mtu === undefined) return [];
    const small = bridge.ports.map(portName).filter((port) => mtuOf(interfaces, port) < mtu);
    const [first] = small;
    return first === undefined
      ? []
      : [
          problem('mtu-above-ports', at(name), {
            name,
            mtu,
            ports: small.join(' and '),
            carried: mtuOf(interfaces, first),
            entries: small.map((port) => `${carrierOf(interfaces, port)}: { mtu: ${mtu} }`).join(', '),
          }),
        ];
  });
}

/** bond_enslave sets the MTU of each port to that of the bond. */
function portUnlikeBond({ network: { interfaces } }: Host): Problem[] {
  return portsOf(interfaces).flatMap(({ name, owner }) => {
    const own = interfaces[name]?.mtu;
    const bond = interfaces[owner]?.bond && mtuOf(interfaces, owner);
    return own === undefined || bond === undefined || own === bond
      ? []
      : [problem('mtu-of-port-has-no-effect', at(name), { name, mtu: own, owner, bond })];
  });
}

/** RFC 8200, section 5; the kernel takes IPv6 away from such an interface (addrconf_notify, NETDEV_CHANGEMTU). */
function tooSmallForIpv6({ network: { interfaces } }: Host): Problem[] {
  return Object.entries(interfaces).flatMap(([name, { mtu, ipv6 }]) =>
    mtu !== undefined && mtu < 1280 && typeof ipv6 === 'object'
      ? [problem('mtu-too-small', at(name), { name, mtu })]
      : [],
  );
}
