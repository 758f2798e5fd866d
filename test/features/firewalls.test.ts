import { describe, expect, test } from 'vitest';
import { reported } from '../support/reported.ts';

const lines = (...all: string[]) => `${all.join('\n')}\n`;
const network = (more = '') => `libvirt: { networks: { lan: { address: 192.168.122.1/24${more} } } }`;
const file = (name: string, content: string) => `files: { ${name}: { content: ${JSON.stringify(content)} } }`;
const of = (release: string, ...all: string[]) => lines(`alpine: { release: "${release}" }`, ...all);

describe('docker beside a network of libvirt', () => {
  const docker = ['packages: [docker, nftables]', 'services: { docker: default }'];
  const dropped = 'forwarded-packets-dropped';

  // 3.21 may have libvirt 10.4; 3.20 has not.
  test.each(['3.21', '3.22', '3.24'])('drops its packets on Alpine %s, because nft is installed', async (release) => {
    expect(await reported(of(release, ...docker, network()))).toEqual([dropped]);
  });

  test('drops those of forward: open, which has no rules, with iptables too', async () => {
    const open = lines('packages: [docker]', 'services: { docker: default }', network(', forward: open'));
    expect(await reported(open)).toEqual([dropped]);
  });

  test.each([
    ['libvirt is too old for nft', of('3.20', ...docker, network())],
    ['nft is not installed', of('3.23', 'packages: [docker]', 'services: { docker: default }', network())],
    ['the network is isolated', of('3.23', ...docker, network(', forward: none'))],
    [
      'forwarding is on before',
      of('3.23', ...docker, network(), file('/etc/sysctl.d/f.conf', 'net.ipv4.ip_forward=1\n')),
    ],
    [
      'libvirt uses iptables',
      of('3.23', ...docker, network(), file('/etc/libvirt/network.conf', 'firewall_backend = "iptables"\n')),
    ],
    [
      'docker has tables of its own',
      of('3.23', ...docker, network(), file('/etc/docker/daemon.json', '{ "firewall-backend": "nftables" }\n')),
    ],
  ])('passes them if %s', async (_, text) => {
    expect(await reported(text)).toEqual([]);
  });
});

describe('the rules that come with nftables', () => {
  const nftables = ['packages: [nftables]', 'services: { nftables: boot }'];
  const ssh = 'table inet filter { chain input { tcp dport 22 accept; }; }\n';
  const guests = 'table inet filter { chain input { iifname "virbr0" accept; }; }\n';

  test.each([
    ['close ssh', [], ['firewall-closes-ssh']],
    [
      'close ssh if those of the profile open nothing',
      [file('/etc/nftables.d/a.nft', 'table inet a {}\n')],
      ['firewall-closes-ssh'],
    ],
    ...[
      'table inet x { chain i { type filter hook input priority 0; policy drop; tcp dport 22 accept; } }\n',
      'table inet filter { chain input { ct state established,related accept; } }\n',
      'table inet filter {\n  chain input {\n    # tcp dport 22 accept\n  }\n}\n',
      'table inet filter { chain input { icmp type echo-request accept; meta l4proto ipv6-icmp accept; } }\n',
      'table inet filter { chain input { udp dport 51820 accept; } }\n',
      'table inet filter {\n  chain input {\n    ct state vmap { established : accept, related : accept, invalid : drop }\n    iifname "lo" accept\n  }\n}\n',
    ].map((rules): [string, string[], string[]] => [
      `close ssh in spite of ${rules}`,
      [file('/etc/nftables.d/a.nft', rules)],
      ['firewall-closes-ssh'],
    ]),
    ...[
      'add rule inet filter input tcp dport { 22, 443 } accept\n',
      'table inet filter { chain input { meta l4proto { tcp, udp } th dport 22 accept; } } # ssh\n',
      'table inet filter {\n  chain input {\n    iifname eth0 tcp dport ssh accept comment "ssh"\n  }\n}\n',
      'define lan = 192.168.1.0/24\ntable inet filter { chain input { ct state established accept; ip saddr $lan accept; } }\n',
    ].map((rules): [string, string[], string[]] => [
      `are no trouble with ${rules}`,
      [file('/etc/nftables.d/a.nft', rules)],
      [],
    ]),
    ['drop what guests send', [network(), file('/etc/nftables.d/ssh.nft', ssh)], ['firewall-drops-guests']],
    [
      'drop what guests send in spite of a comment',
      [network(), file('/etc/nftables.d/ssh.nft', `${ssh}# virbr0\n`)],
      ['firewall-drops-guests'],
    ],
    ['are no trouble with a rule for ssh', [file('/etc/nftables.d/ssh.nft', ssh)], []],
    ['are no trouble with a rule for guests', [network(), file('/etc/nftables.d/g.nft', ssh + guests)], []],
    ['are replaced', [network(), file('/etc/nftables.nft', 'table inet own {}\n')], []],
    ['are removed', [network(), file('/etc/nftables.d/0.nft', 'flush ruleset\n')], []],
  ])('%s', async (_, more, codes) => {
    expect(await reported(lines(...nftables, ...more))).toEqual(codes);
  });
});
