import { describe, expect, test } from 'vitest';
import { hostNeeds, isRefused, needProblem } from '#src/machine/needs/host-needs.ts';
import { read } from './support.ts';

const machine = `00:00.0 Host bridge [0600]: Intel Corporation Host Bridge [8086:3ec2]
00:1f.0 ISA bridge [0601]: Intel Corporation LPC [8086:a2c9]
03:00.0 Ethernet controller [0200]: Intel Corporation I211 [8086:1539]
04:00.0 Ethernet controller [0200]: Intel Corporation I350 [8086:1521]
04:00.1 Ethernet controller [0200]: Intel Corporation I350 [8086:1521]
`;

const cardsIn = (text: string) => {
  const nics = read(`${machine}\n${text}\n`).facts?.nics ?? [];
  return Object.fromEntries(
    nics.map(({ name, controller, default_route, in_use }) => [
      name,
      [
        controller?.replace(/^0000:/, '') ?? null,
        default_route ? 'route' : in_use === null ? '?' : in_use ? 'used' : 'idle',
      ],
    ]),
  );
};

/** What is said of the network if these go, as "refusal code address": 04:00.0 has another function, too. */
const said = (text: string, ...addresses: string[]) =>
  hostNeeds(
    read(`${machine}\n${text}\n`).facts!,
    addresses.map((each) => `0000:${each}`),
  )
    .map(
      (need) =>
        `${isRefused(need) ? '!' : '?'} ${needProblem(need, { path: [] }).code} ${need.address.replace(/^0000:/, '')}`,
    )
    .filter((line) => !line.includes(' device-is-part-of-card '));

const card = (index: number, name: string, flags: string, rest = '') =>
  `${index}: ${name}: <BROADCAST,MULTICAST,${flags}> mtu 1500 qdisc mq ${rest}state ${flags.includes('UP') ? 'UP' : 'DOWN'} group default qlen 1000\n    link/ether 52:54:00:00:00:0${index} brd ff:ff:ff:ff:ff:ff\n`;
const inet = (address: string, scope = 'global') => `    inet ${address} brd 10.0.0.255 scope ${scope} x\n`;
const lo = '1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN\n    inet 127.0.0.1/8 scope host lo\n';

const bridged = `${lo}${card(2, 'enp3s0', 'UP,LOWER_UP', 'master vmbr0 ')}${card(3, 'enp4s0f0', 'ALLMULTI')}${card(4, 'vmbr0', 'UP,LOWER_UP')}${inet('10.0.0.2/24')}`;

describe("a card with the host's address is not given away, if no route is shown", () => {
  test('the port of a bridge that has it', () => {
    expect(cardsIn(bridged)).toEqual({ enp3s0: ['03:00.0', 'used'], enp4s0f0: ['04:00.0', 'idle'] });
    expect(said(bridged, '03:00.0')).toEqual(['! host-needs-only-network-card 03:00.0']);
    expect(said(bridged, '04:00.0')).toEqual([]);
  });

  test('one of two such cards only with a warning, and both not at all', () => {
    const both = `${lo}${card(2, 'enp3s0', 'UP,LOWER_UP')}${inet('10.0.0.2/24')}${card(3, 'enp4s0f0', 'UP,LOWER_UP')}${inet('10.1.0.2/24')}`;
    expect(said(both, '03:00.0')).toEqual(['? host-needs-maybe-network-card 03:00.0']);
    expect(said(both, '03:00.0', '04:00.0')).toEqual([
      '! host-needs-only-network-card 03:00.0',
      '! host-needs-only-network-card 04:00.0',
    ]);
  });

  test('and if it is not known which card that is, any may be it', () => {
    const board = bridged.replaceAll('enp3s0', 'eno1');
    expect(cardsIn(board)).toMatchObject({ eno1: [null, 'used'] });
    expect(said(board, '03:00.0')).toEqual(['? host-needs-maybe-network-card 03:00.0']);
    expect(said(board, '04:00.0')).toEqual(['? host-needs-maybe-network-card 04:00.0']);
  });

  test('also in a part of a listing', () => {
    const facts = read(`03:00.0 Ethernet controller [0200]: Intel Corporation I211 [8086:1539]\n\n${bridged}`).facts!;
    expect(hostNeeds(facts, ['0000:03:00.0']).filter(isRefused)).toHaveLength(1);
  });

  test('that is wireless, too', () => {
    const wireless = `05:00.0 Network controller [0280]: Intel Corporation Wi-Fi 6 [8086:2723]\n\n${lo}${card(2, 'wlp5s0', 'UP,LOWER_UP')}${inet('10.0.0.2/24')}${card(3, 'enp3s0', 'ALLMULTI')}`;
    expect(said(wireless, '05:00.0')).toEqual(['! host-needs-only-network-card 05:00.0']);
  });
});

