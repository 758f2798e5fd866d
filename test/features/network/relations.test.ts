import { describe, expect, test } from 'vitest';
import { reported } from '../../support/reported.ts';

const near = (interfaces: string, more = '') =>
  reported(`network: { interfaces: { ${interfaces} }, dns: { servers: [9.9.9.9] } }\n${more}`);
const guest = (card: string) =>
  `vms: { fw: { memory: 1GiB, networks: [${card}] } }\nlibvirt: { networks: { jumbo: { address: 192.168.9.1/24, mtu: 9000 }, taps: { forward: bridge, dev: eth1 } } }\n`;
const bridge = 'br0: { bridge: { ports: [eth0] }, ipv4: dhcp }';

describe('refused or warned of', () => {
  test.each([
    ['a VLAN above a card', 'eth0.5: { vlan: { link: eth0, id: 5 }, ipv4: dhcp, mtu: 9000 }', 'mtu-above-link'],
    [
      'a VLAN above a VLAN',
      'v: { vlan: { link: eth0, id: 5 } }, w: { vlan: { link: v, id: 6 }, mtu: 1504, ipv4: dhcp }',
      'mtu-above-link',
    ],
    [
      'a VLAN above a bridge of small ports',
      `${bridge}, v: { vlan: { link: br0, id: 5 }, mtu: 9000 }`,
      'mtu-above-link',
    ],
    [
      'a VLAN on a port of a bond',
      'b: { bond: { ports: [eth0] }, ipv4: dhcp }, eth0: { mtu: 9000 }, v: { vlan: { link: eth0, id: 5 }, mtu: 9000 }',
      'mtu-above-link mtu-of-port-has-no-effect',
    ],
    [
      'a bridge with one small port',
      'br0: { bridge: { ports: [eth0, eth1] }, mtu: 9000, ipv4: dhcp }, eth0: { mtu: 9000 }',
      'mtu-above-ports',
    ],
    [
      'a bridge above a small bond',
      'b: { bond: { ports: [eth0] } }, br0: { bridge: { ports: [b] }, mtu: 9000, ipv4: dhcp }',
      'mtu-above-ports',
    ],
    [
      'a bridge above a port by MAC address',
      'br0: { bridge: { ports: [{ mac: "52:54:00:12:34:56" }] }, mtu: 1504, ipv4: dhcp }',
      'mtu-above-ports',
    ],
    [
      'a VLAN id three times',
      'a: { vlan: { link: eth0, id: 5 } }, b: { vlan: { link: eth0, id: 5 } }, c: { vlan: { link: eth0, id: 5 }, ipv4: dhcp }',
      'vlan-id-taken vlan-id-taken',
    ],
    [
      'a gateway that is another interface of the host',
      'eth0: { ipv4: { address: 10.0.0.2/24, gateway: 10.0.0.3 } }, eth1: { ipv4: { address: 10.0.0.3/32 } }',
      'gateway-is-the-host',
    ],
    [
      'an IPv6 gateway that is the host, written otherwise',
      'eth0: { ipv4: dhcp, ipv6: { address: "2001:db8::1/64", gateway: "2001:DB8:0::0:1" } }',
      'gateway-is-the-host',
    ],
    [
      'a gateway that is the broadcast address',
      'eth0: { ipv4: { address: 10.0.0.2/24, gateway: 10.0.0.255 } }',
      'gateway-reserved',
    ],
    ['a loopback address', 'eth0: { ipv4: { address: 127.0.1.1/8 } }', 'address-unusable no-default-route'],
    ['a multicast address', 'eth0: { ipv4: { address: 224.0.0.5/24 } }', 'address-unusable no-default-route'],
    ['a multicast address of IPv6', 'eth0: { ipv4: dhcp, ipv6: { address: "ff02::5/64" } }', 'address-unusable'],
    [
      'the same address twice, written otherwise',
      'eth0: { ipv4: dhcp, ipv6: { address: "fd00::a/64" } }, eth1: { ipv6: { address: "fd00:0::A/64" } }',
      'duplicate-address',
    ],
    ['a card by the name of systemd', 'ens18: { ipv4: dhcp }', 'card-name-unlikely'],
    [
      'a card by its MAC address, as systemd writes it',
      'br0: { bridge: { ports: [enx525400123456] }, ipv4: dhcp }',
      'card-name-unlikely',
    ],
    ['a card by the name of biosdevname', 'br0: { bridge: { ports: [p2p1] }, ipv4: dhcp }', 'card-name-unlikely'],
    ['a card by the name of FreeBSD', 'igb0: { ipv4: dhcp }', 'card-name-unlikely'],
    ['a VLAN on a card by the name of systemd', 'v: { vlan: { link: eno1, id: 5 }, ipv4: dhcp }', 'card-name-unlikely'],
    [
      'a wireless port by the name of systemd',
      'br0: { bridge: { ports: [eth0, wlp3s0] }, ipv4: dhcp }',
      'card-name-unlikely port-wireless',
    ],
    ['a second wireless card as a port', 'br0: { bridge: { ports: [wlan1] }, ipv4: dhcp }', 'port-wireless'],
  ])('%s', async (_, interfaces, codes) => {
    expect((await near(interfaces)).sort()).toEqual(codes.split(' ').sort());
  });

  test.each([
    [
      'macvtap on a port of a bond',
      'b: { bond: { ports: [eth0] }, ipv4: dhcp }',
      '{ direct: eth0 }',
      'direct-card-is-port',
    ],
    ['macvtap on a card of another system', bridge, '{ direct: { dev: eno2, mode: private } }', 'card-name-unlikely'],
    [
      'a network through a port of a bridge',
      'br0: { bridge: { ports: [eth1] }, ipv4: dhcp }',
      '{ network: taps }',
      'direct-card-is-port',
    ],
    ['a tag through a network on a card', bridge, '{ network: taps, vlan: 5 }', 'vlan-tag-refused'],
    [
      'a tag through a network with a bridge of its own',
      bridge,
      '{ network: jumbo, vlan: 5 }',
      'vlan-tag-has-no-effect',
    ],
    ['a guest above a bridge of small ports', bridge, '{ bridge: br0, mtu: 1504 }', 'mtu-of-guest-too-large'],
    ['a guest above its virtual network', bridge, '{ network: jumbo, mtu: 9001 }', 'mtu-of-guest-too-large'],
  ])('%s', async (_, interfaces, card, codes) => {
    expect((await near(interfaces, guest(card))).sort()).toEqual(codes.split(' ').sort());
  });

  test.each([
    [
      'dhclient with domains',
      'packages: [dhclient]\nnetwork: { dns: { search: [lan] } }\n',
      'dhcp-client-replaces-names',
    ],
    [
      'a static address on an existing host',
      'install: { mode: existing }\nnetwork: { interfaces: { eth0: { ipv4: { address: 10.0.0.2/24 } } } }\naccess: { root: { authorized_keys: ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGxPZ3FvRk5yWm9hTWJ2cWZ4Q3dKdEh5S2xQbVJzVHdY you@home"] } }\n',
      'no-name-server',
    ],
    ['IPv6 alone on a bridge', 'network: { interfaces: { br0: { bridge: { ports: [eth0] } } } }\n', 'no-name-server'],
    [
      'a mirror of the next network',
      'network: { interfaces: { eth0: { ipv4: { address: 10.0.0.2/24 }, ipv6: none } }, dns: { servers: [10.0.0.1] } }\nalpine: { release: "3.23", mirror: "http://10.0.1.1/alpine" }\n',
      'no-default-route',
    ],
  ])('%s', async (_, keys, codes) => {
    expect(await reported(keys)).toEqual(codes.split(' ').sort());
  });
});

