import { expect, test } from 'vitest';
import { privateLibvirt } from '../support/libvirt.ts';
import { folderWith, run } from '../support/run.ts';
import { definitions, targetFiles } from '../support/target.ts';
import { describeWith } from '../support/tools.ts';

const at = (bus: number, slot: number, fn = 0, more = '') =>
  `<address type='pci' domain='0x0000' bus='${bus}' slot='${slot}' function='${fn}'${more}/>`;
const shared = " multifunction='on'";
const disk = (place = '') =>
  `<disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='/srv/a.qcow2'/><target dev='vda' bus='virtio'/>${place}</disk>`;
const scsiDisk =
  "<disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='/srv/b.qcow2'/><target dev='sdb' bus='scsi'/></disk>";
const sataDisk =
  "<disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='/srv/c.qcow2'/><target dev='sda' bus='sata'/></disk>";
let count = 0;
const card = (place = '', model = 'virtio') => {
  count += 1;
  return `<interface type='bridge'><mac address='52:54:00:10:00:${String((count % 90) + 10)}'/><source bridge='br0'/><model type='${model}'/>${place}</interface>`;
};
const controller = (attributes: string, inside = '') => `<controller ${attributes}>${inside}</controller>`;
const usb = (place = '') => controller("type='usb' index='0' model='qemu-xhci'", place);
const usb2 = (bus: number, slot: number) =>
  controller("type='usb' index='0' model='ich9-ehci1'", at(bus, slot, 7)) +
  controller("type='usb' index='0' model='ich9-uhci1'", `<master startport='0'/>${at(bus, slot, 0, shared)}`);
const balloon = (place = '') => `<memballoon model='virtio'>${place}</memballoon>`;
const noBalloon = "<memballoon model='none'/>";
const screen = (place = '', model = 'vga') => `<video><model type='${model}'/>${place}</video>`;
const ports = (...places: [slot: number, fn: number][]) =>
  places
    .map(([slot, fn], index) =>
      controller(
        `type='pci' index='${index + 1}' model='pcie-root-port'`,
        at(0, slot, fn, places.some(([other, next]) => other === slot && next === 1) && fn === 0 ? shared : ''),
      ),
    )
    .join('');

/** Root ports for hotplug, as virt-install adds them. */
const spare = `<controller type='pci' model='pcie-root'/>${"<controller type='pci' model='pcie-root-port'/>".repeat(14)}`;
const virtioScsi = "<controller type='scsi' index='0' model='virtio-scsi'/>";

const gpu = (fn: number, place: string) =>
  `<hostdev mode='subsystem' type='pci' managed='yes'><source><address domain='0x0000' bus='0x03' slot='0x00' function='0x${fn}'/></source>${place}</hostdev>`;

const domain = (machine: string, devices: string) => `<domain type='kvm'>
  <name>one</name><memory unit='GiB'>2</memory><vcpu>1</vcpu>
  <os><type arch='x86_64' machine='${machine}'>hvm</type><boot dev='hd'/></os><features><acpi/><apic/></features>
  <pm><suspend-to-mem enabled='yes'/><suspend-to-disk enabled='yes'/></pm>
  <devices><emulator>/usr/bin/qemu-system-x86_64</emulator>${devices}</devices>
</domain>
`;

type Case = [title: string, machine: string, devices: string];