describe('the default route is followed down to the cards', () => {
  const route = 'default via 10.0.0.1 dev vmbr0 proto static\n';
  test.each([
    ['ip link', `${card(2, 'enp3s0', 'UP,LOWER_UP', 'master vmbr0 ')}`],
    [
      'bridge link',
      '2: enp3s0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 master vmbr0 state forwarding priority 32 cost 4',
    ],
    [
      'brctl show',
      'bridge name\tbridge id\t\tSTP enabled\tinterfaces\nvmbr0\t\t8000.525400000002\tno\t\tenp3s0\n\t\t\t\t\t\t\ttap100i0',
    ],
    ['ip -j link', '[{"ifindex":2,"ifname":"enp3s0","flags":["UP"],"master":"vmbr0"}]'],
    [
      '/etc/network/interfaces of Debian',
      'auto vmbr0\niface vmbr0 inet static\n\taddress 10.0.0.2/24\n\tbridge-ports enp3s0\n\tbridge-stp off',
    ],
    ['/etc/network/interfaces with underscores', 'iface vmbr0 inet manual\n  bridge_ports enp3s0 none'],
    [
      'ovs-vsctl show',
      '0d1e\n    Bridge vmbr0\n        Port vmbr0\n            Interface vmbr0\n                type: internal\n        Port enp3s0\n            Interface enp3s0',
    ],
  ])('by %s', (_, text) => {
    expect(cardsIn(`${route}\n${text}`).enp3s0).toEqual(['03:00.0', 'route']);
    expect(said(`${route}\n${text}`, '03:00.0')).toEqual(['! host-needs-default-route 03:00.0']);
  });

  test('through a VLAN of a bond on a bridge', () => {
    const text = `default via 10.0.0.1 dev vmbr0.20\n${card(2, 'enp3s0', 'SLAVE,UP', 'master bond0 ')}${card(3, 'enp4s0f1', 'SLAVE,UP', 'master bond0 ')}${card(4, 'bond0', 'UP', 'master vmbr0 ')}${card(5, 'vmbr0', 'UP')}${card(6, 'vmbr0.20@vmbr0', 'UP')}`;
    expect(cardsIn(text)).toEqual({ enp3s0: ['03:00.0', 'route'], enp4s0f1: ['04:00.1', 'route'] });
  });

  test('of a bond whose ports are not all found, no card is known to be idle', () => {
    const text = `default via 10.0.0.1 dev bond0\n${card(2, 'enp3s0', 'SLAVE,UP', 'master bond0 ')}${card(3, 'eno1', 'SLAVE,UP', 'master bond0 ')}`;
    expect(said(text, '03:00.0')).toContain('! host-needs-default-route 03:00.0');
    expect(said(text, '04:00.0')).toEqual(['? host-needs-maybe-network-card 04:00.0']);
  });

  test('a gateway in /etc/network/interfaces is one', () => {
    const text =
      'auto eth0\niface eth0 inet static\n  address 10.0.0.2\n  gateway 10.0.0.1\n#iface eth1 inet dhcp\n\neth0 -> ../../devices/pci0000:00/0000:03:00.0/net/eth0';
    expect(cardsIn(text)).toEqual({ eth0: ['03:00.0', 'route'] });
  });

  test('route -n names it too, and a tunnel is no card', () => {
    const table = '0.0.0.0         10.0.0.1        0.0.0.0         UG    100    0        0 enp4s0f0';
    expect(cardsIn(`${table}\ndefault dev wg0 scope link`)).toEqual({ enp4s0f0: ['04:00.0', 'route'] });
  });
});