describe('right, and without a finding', () => {
  test.each([
    [
      'a bond, VLAN and bridge, each with the MTU',
      'bond0: { bond: { ports: [eth0, eth1] }, mtu: 9000 }, v: { vlan: { link: bond0, id: 5 }, mtu: 9000 }, br0: { bridge: { ports: [v] }, mtu: 9000, ipv4: dhcp }',
    ],
    [
      'a bridge whose port has the MTU',
      'eth0: { mtu: 9000 }, br0: { bridge: { ports: [eth0] }, mtu: 9000, ipv4: dhcp }',
    ],
    [
      'a VLAN of a smaller MTU than its link',
      'eth0: { mtu: 9000 }, v: { vlan: { link: eth0, id: 5 }, ipv4: dhcp, mtu: 1500 }',
    ],
    [
      'a VLAN that inherits the MTU',
      'eth0: { mtu: 9000 }, v: { vlan: { link: eth0, id: 5 } }, br0: { bridge: { ports: [v] }, mtu: 9000, ipv4: dhcp }',
    ],
    ['an id on two links', 'v: { vlan: { link: eth0, id: 5 } }, w: { vlan: { link: eth1, id: 5 }, ipv4: dhcp }'],
    ['a link-local gateway', 'eth0: { ipv4: dhcp, ipv6: { address: "2001:db8::2/64", gateway: "fe80::1" } }'],
    ['a point-to-point network', 'eth0: { ipv4: { address: 10.0.0.0/31, gateway: 10.0.0.1 } }'],
    ['an address of the loopback interface', 'lo: { ipv4: { address: 10.9.9.9/32 } }, eth0: { ipv4: dhcp }'],
    ['USB and cellular cards', 'usb0: { ipv4: dhcp }, wwan0: { ipv4: none }'],
    ['a card that the profile names', 'enp3s0: { mac: "52:54:00:12:34:56", ipv4: dhcp }'],
    [
      'a port that the profile names',
      'br0: { bridge: { ports: [{ mac: "52:54:00:12:34:56", name: enp3s0 }] }, ipv4: dhcp }',
    ],
    [
      'interfaces that programs make',
      'br0: { bridge: { ports: [eth0, tap0, vxlan7] }, ipv4: dhcp }, wg0: { ipv4: { address: 10.8.0.1/24 } }',
    ],
    [
      'two networks',
      'eth0: { ipv4: { address: 10.0.0.2/24, gateway: 10.0.0.1 } }, eth1: { ipv4: { address: 10.0.1.2/24 } }',
    ],
  ])('%s', async (_, interfaces) => {
    expect(await near(interfaces)).toEqual([]);
  });

  test.each([
    ['macvtap on a card of its own', bridge, '{ direct: eth1 }'],
    ['macvtap on a bond', 'b: { bond: { ports: [eth0] }, ipv4: dhcp }', '{ direct: b }'],
    ['a tag on a virtual function', bridge, '{ direct: { dev: eth1, mode: passthrough }, vlan: 5 }'],
    [
      'a guest with the MTU of its bridge',
      'eth0: { mtu: 9000 }, br0: { bridge: { ports: [eth0] }, ipv4: dhcp }',
      '{ bridge: br0, mtu: 9000 }',
    ],
  ])('%s', async (_, interfaces, card) => {
    expect(await near(interfaces, guest(card))).toEqual([]);
  });

  test.each([
    ['dhcpcd without settings of the profile', 'packages: [dhcpcd]\n'],
    [
      'dhcpcd that leaves names alone',
      'packages: [dhcpcd]\nnetwork: { dns: { servers: [9.9.9.9] } }\nfiles: { /etc/dhcpcd.conf: { content: "nohook resolv.conf\\n" } }\n',
    ],
    [
      'names of systemd with the rules of eudev',
      'packages: [eudev, eudev-netifnames]\nnetwork: { interfaces: { enp3s0: { ipv4: dhcp } } }\n',
    ],
    [
      'Wi-Fi with what joins it',
      'packages: [wpa_supplicant]\nservices: { wpa_supplicant: boot }\nnetwork: { interfaces: { wlan0: { ipv4: dhcp } } }\n',
    ],
    [
      'no way out to a mirror in the network of the host',
      'network: { interfaces: { eth0: { ipv4: { address: 10.0.0.2/24 }, ipv6: none } }, dns: { servers: [10.0.0.1] } }\nalpine: { release: "3.23", mirror: "http://10.0.0.1/alpine" }\n',
    ],
  ])('%s', async (_, keys) => {
    expect(await reported(keys)).toEqual([]);
  });
});
