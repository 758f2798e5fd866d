import { describe, expect, test } from 'vitest';
import { guestWith, leftAfterActing, remediesFor } from '../support/foreign-keys.ts';
import { schemaProblems } from '../support/schema-problems.ts';

const remediesForGuest = (keys: string) => remediesFor(guestWith(keys));

const guests = {
  'cores: 2, sockets: 2': 'Write vcpus: 4 in place of "cores" and "sockets".',
  'cpus: "3"': 'Write vcpus: 3 in place of "cpus".',
  'net0: "virtio=BC:24:11:00:00:01,bridge=vmbr0"':
    'Write networks: [{ bridge: vmbr0, mac: "bc:24:11:00:00:01" }] in place of "net0".',
  'net0: "virtio,bridge=vmbr0", net1: "e1000,bridge=vmbr1"':
    'Write networks: [{ bridge: vmbr0 }, { bridge: vmbr1, model: e1000 }] in place of "net0" and "net1".',
  'scsi0: "local-lvm:vm-100-disk-0,size=20G"':
    'Write disks: [{ volume: default/vm-100-disk-0, size: "20GiB", bus: scsi }] in place of "scsi0".',
  'virtio0: "local-lvm:32"': 'Write disks: [{ volume: default/web.qcow2, size: "32GiB" }] in place of "virtio0".',
  'sata1: "/dev/disk/by-id/ata-X1"': 'Write disks: [{ block: /dev/disk/by-id/ata-X1, bus: sata }] in place of "sata1".',
  'ide2: "none,media=cdrom"': 'Write disks: [{ device: cdrom }] in place of "ide2".',
  'hostpci0: "01:00,pcie=1"': 'Write hostdevs: ["0000:01:00.0"] in place of "hostpci0".',
  'hostpci1: "0000:0A:00.1"': 'Write hostdevs: ["0000:0a:00.1"] in place of "hostpci1".',
  'usb0: "host=046D:C52B"': 'Write hostdevs: [{ usb: "046d:c52b" }] in place of "usb0".',
  'usb1: "host=1-2.3"': 'Write hostdevs: [{ usb_port: "1-2.3" }] in place of "usb1".',
  'onboot: 1': 'Write autostart: true in place of "onboot".',
  'restart: "no"': 'Write autostart: false in place of "restart".',
  'startup: "order=3,up=10"': 'Write start_order: 3 in place of "startup".',
  'boot: "order=scsi0;ide2;net0", ide2: "none,media=cdrom", vcpus: 1':
    'Write boot: { order: [hd, cdrom, network] } in place of "boot".',
  'boot: "order=scsi0", bios: ovmf': 'Write boot: { order: [hd], firmware: uefi } in place of "boot" and "bios".',
  'boot: { firmware: uefi }, bios: ovmf': 'Remove it: "boot" says it, and is there already.',
  'cpu: host': 'Write cpu: { mode: host-passthrough } in place of "cpu".',
  'cpu: "host,flags=+aes;-pcid"':
    'Write cpu: { mode: host-passthrough, features: { aes: require, pcid: disable } } in place of "cpu".',
  'cpu: kvm64': 'Write cpu: { mode: custom, model: kvm64 } in place of "cpu".',
  'net0: "virtio,bridge=br0,tag=2000"': 'Write networks: [{ bridge: br0, vlan: 2000 }] in place of "net0".',
  'usb0: spice': 'Write redirdevs: 1 in place of "usb0".',
  'agent: "enabled=0"': 'Write channel: none in place of "agent".',
  'os: constructor': 'Write os_variant: constructor in place of "os".',
  'bios: ovmf': 'Write boot: { firmware: uefi } in place of "bios".',
  'balloon: 0': 'Write memballoon: none in place of "balloon".',
  'tpmstate0: "local:1,version=v2.0"': 'Write tpm: emulated in place of "tpmstate0".',
  'vga: std': 'Write video: vga in place of "vga".',
  'agent: "enabled=1"': 'Write channel: guest_agent in place of "agent".',
  'scsihw: virtio-scsi-single': 'Write controllers: [{ type: scsi, model: virtio-scsi }] in place of "scsihw".',
  'audio0: "device=ich9-intel-hda"': 'Write sound: ich9 in place of "audio0".',
  'osinfo: "detect=on,name=debian12"': 'Write os_variant: debian12 in place of "osinfo".',
  'ostype: win11': 'Write os_variant: win11 in place of "ostype".',
  'os: { type: hvm }': 'Remove it: boot (firmware, order), machine and type have what libvirt writes below os.',
  'virt-type: kvm': 'Write type: kvm in place of "virt-type".',
  'interface: { type: bridge, source: { bridge: br1 }, mac: { address: "52:54:00:AA:BB:CC" } }':
    'Write networks: [{ bridge: br1, mac: "52:54:00:aa:bb:cc" }] in place of "interface".',
  'cdrom: /srv/iso/debian.iso': 'Write disks: [{ device: cdrom, path: /srv/iso/debian.iso }] in place of "cdrom".',
  'image: /srv/images/web.qcow2': 'Write disks: [{ path: /srv/images/web.qcow2 }] in place of "image".',
  'name: web': 'Remove it: the key above, below vms:, is the name of the guest.',
  'graphics: "vnc,listen=0.0.0.0"': 'Write a map: graphics: { type: vnc, listen: "0.0.0.0" }.',
  'networks: "virtio,bridge=vmbr0"': 'Write a list: networks: [{ model: virtio, bridge: vmbr0 }].',
  'hostdevs: "01:00,pcie=1"': 'Write a list: hostdevs: ["0000:01:00.0"].',
  'disks: "path=/srv/a.qcow2,bus=virtio"': 'Write a list: disks: [{ path: /srv/a.qcow2, bus: virtio }].',
};

