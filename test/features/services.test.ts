import { describe, expect, test } from 'vitest';
import { reported } from '../support/reported.ts';

const lines = (...all: string[]) => `${all.join('\n')}\n`;
const bridge = 'network: { interfaces: { br0: { bridge: { ports: [eth0] }, ipv4: dhcp } } }';
const guest = 'vms: { web: { memory: 1GiB, networks: [{ bridge: br0 }] } }';
const docker = ['packages: [docker]', 'services: { docker: default }', bridge, guest];
const nat = 'libvirt: { networks: { default: { address: 192.168.122.1/24 } } }';

const ownRules = 'files: { /etc/nftables.nft: { content: "table inet own {}\\n" } }';

describe('a service', () => {
  test.each([
    [
      'of the daemon that is installed',
      'packages: [zfs, mdadm, eudev, prometheus-node-exporter]',
      '{ zfs-import: sysinit, zfs-mount: sysinit, mdadm-raid: boot, udev: sysinit, udev-trigger: sysinit, node-exporter: default }',
    ],
    ['of WireGuard', 'packages: [wireguard-tools]', '{ wg-quick: default }'],
    ['of a package that is installed for libvirt', nat, '{ virtlogd: default }'],
    ['with the version of its package', 'packages: [php84-fpm]', '{ php-fpm84: default }'],
    ['of what its package depends on', 'packages: [awall]', '{ iptables: boot, ip6tables: boot }'],
    [
      'that has another name than its package',
      'packages: [btrfs-progs, strongswan, tftp-hpa, conntrack-tools]',
      '{ btrfs-scan: boot, charon: default, in.tftpd: default, conntrackd: default }',
    ],
    ['of every Alpine', 'packages: []', '{ rdate: default, watchdog: boot, local: default }'],
    ['of a package with the same beginning', 'packages: [nut]', '{ nut-upsd: default, nut-upsmon: default }'],
    ['of a package in a version', 'packages: ["lvm2>2", "k3s=1.28.4-r0"]', '{ lvm: boot, k3s: default }'],
    [
      'with a script of the profile',
      'files: { /etc/init.d/mine: { content: "#!/sbin/openrc-run\\n", mode: "0755" } }',
      '{ mine: default }',
    ],
    [
      'in a later part of the name of its package',
      'packages: [prometheus-snmp-exporter]',
      '{ snmp-exporter: default }',
    ],
  ])('%s is known', async (_, more, services) => {
    expect(await reported(lines(more, `services: ${services}`))).toEqual([]);
  });

  test.each([
    ['whose package is missing', '{ smartd: default }', 'service-without-package'],
    ['of another version of its package', '{ php-fpm84: default }', 'service-without-package'],
    ['of NUT without it', '{ nut-upsd: default }', 'service-without-package'],
    ['of UFW without it', '{ ufw: boot }', 'service-without-package'],
    ['of one interface without its link', '{ wg-quick.wg0: default }', 'service-instance-missing'],
    ['of a virtual machine without the agent', '{ qemu-guest-agent: default }', 'service-without-package'],
    ['that is misspelt', '{ dokcer: default }', 'service-unknown'],
    ['as systemd names it', '{ NetworkManager-wait-online: default }', 'service-unknown'],
  ])('%s is reported', async (_, services, code) => {
    expect(await reported(`services: ${services}\n`)).toEqual([code]);
  });
});

describe('daemons that do the same work', () => {
  test.each([
    ['two clocks', ['packages: [ntpsec]', 'services: { ntpsec: default }'], 'daemons-fight'],
    ['two clocks, one of busybox', ['services: { ntpd: default }'], 'daemons-fight'],
    ['connman and ifupdown', ['packages: [connman]', 'services: { connman: default }'], 'daemons-fight'],
    ['dhcpcd as a service and ifupdown', ['packages: [dhcpcd]', 'services: { dhcpcd: default }'], 'daemons-fight'],
    [
      'two firewalls',
      ['packages: [nftables, ufw]', 'services: { nftables: boot, ufw: default }', ownRules],
      'daemons-fight',
    ],
    [
      'iptables for IPv6 and nftables',
      ['packages: [nftables, iptables]', 'services: { nftables: boot, ip6tables: boot }', ownRules],
      'daemons-fight',
    ],
    [
      'dnsmasq that takes every address',
      ['services: { dnsmasq: default }', 'files: { /etc/dnsmasq.conf: { content: "domain-needed\\n" } }', nat],
      'name-server-takes-port',
    ],
    ['AdGuard Home', ['packages: [adguardhome]', 'services: { adguardhome: default }', nat], 'name-server-takes-port'],
    ['k3s', ['packages: [k3s]', 'services: { k3s: default }', bridge, guest], 'bridged-frames-dropped'],
    [
      'docker and a virtual network over a bridge',
      [
        'packages: [docker]',
        'services: { docker: default }',
        bridge,
        'libvirt: { networks: { lan: { forward: bridge, bridge: br0 } } }',
        'vms: { web: { memory: 1GiB, networks: [{ network: lan }] } }',
      ],
      'bridged-frames-dropped',
    ],
    [
      'docker and a sysctl that comes before its module',
      [...docker, 'files: { /etc/sysctl.d/bridge.conf: { content: "net.bridge.bridge-nf-call-iptables = 0\\n" } }'],
      'bridged-frames-dropped',
    ],
  ])('%s', async (_, all, code) => {
    expect(await reported(lines(...all))).toEqual([code]);
  });

  test.each([
    ['another clock instead', ['system: { ntp: openntpd }', 'services: { openntpd: default }']],
    ['none of its own', ['system: { ntp: none }', 'packages: [ntpsec]', 'services: { ntpsec: default }']],
    ['awall with iptables', ['packages: [awall, iptables]', 'services: { iptables: boot, ip6tables: boot }']],
    [
      'NetworkManager for other cards',
      [
        'packages: [networkmanager]',
        'services: { networkmanager: default }',
        'files: { /etc/NetworkManager/conf.d/host.conf: { content: "[keyfile]\\nunmanaged-devices=interface-name:eth0\\n" } }',
      ],
    ],
    [
      'dnsmasq that leaves the bridge of the network alone',
      [
        'services: { dnsmasq: default }',
        'files: { /etc/dnsmasq.d/host.conf: { content: "bind-dynamic\\nexcept-interface=virbr0\\n" } }',
        nat,
      ],
    ],
    ['dnsmasq without a virtual network', ['packages: [dnsmasq]', 'services: { dnsmasq: default }']],
    ['unbound, which takes the loopback interface', ['packages: [unbound]', 'services: { unbound: default }', nat]],
    [
      'docker without bridged guests',
      [
        'packages: [docker]',
        'services: { docker: default }',
        nat,
        'vms: { web: { memory: 1GiB, networks: [{ network: default }] } }',
      ],
    ],
    [
      'docker with the remedy',
      [
        ...docker,
        'boot: { modules: [br_netfilter] }',
        'files: { /etc/sysctl.d/bridge.conf: { content: "net.bridge.bridge-nf-call-iptables = 0\\nnet.bridge.bridge-nf-call-ip6tables = 0\\n" } }',
      ],
    ],
    [
      'docker that leaves the firewall alone',
      [...docker, 'files: { /etc/docker/daemon.json: { content: "{ \\"iptables\\": false }\\n" } }'],
    ],
    ['podman', ['packages: [podman]', 'services: { podman: default }', bridge, guest]],
  ])('%s is right', async (_, all) => {
    expect(await reported(lines(...all))).toEqual([]);
  });
});
