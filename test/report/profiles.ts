import { readFileSync } from 'node:fs';
import type { Facts } from '../../src/machine/schema.ts';
import { folderWith } from '../support/run.ts';

/** A server with two processors whose disks at the HBA hold nothing, and whose fast card can have virtual functions. */
function facts(change: (facts: Facts) => void): string {
  const all: Facts = JSON.parse(readFileSync('test/machines/two-xeons-sriov/facts.json', 'utf8'));
  for (const disk of all.disks ?? []) if (disk.controllers?.includes('0000:18:00.0')) disk.mounts = disk.held_by = [];
  const card = all.pci!.find(({ address }) => address === '0000:86:00.0')!;
  Object.assign(card, { sriov_totalvfs: 8, sriov_offset: 1, sriov_stride: 1 });
  change(all);
  return JSON.stringify(all);
}

/** Everything that a page has a section for. */
const fullProfile = `hostname: node7
alpine: { release: "3.22" }
facts: facts.json
match: { serial: "S123456X9" }
access:
  root: { password: { prompt: true } }
  users: { ana: { groups: [wheel, libvirt], password: { env: ANA_HASH } } }
network:
  interfaces:
    bond0: { bond: { ports: [eth0, eth1], mode: 802.3ad } }
    br0: { bridge: { ports: [bond0] }, ipv4: { address: 192.168.1.5/24, gateway: 192.168.1.1 } }
    dmz0: { vlan: { link: bond0, id: 42 }, ipv6: none }
    br42: { bridge: { ports: [dmz0] }, ipv6: none }
    eth2: { ipv4: { address: 10.9.0.2/24 } }
  dns: { servers: [192.168.1.1], search: [home.example] }
boot: { options: [quiet], modules: [tun] }
storage:
  mounts:
    /srv/guests: { device: LABEL=guests, type: xfs }
install:
  disk: { serial: PHYF000000AB240A, wipe: PHYF000000AB240A, generation: 2, min_size: 200GB, max_size: 300GB }
  encrypt: { passphrase: { prompt: true } }
passthrough:
  devices: ["0000:18:00.0"]
  virtual_functions: { "0000:86:00.0": { count: 4, functions: [{ vlan: 7 }] } }
libvirt:
  pools:
    default: { type: dir, path: /srv/guests/images }
  networks:
    lab: { forward: nat, address: 10.20.0.1/24 }
    apart: { forward: none, address: 10.21.0.1/24 }
    wan: { forward: bridge, bridge: br42 }
vms:
  nas:
    title: Files for the house
    vcpus: 4
    memory: 16GiB
    os_variant: debian12
    disks:
      - volume: default/nas.qcow2
        size: 32GiB
        image: { url: https://cloud.example/debian-12.qcow2 }
    networks: [{ bridge: br0 }]
    hostdevs: ["0000:18:00.0", { usb: "0557:2419" }]
    autostart: true
    start_order: 2
  firewall:
    vcpus: 2
    memory: 2GiB
    disks: [{ volume: default/firewall.qcow2, size: 16GiB }, { device: cdrom, path: /srv/guests/opnsense.iso }]
    networks: [{ network: wan }, { bridge: br0 }, { network: lab }, { hostdev: "0000:86:00.1", vlan: 7 }]
    autostart: true
    start_order: 1
  lab-one:
    memory: 1GiB
    disks: [{ volume: default/one.qcow2, size: 8GiB }]
    networks: [{ network: lab }, { network: apart }]
  lab-two:
    memory: 1GiB
    disks: [{ volume: default/two.qcow2, size: 8GiB }]
    networks: [{ direct: eth2 }, { user: true }]
`;

/** A folder with the full profile and the facts that it names. */
export const fullFolder = (files: Record<string, string> = {}, change: (facts: Facts) => void = () => {}): string =>
  folderWith({ 'node7.yaml': fullProfile, 'facts.json': facts(change), ...files });
