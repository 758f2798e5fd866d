import { describe, expect, test } from 'vitest';
import { targetFiles } from '../support/target.ts';

const profile = `
hostname: vh1
alpine: { release: "3.23" }
packages: [vim]
access: { root: { authorized_keys: ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBq0zrGZhuJ6sTvvlbFlCmPQNvZ4zMJqvrDrgpwGcMkw ana"] } }
network: { interfaces: { br0: { bridge: { ports: [eth0] }, ipv4: dhcp } } }
install: { disk: { serial: S3Z9NB0K123456 } }
storage:
  mounts:
    /srv: { device: LABEL=srv }
    /srv/guests: { device: LABEL=guests, type: xfs }
    /media/films: { device: LABEL=films }
libvirt:
  pools:
    default: { type: dir, path: /srv/guests/images }
    vg0: { type: logical, path: /dev/vg0, source: { name: vg0 } }
  networks: { inner: { address: 192.168.150.1/24 } }
vms:
  web:
    memory: 2GiB
    boot: { firmware: uefi }
    memory_backing: { access: shared, source: memfd }
    disks: [{ volume: default/web.qcow2, size: 20GiB }, { volume: vg0/data }]
    filesystems: [{ source: /media/films, target: films }]
    networks: [{ bridge: br0, model: virtio, driver: vhost }]
    vsock: { cid: 3 }
  mail:
    memory: 2GiB
    boot: { firmware: bios }
    disks: [{ volume: default/mail.qcow2, image: { url: "https://images.example/a.zst", sha256: ${'ab'.repeat(32)} } }]
    networks: [{ network: inner }, { bridge: virbr0 }]
`;

/** What is waited for, by what waits. */
async function waits(text: string): Promise<Record<string, string[]>> {
  const rows = (await targetFiles(text))['etc/mkapkovl/waits']!.trimEnd().split('\n');
  const table: Record<string, string[]> = {};
  for (const row of rows) {
    const [kind, name, ...needed] = row.split('\t');
    table[`${kind} ${name}`] = [...(table[`${kind} ${name}`] ?? []), needed.join(' ')].sort();
  }
  return table;
}

describe('what waits for what on the target', () => {
  test('is, for a host with guests, exactly this', async () => {
    expect(await waits(profile)).toEqual({
      'step repositories': ['step release'],
      'step packages': ['step repositories'],
      'mount /srv/guests': ['mount /srv', 'package xfsprogs'],
      'step libvirt': ['package libvirt-daemon', 'package qemu-system-x86_64'],
      'step libvirtd': ['package libvirt-daemon'],
      'service libvirt-guests': ['step libvirtd'],
      'step seeds': ['package libvirt-daemon'],
      'pool *': ['step libvirtd'],
      'pool default': ['mount /srv', 'mount /srv/guests'],
      'pool vg0': ['package lvm2'],
      'network *': ['step libvirtd'],
      'volume *': ['package qemu-img'],
      'volume default/web.qcow2': ['pool default'],
      'volume default/mail.qcow2': ['package zstd', 'pool default'],
      'domain *': ['package libvirt-qemu', 'package qemu-system-x86_64', 'step libvirtd'],
      'domain web': ['package ovmf', 'package virtiofsd'],
      'guest *': ['step libvirt'],
      'guest web': [
        'domain web',
        'interface br0',
        'module vhost_net',
        'module vhost_vsock',
        'mount /media/films',
        'pool default',
        'pool vg0',
        'volume default/web.qcow2',
      ],
      'guest mail': ['domain mail', 'network inner', 'pool default', 'volume default/mail.qcow2'],
    });
  });

  test('never is a service, a user or a package that the profile adds itself', async () => {
    const needed = Object.values(await waits(profile)).flat();
    expect(needed.filter((item) => /^(service|step (services|users|packages|mounts)|package vim)/.test(item))).toEqual(
      [],
    );
  });

  test('has every package among those that the agent installs', async () => {
    const files = await targetFiles(profile);
    const packages = Object.values(await waits(profile))
      .flat()
      .filter((item) => item.startsWith('package '));
    const installed = `${files['etc/mkapkovl/packages']}${files['etc/apk/world']}`.split('\n');
    for (const item of packages) expect(installed).toContain(item.replace('package ', ''));
  });

  test('is little on a host without guests', async () => {
    expect(await waits(profile.slice(0, profile.indexOf('storage:')))).toEqual({
      'step repositories': ['step release'],
      'step packages': ['step repositories'],
    });
  });
});

test('modules are loaded for what guests use: taps, vhost-net where a card has one, sockets to the host', async () => {
  const modules = async (guest: string) =>
    (await targetFiles(`${profile.slice(0, profile.indexOf('storage:'))}vms: { one: { memory: 1GiB, ${guest} } }\n`))
      ['etc/modules']!.split('\n')
      .filter((name) => /^(tun|vhost)/.test(name));
  expect(await modules('networks: [{ bridge: br0, driver: vhost }], vsock: { cid: 3 }')).toEqual([
    'tun',
    'vhost_net',
    'vhost_vsock',
  ]);
  expect(await modules('networks: [{ bridge: br0 }]')).toEqual(['tun', 'vhost_net']);
  expect(await modules('networks: [{ user: true }], vsock: auto')).toEqual(['tun', 'vhost_vsock']);
  expect(await modules('vsock: none')).toEqual(['tun']);
});