describe('a key of another tool becomes the one that a guest has here', () => {
  test.each(Object.entries(guests))('%s', (keys, remedy) => {
    expect(remediesForGuest(keys)[0]).toBe(remedy);
  });

  test.each(Object.keys(guests))('and nothing is wrong with the new one: %s', (keys) => {
    expect(leftAfterActing(guestWith(keys))).toEqual([]);
  });

  test('whose own keys of this kind are kept', () => {
    const keys = 'disks: [{ path: /srv/a.qcow2 }], boot: { menu: true }, vcpus: 2';
    expect(remediesForGuest(`${keys}, cdrom: /srv/b.iso, bios: ovmf, cores: 4`)).toEqual([
      'Move it into the list that is there: disks: [ …, { device: cdrom, path: /srv/b.iso } ].',
      'Move it into what is there: boot: { …, firmware: uefi }.',
      '"vcpus" is there already and says something else. Keep one: remove "cores", or write vcpus: 4 in place of "vcpus" and "cores".',
    ]);
    expect(leftAfterActing(guestWith(`${keys}, cdrom: /srv/b.iso, bios: ovmf, cores: 2`))).toEqual([]);
  });

  test('or says the same in another unit', () => {
    expect(remediesFor('vms: { web: { memory: 2GiB, ram: 2048 } }')).toEqual([
      'Remove it: "memory" says it, and is there already.',
    ]);
  });

  test('and is then not missing, too', () => {
    expect(remediesFor('vms: { web: { ram: 2048 } }')).toEqual(['Write memory: "2048MiB" in place of "ram".']);
  });

  test('with a pool and a bridge of this profile', () => {
    const own =
      'libvirt: { pools: { fast: { type: dir, path: /srv } } }\nnetwork: { interfaces: { br7: { bridge: { ports: [eth0] } } } }\n';
    expect(remediesFor(`${own}vms: { web: { memory: 1GiB, scsi0: "x:9", net0: virtio } }`)).toEqual([
      'Write disks: [{ volume: fast/web.qcow2, size: "9GiB", bus: scsi }] in place of "scsi0".',
      'Write networks: [{ bridge: br7 }] in place of "net0".',
    ]);
  });

  test.each([
    ['image: "debian:12"', /^A guest is a virtual machine, so an image of a container does not start\./],
    ['ports: ["80:80"]', /^Remove it: it is for containers/],
    ['users: [ana]', /cloud_init: \{ user_data: \{ users: … \} \}\.$/],
    ['devices: { disk: {} }', /^Here each kind of device is a key of the guest itself/],
  ])('or there is none, and why: %s', (keys, remedy) => {
    expect(remediesForGuest(keys)).toEqual([expect.stringMatching(remedy)]);
  });
});