/** Guests whose devices are not where libvirt would put them, each in a way of its own. */
const chosen: Case[] = [
  [
    'controllers without devices',
    'pc',
    disk(at(0, 7)) +
      usb(at(0, 4)) +
      controller("type='sata' index='0'", at(0, 5)) +
      controller("type='virtio-serial' index='0'", at(0, 6)) +
      card(at(0, 3)) +
      noBalloon,
  ],
  [
    'USB 2 behind SCSI',
    'pc',
    scsiDisk.replace('sdb', 'sda') +
      controller("type='scsi' index='0' model='virtio-scsi'", at(0, 3)) +
      usb2(0, 4) +
      card(at(0, 2)) +
      noBalloon,
  ],
  ['a disk in slot 2, without a screen', 'pc', disk(at(0, 2)) + usb(at(0, 4)) + card(at(0, 3)) + noBalloon],
  [
    'a card of plain PCI on the root of PCI Express',
    'q35',
    sataDisk + usb2(0, 7) + card(at(0, 5), 'vmxnet3') + noBalloon,
  ],
  ['a screen in slot 9', 'pc', disk(at(0, 3)) + usb(at(0, 4)) + screen(at(0, 9)) + balloon(at(0, 5))],
  ['a disk that was plugged in later', 'pc', disk(at(0, 9)) + usb(at(0, 3)) + card(at(0, 4)) + balloon(at(0, 5))],
  ['a gap between root ports', 'q35', usb(at(1, 0)) + ports([1, 0], [3, 0], [4, 0]) + disk(at(3, 0)) + noBalloon],
  ['root ports with a slot each', 'q35', usb(at(1, 0)) + ports([2, 0], [3, 0], [4, 0]) + disk(at(2, 0)) + noBalloon],
  [
    'a graphics card with its sound in one slot',
    'q35',
    usb(at(1, 0)) +
      ports([1, 0], [1, 1], [1, 2]) +
      gpu(0, at(3, 0, 0, shared)) +
      gpu(1, at(3, 0, 1)) +
      disk(at(2, 0)) +
      noBalloon,
  ],
  [
    'cards behind a bridge on the root of PCI',
    'pc',
    usb(at(0, 3)) +
      controller("type='pci' index='1' model='pci-bridge'", at(0, 4)) +
      card(at(1, 5)) +
      disk(at(0, 5)) +
      noBalloon,
  ],
  [
    'a bridge of older libvirt for plain PCI',
    'q35',
    usb(at(2, 1)) +
      controller("type='pci' index='1' model='dmi-to-pci-bridge'", at(0, 30)) +
      controller("type='pci' index='2' model='pci-bridge'", at(1, 1)) +
      card(at(2, 2), 'e1000') +
      noBalloon,
  ],
  [
    'a root port with a chassis of its own',
    'q35',
    usb(at(1, 0)) +
      controller("type='pci' index='1' model='pcie-root-port'", `<target chassis='7' port='0x8'/>${at(0, 1)}`) +
      noBalloon,
  ],
  [
    'a root port with a chassis of its own, where libvirt 11 writes the root of PCI Express first',
    'q35',
    controller("type='pci' index='0' model='pcie-root'", '') +
      usb(at(1, 0)) +
      controller("type='pci' index='1' model='pcie-root-port'", `<target chassis='7' port='0x8'/>${at(0, 1)}`) +
      noBalloon,
  ],
  [
    'cards in reverse order',
    'q35',
    ports([1, 0], [1, 1], [1, 2], [1, 3]) +
      usb(at(4, 0)) +
      card(at(3, 0)) +
      card(at(2, 0)) +
      disk(at(1, 0)) +
      noBalloon,
  ],
  [
    'SATA on the root of PCI',
    'pc',
    sataDisk + controller("type='sata' index='0'", at(0, 8)) + usb(at(0, 3)) + noBalloon,
  ],
  [
    'QEMU’s own USB',
    'pc',
    disk(at(0, 4)) + controller("type='usb' index='0' model='piix3-uhci'", at(0, 1, 2)) + noBalloon,
  ],
];

/** Guests whose devices are where libvirt puts them, once it has read the definition. */
const automatic: Case[] = [
  [
    'devices of all kinds',
    'q35',
    disk() + sataDisk + scsiDisk + usb() + virtioScsi + spare + card() + card() + screen() + balloon(),
  ],
  ['the same on the older chipset', 'pc', disk() + usb() + card() + card('', 'e1000') + screen() + balloon()],
  ['a card of plain PCI', 'q35', disk() + usb() + spare + card() + card('', 'e1000') + screen('', 'qxl') + balloon()],
  ['USB 2', 'q35', disk() + usb2(0, 0x1d).replaceAll(/<address[^>]*>/g, '') + card() + balloon()],
];

describeWith(['virsh', 'libvirtd', 'qemu-system-x86_64', 'python3'], 'the devices of an imported guest', () => {
  const libvirt = privateLibvirt();

  /** The profile of a definition that libvirt has read, and what libvirt says of the difference between the two. */
  async function imported(machine: string, devices: string) {
    const [text] = libvirt.readBack([domain(machine, devices)]);
    const cwd = folderWith({ 'guest.xml': text! });
    const { status, stdout, stderr } = await run(['import', 'guest.xml', '--as-profile'], { cwd });
    const { one } = definitions(await targetFiles(stdout), 'domains');
    const pair = [libvirt.write('before.xml', text!), libvirt.write('now.xml', one!)] as const;
    const [compared] = libvirt.compareDomains([pair], libvirt.uri, '-a');
    return { status, stdout, stderr, compared };
  }

  test.each(chosen)('stay where they are: %s', async (_, machine, devices) => {
    const { status, compared } = await imported(machine, devices);
    expect({ status, compared }).toEqual({ status: 0, compared: { status: 0, output: '' } });
  });

  test.each(automatic)('state no address where libvirt chooses the same: %s', async (_, machine, devices) => {
    const { stdout, compared } = await imported(machine, devices);
    expect(compared).toEqual({ status: 0, output: '' });
    expect(stdout).not.toMatch(/address: "?0000:/);
  });
});