describe('a name leads to an address only where that is sure', () => {
  const eno = (below: string) => `default via 10.0.0.1 dev eno1\n${card(2, 'eno1', 'UP')}${below}`;
  test.each([
    ['by another name', eno('    altname enp3s0\n')],
    ['by its parent device (ip -d)', eno('    promiscuity 0 numtxqueues 4 parentbus pci parentdev 0000:03:00.0\n')],
    ['by ethtool -i', eno('# ethtool -i eno1\ndriver: igb\nbus-info: 0000:03:00.0\n')],
    ['by the log of the kernel', eno('[    2.1] igb 0000:03:00.0 eno1: renamed from eth0\n')],
    ['by lshw -businfo', eno('pci@0000:03:00.0  eno1       network        I211 Gigabit Network Connection\n')],
    [
      'by the serial number in lspci -v',
      eno(
        '\n03:00.0 Ethernet controller [0200]: Intel Corporation I211 [8086:1539]\n\tCapabilities: [140] Device Serial Number 52-54-00-ff-ff-00-00-02\n',
      ),
    ],
    [
      'by the hotplug slot in lspci -v',
      eno('\n03:00.0 Ethernet controller [0200]: Intel Corporation I211 [8086:1539]\n\tPhysical Slot: 6\n').replaceAll(
        'eno1',
        'ens6',
      ),
    ],
  ])('%s', (_, text) => expect(Object.values(cardsIn(text))).toEqual([['03:00.0', 'route']]));

  test.each(['eno1', 'ens18', 'eth0', 'enx525400000002', 'em1', 'enp9s0'])('%s alone names none', (name) => {
    expect(Object.values(cardsIn(`default via 10.0.0.1 dev ${name}`))).toEqual([[null, 'route']]);
  });

  test('two ports with one serial number are not told apart by it', () => {
    const port = (at: number) =>
      `04:00.${at} Ethernet controller [0200]: Intel Corporation I350 [8086:1521]\n\tCapabilities: [140] Device Serial Number 52-54-00-ff-ff-00-00-02\n`;
    expect(cardsIn(`${card(2, 'eno1', 'UP')}\n${port(0)}${port(1)}`)).toEqual({ eno1: [null, '?'] });
  });
});

describe('what a form does not show is not known', () => {
  test.each([
    ['ip link: addresses', card(2, 'enp3s0', 'UP,LOWER_UP').replace('group', 'mode DEFAULT group'), '?'],
    ['ip -br addr: bridges', 'enp3s0           UP             ', '?'],
    ['ip -br addr: but an address', 'enp3s0           UP             10.0.0.2/24 fe80::1/64', 'used'],
    ['ip -br addr: but that it is off', 'enp3s0           DOWN', 'idle'],
    [
      'ifconfig: bridges',
      'enp3s0: flags=4163<UP,BROADCAST>  mtu 1500\n        ether 52:54:00:00:00:02  txqueuelen 1000',
      '?',
    ],
    [
      'ifconfig: but an address',
      'enp3s0: flags=4163<UP,BROADCAST>  mtu 1500\n        inet 10.0.0.2  netmask 255.255.255.0',
      'used',
    ],
    [
      'ifconfig of busybox',
      'enp3s0    Link encap:Ethernet  HWaddr 52:54:00:00:00:02\n          inet addr:10.0.0.2  Bcast:10.0.0.255',
      'used',
    ],
    [
      'ip -o addr',
      '2: enp3s0    inet 10.0.0.2/24 brd 10.0.0.255 scope global enp3s0\\       valid_lft forever',
      'used',
    ],
    [
      'ip -j addr',
      '[{"ifindex":2,"ifname":"enp3s0","flags":["UP"],"addr_info":[{"family":"inet","local":"10.0.0.2","scope":"global"}]}]',
      'used',
    ],
    ['an address of the link alone', `${card(2, 'enp3s0', 'UP')}${inet('169.254.3.4/16', 'link')}`, 'idle'],
    [
      'a bridge without an address, whose guests may need it',
      `${lo}${card(2, 'enp3s0', 'UP', 'master vmbr1 ')}${card(3, 'vmbr1', 'UP')}`,
      '?',
    ],
    ['a VLAN of guests', `${lo}${card(2, 'enp3s0', 'UP')}${card(3, 'macvtap0@enp3s0', 'UP')}`, '?'],
  ])('%s', (_, text, state) => expect(cardsIn(text).enp3s0).toEqual(['03:00.0', state]));

  test('ports of a bond have one address, which names none of them', () => {
    const same =
      card(2, 'enp3s0', 'UP').replace(/:0\d brd/, ':09 brd') + card(3, 'enp4s0f0', 'UP').replace(/:0\d brd/, ':09 brd');
    expect(read(`${machine}\n${same}`).facts?.nics?.map(({ mac }) => mac)).toEqual(['', '']);
  });

  test('lines that a script has joined are taken apart', () => {
    expect(cardsIn(bridged.replaceAll(/\n(?=\d: )/g, ' '))).toEqual(cardsIn(bridged));
  });
});
