const network = (name: string, inside: string) => `<network>\n<name>${name}</name>\n${inside}\n</network>\n`;
const bridge = "<bridge name='vb0'/>";

/** Networks that are the same to libvirt after import, and the codes of what is reported about them. */
export const networks: Record<string, [xml: string, codes: string[]]> = {
  'NAT with the ports that libvirt prints': [
    network(
      'one',
      `<forward mode='nat'><nat><port start='1024' end='65535'/></nat></forward>${bridge}<ip address='10.1.0.1' netmask='255.255.255.0'/>`,
    ),
    [],
  ],
  'a forward without a mode': [network('one', `<forward/>${bridge}<ip address='10.1.0.1' prefix='24'/>`), []],
  'one without addresses': [network('one', bridge), []],
  'one with another range of addresses': [
    network(
      'one',
      `<forward mode='nat'/>${bridge}<ip address='10.1.0.1' prefix='24'><dhcp><range start='10.1.0.50' end='10.1.0.60'/></dhcp></ip>`,
    ),
    [],
  ],
  'macvtap with several cards': [
    network(
      'one',
      "<forward mode='private' dev='eth0'><interface dev='eth0'/><interface dev='eth1'/><interface dev='eth3'/></forward>",
    ),
    [],
  ],
  'macvtap with the card as an attribute': [network('one', "<forward mode='passthrough' dev='eth0'/>"), []],
  'Open vSwitch with port groups': [
    network(
      'one',
      "<forward mode='bridge'/><bridge name='br0'/><virtualport type='openvswitch'/><portgroup name='all' default='yes'/><portgroup name='guests'><vlan><tag id='42'/></vlan></portgroup>",
    ),
    ['import-kept-verbatim', 'import-kept-verbatim', 'import-kept-verbatim'],
  ],
  'IPv6 with DHCP': [
    network(
      'one',
      `<forward mode='open'/>${bridge}<ip family='ipv6' address='fd00:1::1' prefix='64'><dhcp><range start='fd00:1::100' end='fd00:1::1ff'/><host id='0:3:0:1:52:54:0:12:34:56' name='nas' ip='fd00:1::2'/></dhcp></ip>`,
    ),
    [],
  ],
  'names of its own': [
    network(
      'one',
      `${bridge}<domain name='lan.example' localOnly='no'/><dns enable='yes'><forwarder domain='corp.example'/><txt name='a.example' value='v=spf1, -all # "x"'/><txt name='b.example' value='second'/><srv service='sip' protocol='udp'/><host ip='10.1.0.2'><hostname>a</hostname><hostname>b.example</hostname></host><host ip='fd00::2'><hostname>c</hostname></host></dns><ip address='10.1.0.1' prefix='24'/>`,
    ),
    [],
  ],
  'limits of bandwidth': [
    network(
      'one',
      `<forward mode='nat'/>${bridge}<bandwidth><inbound average='1000' peak='5000' burst='1024'/></bandwidth><ip address='10.1.0.1' prefix='24'/>`,
    ),
    ['import-kept-verbatim'],
  ],
  'several addresses': [
    network(
      'one',
      `<forward mode='nat'/>${bridge}<ip address='10.1.0.1' prefix='24'/><ip address='fd00::1' family='ipv6' prefix='64'/><ip address='10.2.0.1' prefix='24'/>`,
    ),
    ['import-kept-verbatim'],
  ],
  'options of dnsmasq': [
    `<network xmlns:d='http://libvirt.org/schemas/network/dnsmasq/1.0'><name>one</name>${bridge}<ip address='10.1.0.1' prefix='24'/><d:options><d:option value='foo=bar'/></d:options></network>`,
    ['import-kept-verbatim'],
  ],
  'isolated ports': [
    network('one', `<forward mode='nat'/>${bridge}<port isolated='yes'/><ip address='10.1.0.1' prefix='24'/>`),
    ['import-kept-verbatim'],
  ],
};

/** What no key has, and where it stands: it is not in the section, and it is reported. */
export const left: [title: string, xml: string, code: string, line: number, words: RegExp][] = [
  [
    'the zone of a firewall',
    network('one', "<bridge name='vb0'\n zone='trusted'/>"),
    'import-lost',
    3,
    /bridge\/@zone \(trusted\)/,
  ],
  [
    'a TFTP server',
    network('one', `${bridge}<ip address='10.1.0.1' prefix='24'>\n<tftp root='/srv/tftp'/></ip>`),
    'import-lost',
    4,
    /tftp/,
  ],
  [
    'the time of leases',
    network(
      'one',
      `${bridge}<ip address='10.1.0.1' prefix='24'><dhcp>\n<range start='10.1.0.5' end='10.1.0.9'>\n<lease expiry='1' unit='hours'/></range></dhcp></ip>`,
    ),
    'import-lost',
    5,
    /lease/,
  ],
  [
    'a lease by name alone',
    network('one', `${bridge}<ip address='10.1.0.1' prefix='24'><dhcp>\n<host name='a' ip='10.1.0.5'/></dhcp></ip>`),
    'import-lost',
    3,
    /dhcp/,
  ],
  [
    'IPv6 between guests alone',
    network('one', bridge).replace('<network>', "<network ipv6='yes'>"),
    'import-lost',
    1,
    /@ipv6/,
  ],
  [
    'an attribute of the DNS server',
    network('one', `${bridge}\n<dns forwardPlainNames='no'/>`),
    'import-lost',
    4,
    /forwardPlainNames/,
  ],
  [
    'its identifier',
    network('one', '<uuid>11111111-2222-4333-8444-555555555555</uuid>'),
    'import-changed',
    3,
    /network\/uuid \(11111111/,
  ],
  ['a name with a blank', network('my net', bridge), 'import-changed', 2, /my net.*my-net/],
  [
    'a second way out',
    network('one', `<forward mode='nat'/>${bridge}<ip address='10.1.0.1' prefix='24'/>\n<forward mode='route'/>`),
    'import-lost',
    4,
    /forward\[2\] \(mode=route\)/,
  ],
  [
    'a bridge whose name is too long',
    network('one', "<bridge name='toolongnameforaninterface'/>"),
    'import-lost',
    3,
    /bridge \(name=toolong/,
  ],
  [
    'an address of a bridge of the host',
    network('one', "<forward mode='bridge'/><bridge name='br0'/>\n<mac address='52:54:00:aa:bb:cc'/>"),
    'import-lost',
    4,
    /mac \(address=52:54/,
  ],
];
