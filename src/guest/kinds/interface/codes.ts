import { error, warning } from '#src/findings/code.ts';
import { findingsOf } from '#src/findings/finding.ts';

export const { codes, problem } = findingsOf({
  'card-several-sources': error<{ keys: string }>(
    (v) => `the network interface has ${v.keys}, but it can have only one source`,
    'Keep one of them.',
  ),
  'card-without-source': error(
    'the network interface has no source',
    'Add what it connects to: bridge: br0, network: default, direct: eth0, user: true or hostdev: 0000:03:10.0.',
  ),
  'bridge-unknown': error<{ bridge: string; known: string }>(
    (v) => `the bridge ${v.bridge} is not defined`,
    (v) =>
      v.known === 'none'
        ? `Add it under network.interfaces, with the network cards that it has: ${v.bridge}: { bridge: { ports: [eth0] } }.`
        : `Use one that is defined: ${v.known}. Or add it under network.interfaces, with a network card that no other bridge has: ${v.bridge}: { bridge: { ports: [eth1] } }.`,
  ),
  'bridge-of-linux': error<{ bridge: string }>(
    (v) => `${v.bridge} is a Linux bridge, but virtualport: openvswitch needs an Open vSwitch bridge`,
    'Remove virtualport, or name an Open vSwitch bridge.',
  ),
  'bridge-not-made': warning<{ bridge: string }>(
    (v) => `nothing in this profile creates the Open vSwitch bridge ${v.bridge}`,
    (v) =>
      `Create it once on the target: ovs-vsctl add-br ${v.bridge}, and add a network card that the host does not use: ovs-vsctl add-port ${v.bridge} eth1. Open vSwitch remembers both in /etc/openvswitch.`,
  ),
  'network-unknown': error<{ network: string; known: string }>(
    (v) => `the virtual network ${v.network} is not defined`,
    (v) => `Add it under libvirt.networks (defined: ${v.known}).`,
  ),
  'mac-not-unicast': error<{ mac: string }>(
    (v) => `${v.mac} is a multicast address, not that of a network card`,
    'Use an address whose first byte is even, such as 52:54:00:12:34:56.',
  ),
  'duplicate-mac': error<{ mac: string; owner: string }>(
    (v) => `${v.mac} already belongs to ${v.owner}`,
    'Correct one of the two: every network card needs an address of its own.',
  ),
  'vlan-tag-refused': error<{ connection: 'direct' | 'user' }>(
    (v) =>
      `libvirt refuses a VLAN tag on ${v.connection === 'user' ? 'a user network' : 'a card of the host through macvtap (except in mode passthrough)'}`,
    'Make the VLAN on the host: add an interface with vlan: { link: …, id: … } and a bridge on it under network.interfaces, and connect the guest to that bridge without vlan.',
  ),
  'vlan-tag-on-bridge': error<{ release: string }>(
    (v) => `the libvirt of Alpine ${v.release} refuses a VLAN tag on a Linux bridge, and does not start the guest`,
    'Make the VLAN on the host: add an interface with vlan: { link: …, id: … } and a bridge on it under network.interfaces, and connect the guest to that bridge without vlan.',
  ),
  'vlan-tag-has-no-effect': warning<{ release: string; refused: boolean }>(
    (v) =>
      `the VLAN tag has no effect, because the bridge does not filter VLANs (vlan_filtering)${v.refused ? `; and the libvirt of Alpine ${v.release} may be older than 11.0, which refuses it` : ''}`,
    'Make the VLAN on the host: add an interface with vlan: { link: …, id: … } and a bridge on it under network.interfaces. Or turn vlan_filtering on yourself (ip link set br0 type bridge vlan_filtering 1).',
  ),
  'card-not-virtual-function': error<{ device: string; own: boolean }>(
    (v) =>
      `${v.device} is ${v.own ? 'the network card itself, from which the virtual functions are made' : 'no virtual function'}, and libvirt gives guests only these as network cards`,
    'Name the address of a virtual function, or pass the whole device through: under hostdevs and passthrough.devices.',
  ),
  'function-settings-differ': error<{ device: string; key: 'mac' | 'vlan'; card: string; made: string }>(
    (v) => `the virtual function ${v.device} has ${v.key}: ${v.made}, and the guest would replace it with ${v.card}`,
    'Give both the same value, or remove one of the two.',
  ),
  'function-vlan-unknown': error<{ device: string; parent: string }>(
    (v) =>
      `${v.device} may be a virtual function of ${v.parent} with a VLAN, and libvirt would remove that when the guest starts`,
    'Add vlan here too, or collect facts (mkapkovl probe), which show which virtual function it is.',
  ),
  'vlan-trunk-on-function': error<{ device: string }>(
    (v) => `a virtual function carries one VLAN, so ${v.device} cannot have several`,
    'Write the number of one VLAN.',
  ),
  'mtu-of-guest-too-large': warning<{ mtu: number; name: string; carried: number }>(
    (v) => `${v.name} carries ${v.carried} bytes at most, so larger frames of this guest (mtu ${v.mtu}) are dropped`,
    (v) => `Give ${v.name} and its ports mtu: ${v.mtu} too, or reduce this one to ${v.carried}.`,
  ),
});
