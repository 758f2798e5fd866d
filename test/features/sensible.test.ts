import { symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { examine } from '#src/pipeline/examine.ts';
import { folderWith, leastProfile } from '../support/run.ts';

async function findingsOf(text: string, files: Record<string, string> = {}): Promise<string[]> {
  const cwd = folderWith({ 'profile.yaml': text, ...files });
  if (text.includes('overlays: [tree]')) symlinkSync('wg-quick', path.join(cwd, 'tree/etc/init.d/wg-quick.wg0'));
  const { findings } = await examine('profile.yaml', { cwd }, new Map());
  return findings.map(({ code, path: at, message }) => `${code} ${at}: ${message}`);
}

const installed = (rest: string) => `${leastProfile}${rest}`;
const key = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPxRL8yTvT1GeL1Hj0kVHmGfFeyTWsQy7RlBvbrAfNfC ana@desk';
const running = (rest: string) => `hostname: least
alpine: { release: "3.23" }
access: { root: { authorized_keys: ["${key}"] } }
${rest}`;

/** Profiles as people have them: none of these has a mistake, so that every finding is a false alarm. */
describe('a host has no finding', () => {
  test.each<[string, string, Record<string, string>?]>([
    [
      'with a ZFS pool',
      installed(`packages: [zfs, zfs-lts]
boot: { modules: [zfs] }
services: { zfs-import: boot, zfs-mount: boot, zfs-zed: default, local: default }
files:
  /etc/modprobe.d/zfs.conf: { content: "options zfs zfs_arc_max=1073741824\\n" }
  /etc/zfs/zpool.cache: { content: "x" }
  /etc/local.d/scrub.start: { content: "#!/bin/sh\\nzpool scrub tank\\n", mode: "0755" }
`),
    ],
    [
      'with settings of ssh in the home of a user',
      running(`install: { disk: { serial: SERIAL1 } }
files:
  /home/ana/.ssh/config: { content: "Host nas\\n", owner: "1000:1000" }
`).replace('access: { root', `access: { users: { ana: { authorized_keys: ["${key}"] } }, root`),
    ],
    [
      'with WireGuard and a secret key',
      installed(`packages: [wireguard-tools, nftables]
overlays: [tree]
services: { wg-quick.wg0: default, nftables: boot }
files:
  /etc/wireguard/wg0.conf: { content: ["[Interface]\\nPrivateKey = ", { secret: key }, "\\n"], secrets: { key: { env: WG_KEY } } }
  /etc/nftables.d/wg.nft: { content: "table inet filter { chain input { tcp dport 22 accept; udp dport 51820 accept; }; }\\n" }
  /etc/sysctl.d/forward.conf: { content: "net.ipv4.ip_forward = 1\\n" }
`),
      { 'tree/etc/init.d/.keep': '' },
    ],
    [
      'with VLANs of a bond, and a bridge of one',
      installed(`network:
  interfaces:
    bond0: { bond: { ports: [{ mac: "52:54:00:12:34:56" }, { mac: "52:54:00:12:34:57" }], mode: 802.3ad }, mtu: 9000, ipv6: none }
    bond0.5: { vlan: { link: bond0, id: 5 }, mtu: 1500, ipv4: { address: 10.0.5.2/24, gateway: 10.0.5.1 } }
    bond0.6: { vlan: { link: bond0, id: 6 } }
    br6: { bridge: { ports: [bond0.6] } }
  dns: { servers: [10.0.5.1] }
`),
    ],
    [
      'with docker',
      installed(`packages: [docker, docker-cli-compose]
services: { docker: default, cgroups: sysinit, crond: default }
files:
  /etc/docker/daemon.json: { content: '{"log-driver":"json-file"}' }
  /etc/periodic/daily/prune: { content: "#!/bin/sh\\ndocker system prune -f\\n", mode: "0755" }
`),
    ],
    [
      'that is a file server with NFS',
      installed('packages: [nfs-utils]\nservices: { nfs: default, rpc.statd: default, rpc.idmapd: default }\n'),
    ],
    [
      'that is a router with one link-local address on each of its links',
      installed(`network:
  interfaces:
    eth0: { ipv4: dhcp, ipv6: { address: "fd00:1::2/64", gateway: "fe80::1" } }
    br10: { bridge: { ports: [eth1] }, ipv6: { address: "fe80::1/64" } }
    br20: { bridge: { ports: [eth2] }, ipv6: { address: "fe80::1/64" } }
`),
    ],
    [
      'with names of its own for its cards',
      installed(`network:
  interfaces:
    br0: { bridge: { ports: [{ mac: "52:54:00:12:34:56", name: rack1 }] }, ipv4: dhcp }
    rail0: { mac: "52:54:00:12:34:57", ipv4: dhcp }
`),
    ],
    [
      'with rules of iptables, monit and xinetd',
      installed(`packages: [iptables, monit, xinetd]
services: { iptables: boot, monit: default, xinetd: default }
files:
  /etc/iptables/rules-save: { content: "*filter\\nCOMMIT\\n" }
  /etc/monit.d/sshd: { content: "check process sshd with pidfile /run/sshd.pid\\n" }
  /etc/xinetd.d/echo: { content: "service echo { }\\n" }
`),
    ],
    [
      'with notes for those who come later',
      installed(
        'files: { /etc/own.conf: { content: "# Do not change this file. Put your own rules here.\\n" }, /srv/todo.txt: { content: "Please do not replace this\\n" } }\n',
      ),
    ],
    [
      'with a name server that has an address and a secret of its own, beside a virtual network',
      installed(`packages: [adguardhome]
services: { adguardhome: default }
libvirt: { networks: { default: { address: 192.168.122.1/24 } } }
files: { /etc/AdGuardHome.yaml: { content: ["dns:\\n  bind_hosts: [10.0.0.1]\\nusers: ", { secret: t }, "\\n"], secrets: { t: { env: T } } } }
`),
    ],
    [
      'whose guest has the MTU of its virtual network',
      installed(`libvirt:
  pools: { default: { type: dir, path: /var/lib/libvirt/images } }
  networks: { lab: { bridge: virbr5, address: 192.168.5.1/24, mtu: 9000 } }
vms:
  a: { memory: 1GiB, os_variant: debian12, networks: [{ network: lab, mtu: 9000 }] }
  b: { memory: 1GiB, os_variant: debian12, networks: [{ bridge: virbr5, mtu: 9000 }] }
`),
    ],
    [
      'with a VLAN on a card of USB',
      installed('network: { interfaces: { usb0.7: { vlan: { link: usb0, id: 7 }, ipv4: dhcp } } }\n'),
    ],
    [
      'that is diskless, with a medium as its only repository',
      running(`install: { mode: diskless }
network: { interfaces: { eth0: { ipv4: { address: 10.0.0.5/31, gateway: 10.0.0.4 } } }, dns: { servers: [1.1.1.1] } }
storage: { mounts: { /srv/data: { device: LABEL=data } } }
services: { dnsmasq: default }
packages: [dnsmasq]
files: { /etc/dnsmasq.d/lan.conf: { content: "interface=eth0\\n" } }
`),
    ],
    [
      'that exists already, with docker beside bridged guests',
      running(`install: { mode: existing }
network: { interfaces: { br0: { bridge: { ports: [{ mac: "52:54:00:12:34:56" }] }, ipv4: { address: 192.168.1.2/24, gateway: 192.168.1.1 } } }, dns: { servers: [192.168.1.1] } }
packages: [docker]
services: { docker: default }
storage: { mounts: { /var/lib/docker: { device: LABEL=docker, type: ext4 } } }
vms: { a: { memory: 1GiB, os_variant: debian12, networks: [{ bridge: br0 }] } }
boot: { modules: [br_netfilter] }
files: { /etc/sysctl.d/bridge.conf: { content: "net.bridge.bridge-nf-call-iptables = 0\\nnet.bridge.bridge-nf-call-ip6tables = 0\\n" } }
`),
    ],
    [
      'whose user is in groups of Alpine, of packages and of another user',
      installed(`packages: [docker, dialog-group-tools, postgresql16]
`).replace('access: {', 'access: { users: { ana: { groups: [wheel, kvm, docker, ben, dialog, postgres] }, ben: {} },'),
    ],
    [
      'whose time zone has an old name',
      installed('system: { timezone: Asia/Calcutta, keymap: "ch ch-fr_nodeadkeys" }\n'),
    ],
    [
      'with hooks of libvirt, and with firewall rules and cron jobs in files of its own choice',
      installed(`packages: [nftables, cronie, nfs-utils]
services: { nftables: boot, cronie: default }
libvirt: {}
files:
  /etc/libvirt/hooks/qemu: { content: "#!/bin/sh\\n", mode: "0755" }
  /etc/libvirt/hooks/kvm.conf: { content: "GUEST=a\\n" }
  /etc/libvirt/hooks/qemu.d/a/prepare/begin/start.sh: { content: "#!/bin/sh\\n", mode: "0755" }
  /etc/nftables.nft: { content: 'include "/etc/nftables.d/*.rules"' }
  /etc/nftables.d/ssh.rules: { content: "table inet own { }\\n" }
  /etc/crontab: { content: "0 3 * * * root true\\n" }
  /etc/conf.d/rpc.statd: { content: "OPTS=\\n" }
  /usr/local/bin/library: { content: "say() { echo; }\\n" }
`),
    ],
    [
      'that asks its own name server, over a bond with a wireless card',
      installed(`packages: [unbound, wpa_supplicant]
services: { unbound: default, wpa_supplicant: boot }
network:
  interfaces:
    bond0: { bond: { ports: [eth0, wlan0] }, ipv4: { address: 10.0.0.2/24, gateway: 10.0.0.1 } }
    br0: { bridge: { ports: [] } }
  dns: { servers: [127.0.0.1, 10.0.0.1, "fd00::1"] }
`),
    ],
    [
      'with mounts in any order, of a disk, of memory and of a file server, and a module in its other spelling',
      installed(`packages: [docker]
services: { docker: default }
network: { interfaces: { br0: { bridge: { ports: [eth0] }, ipv4: dhcp } } }
vms: { a: { memory: 1GiB, os_variant: debian12, networks: [{ bridge: br0 }] } }
boot: { modules: [br-netfilter] }
files: { /etc/sysctl.d/bridge.conf: { content: "net.bridge.bridge-nf-call-iptables = 0\\n" } }
storage:
  mounts:
    /srv/a/b: { device: UUID=11111111-2222-4333-8444-55555555555A }
    /srv/a: { device: LABEL=a, type: xfs }
    /tmp: { device: tmpfs, type: tmpfs, options: [size=2G, mode=1777] }
    /srv/nas: { device: "nas.lan:/vol1", type: nfs, options: [ro] }
`),
    ],
    [
      'with two servers of ssh and of names, each on a port of its own',
      installed(`packages: [dropbear, unbound, adguardhome]
services: { dropbear: default, unbound: default, adguardhome: default }
files:
  /etc/conf.d/dropbear: { content: 'DROPBEAR_OPTS="-p 2222"' }
  /etc/unbound/unbound.conf: { content: "server:\\n  port: 5335\\n" }
`),
    ],
    [
      'with a name server that listens on the loopback interface alone, beside a virtual network',
      installed(`packages: [unbound]
services: { unbound: default, virtlogd: default }
libvirt: { networks: { default: { address: 192.168.122.1/24 } } }
`),
    ],
    [
      'with a wireless card that iwd connects',
      installed(`packages: [iwd]
services: { iwd: default }
network: { interfaces: { eth0: { ipv4: dhcp }, wlan0: { ipv4: dhcp } } }
`),
    ],
  ])('%s', async (_, text, files) => {
    expect(await findingsOf(text, files)).toEqual([]);
  });
});

describe('a web address that is none is refused at its place', () => {
  test.each(['http://:80/alpine', 'http://1.2.3.400/x', 'http://host:99999/x', 'http://[::zz]/x', 'https://a%zz/x'])(
    '%s',
    async (mirror) => {
      const text = leastProfile.replace('{ release: "3.23" }', `{ release: "3.23", mirror: "${mirror}" }`);
      const addresses =
        'network: { interfaces: { eth0: { ipv4: { address: 10.0.0.2/24 }, ipv6: none } }, dns: { servers: [10.0.0.1] } }\n';
      expect(await findingsOf(text + addresses)).toEqual([expect.stringMatching(/^invalid-value \/alpine\/mirror: /)]);
    },
  );
});