describe('keys of libvirt below a disk or a card', () => {
  test.each([
    'disks: [{ source: { file: /srv/a.qcow2 }, target: { bus: virtio }, driver: { type: qcow2 }, type: file }]',
    'disks: [{ source: { pool: default, volume: a.qcow2 } }, { source: /dev/sdb }]',
    'networks: [{ type: bridge, source: { bridge: br0 } }, { type: network, network: default }, { bridge: br0, tag: 20 }]',
  ])('lead to a guest without fault: %s', (keys) => {
    expect(leftAfterActing(guestWith(keys))).toEqual([]);
  });
});

describe('keys of other tools for the network', () => {
  test('a bridge directly below network is shown as a whole', () => {
    const remedy = 'Write interfaces: { br0: { bridge: { ports: [eth0] } } } in place of "bridge" and "ports".';
    expect(remediesFor('network: { bridge: br0, ports: [eth0] }')).toEqual([remedy, remedy]);
  });

  test.each([
    'network: { bridge: br0, ports: [eth0] }',
    'network: { bridge: { name: br1, ports: eth1 } }',
    'network: { version: 2, ethernets: { eth0: { dhcp4: true } } }',
    'network: { ethernets: { eth0: {} }, bridges: { br0: { interfaces: [eth0], addresses: [10.0.0.5/8, "fd00::2/64"] } } }',
    'network: { nameservers: { addresses: [9.9.9.9] } }',
    'network: { interfaces: { eth0: { dhcp4: true, dhcp6: true } } }',
    'network: { interfaces: { eth0: { addresses: [10.0.0.5/8], gateway4: 10.0.0.1 } } }',
    'network: { interfaces: { eth0: { method: static, ip: 192.168.1.5, netmask: 255.255.255.0 } } }',
    'network: { interfaces: { br0: { bridge_ports: eth0 } } }',
  ])('lead to a network without fault: %s', (keys) => {
    expect(leftAfterActing(keys)).toEqual([]);
  });

  test('an address keeps its mask and its gateway', () => {
    expect(
      remediesFor('network: { interfaces: { eth0: { ip: 10.1.0.5, netmask: 255.255.0.0, gateway4: 10.1.0.1 } } }')[0],
    ).toBe(
      'Write ipv4: { address: "10.1.0.5/16", gateway: "10.1.0.1" } in place of "ip" and "netmask" and "gateway4".',
    );
  });
});

describe('keys of cloud-init and other installers at the top', () => {
  test.each([
    ['fqdn: least', 'Remove it: "hostname" says it, and is there already.'],
    ['fqdn: a.example', 'Keep one: remove "fqdn", or write hostname: a.example in place of "hostname" and "fqdn".'],
    ['ssh_authorized_keys: []', 'access: { root: { authorized_keys: … } }'],
    ['runcmd: [ls]', 'The machine runs no commands of a profile.'],
    ['ignition: { version: 3.4.0 }', 'This is for another installer.'],
    ['guests: {}', 'Guests are below vms:'],
  ])('%s', (keys, remedy) => {
    expect(remediesFor(keys)).toEqual([expect.stringContaining(remedy)]);
  });
});

test('what may be a secret is never part of a form', () => {
  const secret = 'correct-horse-battery';
  const said = [
    ...remediesForGuest(`cipassword: ${secret}, args: "${secret}", net0: "virtio,password=${secret}"`),
    ...remediesForGuest(`graphics: "spice,listen=0.0.0.0,passwd=${secret}", scsi0: "x:y,serial=${secret}"`),
    ...remediesFor(`runcmd: [${secret}]`),
    ...remediesFor(`network: { nameservers: ${secret}, bridges: { "${secret}": { password: ${secret} } } }`),
  ];
  expect(said.length).toBeGreaterThan(5);
  expect(said.join('\n')).not.toContain(secret);
});

test('a name for a guest is taken from the profile as it is, with any fault in it', () => {
  expect(() =>
    remediesFor('vms: { web: { scsi0: 1, net0: [], hostpci0: {}, usb0: null } }\nlibvirt: 3\nnetwork: []'),
  ).not.toThrow();
});

test('of thousands of keys, only some are looked up, and put together', () => {
  const cards = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`net${index}`, 'virtio,bridge=br0']));
  const problems = schemaProblems({ vms: { web: cards } }).filter(({ code }) => code === 'unknown-key');
  expect(problems).toHaveLength(1000);
  expect(problems.filter(({ remedy }) => remedy!.startsWith('Write networks: ['))).toHaveLength(100);
  expect(Math.max(...problems.map(({ remedy }) => remedy!.length))).toBeLessThan(3000);
});
